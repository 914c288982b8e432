//! The append-only event log.
//!
//! todo
mod batch;
mod block;
mod entry;
mod error;
mod files;
mod head;
mod index;
mod log;
mod memory;
mod options;
mod pending;
mod recover;
mod shared;
mod sled_log;
mod spill;
mod store;
mod sync;
pub mod tree;
mod verify;
mod writer;

pub use batch::Batch;
pub use entry::{Appended, Entry, Head, Stored, Verified};
pub use error::{AppendError, CloseError, Damage, Fault, OpenError, ReadError};
pub use log::EventLog;
pub use memory::MemoryLog;
pub use options::{Access, Options};
pub use pending::Pending;
pub use sled_log::SledLog;
pub use tree::RootHash;
