#![doc = include_str!("../README.md")]

mod file_shelf;
mod keystore;
mod memory_shelf;
mod opening;
mod shelf;

use std::future::Future;
use std::pin::Pin;

pub use file_shelf::{FileShelf, FileShelfError};
pub use keystore::{Entropy, Keystore, KeystoreError, MasterKey, WRAPPED};
pub use memory_shelf::MemoryShelf;
pub use opening::Opened;
pub use shelf::{KeyShelf, ShelfError, WrappedKey};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
