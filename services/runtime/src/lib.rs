#![doc = include_str!("../README.md")]

mod erased;
mod file_shelf;
mod histories;
mod index;
mod keystore;
mod memory_shelf;
mod service;

pub use erased::{AnyService, Refused, Rejected, Services, UnknownCommand};
pub use file_shelf::{FileShelf, FileShelfError};
pub use histories::Histories;
pub use keystore::{Entropy, Keystore, KeystoreError, MasterKey, Opened, WRAPPED};
pub use memory_shelf::MemoryShelf;
pub use service::{Ask, Failure, NotAccepted, Receipt, Service};
