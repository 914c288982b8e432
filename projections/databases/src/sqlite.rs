//! SQLite: the tables in a file.

mod cell;
mod store;

pub(crate) use cell::found;
pub use store::{SqliteStore, discard};
