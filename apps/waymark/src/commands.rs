//! What each command does, a file a command.

pub mod accept_loss;
pub mod access;
pub mod backup;
pub mod cluster;
pub mod correct;
pub mod demo;
pub mod events;
pub mod import;
pub mod keep;
pub mod project;
pub mod query;
pub mod ready;
pub mod rebuild;
pub mod rules;
pub mod schema;
pub mod serve;
pub mod simulate;
pub mod table;
pub mod timeline;
pub mod up;
pub mod verify;
