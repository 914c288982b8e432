#![doc = include_str!("../README.md")]

mod erased;
mod histories;
mod index;
mod keystore;
mod service;

pub use erased::{AnyService, Refused, Rejected, Services, UnknownCommand};
pub use histories::Histories;
pub use keystore::{Entropy, Keystore, KeystoreError, MasterKey, Opened};
pub use service::{Ask, Failure, NotAccepted, Receipt, Service};
