//! What each command does, a file a command.

pub mod accept_loss;
pub mod demo;
pub mod events;
pub mod import;
pub mod rebuild;
pub mod schema;
pub mod simulate;
pub mod table;
pub mod timeline;
pub mod up;
pub mod verify;
