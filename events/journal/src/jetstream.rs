//! The cluster form: NATS JetStream gives the order, every node's own log remembers it.
//!
//! One stream holds all events, one message each; a message's sequence is its event's position. A
//! message is addressed to `waymark.events.<context>.<kind>.<id>`, and taken only if nothing was
//! added to `waymark.events.*.<kind>.<id>` since its author looked. [`message`] gives its bytes.

mod alone;
mod announce;
mod callers;
mod compare;
mod connection;
mod error;
mod fill;
mod intake;
mod keys;
mod message;
mod mismatch;
mod names;
mod node;
mod options;
mod publish;
mod reader;
mod refusal;
mod sequencer;
mod settings;
mod state;
mod stream;
mod supervisor;
mod transition;
mod version;

#[doc(hidden)]
pub use alone::SequencerAlone;
pub use announce::{Announced, Announcement, NodeSeen};
pub use connection::Connection;
pub use error::{ConnectError, StreamError};
pub use fill::{FillError, Filled, Fit};
pub use keys::KeyBucket;
pub use message::Unreadable;
pub use mismatch::HistoryMismatch;
pub use node::{ClusterJournal, ClusterOptions};
pub use options::ConnectOptions;
pub use settings::UnsafeSetting;
pub use state::{AppendsBlocked, NodeStatus, State, Stopped, Trouble};
pub use stream::{StreamMade, StreamSeen};
