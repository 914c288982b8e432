#![doc = include_str!("../README.md")]

mod embedded;
mod jetstream;
mod journal;
mod readable;
mod recorded;
mod sealed;

pub use embedded::{Clock, EmbeddedJournal};
pub use event_keys::BoxFuture;
pub use event_log::{Batch, Stored};
#[doc(hidden)]
pub use jetstream::SequencerAlone;
pub use jetstream::{
    Announced, Announcement, AppendsBlocked, ClusterJournal, ClusterOptions, ConnectError, ConnectOptions, Connection,
    FillError, Filled, Fit, HistoryMismatch, KeyBucket, NodeSeen, NodeStatus, State, Stopped, StreamError, StreamMade,
    StreamSeen, Trouble, Unreadable, UnsafeSetting,
};
pub use journal::{AppendError, Feed, Journal, ReadError};
pub use readable::Readable;
