#![doc = include_str!("../README.md")]
//!
//! ## The block format
//!
//! A block is the unit of writing. The engine holds it under its number (1, 2, 3) as eight big-endian bytes;
//! number 0 counts how often the log was opened, and numbers with empty values are room made ahead. Nothing
//! else of the engine shows in a block. All numbers in it are little-endian, all hashes SHA-256.
//!
//! ```text
//! offset bytes
//!      0     4  "WMB1": a block, version 1
//!      4     4  how many entries, at least 1
//!      8     8  position of the first entry, at least 1
//!     16    32  hash of the block before it (its last 32 bytes), zeros for block 1
//!     48    32  root of the RFC 6962 tree of all leaves up to and with this block's
//!     80     4  length of the rows before packing
//!     84     1  packing of the rows: 0 as they are, 1 an LZ4 block
//!     85     n  the rows, packed
//!   85+n    32  hash of everything before it
//! ```
//!
//! The rows stand one after another, one for each entry:
//!
//! ```text
//! offset bytes
//!      0     1  kind of subject: 1 internship, 2 employer, 3 coach, 4 provider, 5 person
//!      1    16  id of the subject
//!     17    16  id of the event
//!     33     4  length of the leaf
//!     37     4  0 without sealed content, else its length + 1
//!     41     n  the leaf: the event as RFC 8785 JSON
//!   41+n     m  the sealed content
//! ```
//!
//! A block has at most 256 entries, 48 KiB of rows unless it has one entry alone, and less than 32 KiB packed
//! unless it has one entry alone, which has at most 100 KiB of leaf and sealed content.
//!
//! ## HEAD
//!
//! Two records of 88 bytes, at offsets 0 and 4096; the one with the greater sequence whose hash is right counts.
//!
//! ```text
//! offset bytes
//!      0     8  "WMHEAD1\n"
//!      8     8  sequence: greater than the other record's if it is the later one
//!     16     8  last position
//!     24    32  root of the tree of all leaves up to it
//!     56    32  SHA-256 of everything before it
//! ```
//!
//! INDEX is described in `src/spill.rs`, HISTORIES in `src/histories.rs`; both can always be made again.

mod batch;
mod block;
mod entry;
mod error;
mod files;
mod head;
mod histories;
mod index;
mod log;
mod memory;
mod opening;
mod options;
mod pager;
mod pending;
mod recent;
mod recover;
mod scratch;
mod shared;
mod sled_log;
mod spill;
mod store;
mod survey;
mod sync;
pub mod tree;
mod undo;
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
