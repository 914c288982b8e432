#![doc = include_str!("../README.md")]

mod ask;
mod deadline;
mod erased;
mod failure;
mod file_shelf;
mod histories;
mod index;
mod keystore;
mod memory_shelf;
mod names;
mod others;
mod reserved;
mod sealing;
mod service;

pub use ask::{Ask, NotAccepted, Receipt};
pub use deadline::{Deadline, LIMIT};
pub use erased::{AnyService, Refused, Rejected, Services, UnknownCommand};
pub use failure::Failure;
pub use file_shelf::{FileShelf, FileShelfError};
pub use histories::Histories;
pub use keystore::{Entropy, Keystore, KeystoreError, MasterKey, Opened, WRAPPED};
pub use memory_shelf::MemoryShelf;
pub use names::{Naming, NotNamed};
pub use service::Service;
