#![doc = include_str!("../README.md")]

pub mod bookkeeping;
mod error;
mod layout;
mod postgres;
mod reading;
pub mod row;
mod sqlite;
mod store;

pub use error::{MADE_AGAIN, OpenError, StoreError};
pub use layout::{FILE, READERS};
pub use postgres::{Address, PostgresError, PostgresStore, Session, WrongAddress};
pub use reading::{ReadConnections, ReadTransaction};
pub use sqlite::{SqliteStore, discard};
pub use store::{State, Store, Transaction, Turn};
