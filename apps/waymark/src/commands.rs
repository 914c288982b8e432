//! What each command does, a file a command.

pub mod schema;
pub mod simulate;
pub mod verify;
