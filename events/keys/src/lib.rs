#![doc = include_str!("../README.md")]

mod error;
mod file_shelf;
mod keystore;
mod master_key;
mod memory_shelf;
mod opening;
mod shelf;

use std::future::Future;
use std::pin::Pin;

pub use error::KeystoreError;
pub use file_shelf::{FileShelf, FileShelfError};
pub use keystore::{Keystore, SECRET_ENTRY};
pub use master_key::{Entropy, MasterKey, WRAPPED};
pub use memory_shelf::MemoryShelf;
pub use opening::{Opened, OpeningError};
pub use shelf::{Entry, KeyShelf, Rewrapped, ShelfError};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
