//! The cluster form: NATS JetStream gives the order, every node's own log remembers it.
//!
//! One stream holds all events, one message each; a message's sequence is its event's position. A
//! message is addressed to `waymark.events.<context>.<kind>.<id>`, and taken only if nothing was
//! added to `waymark.events.*.<kind>.<id>` since its author looked. [`message`] gives its bytes.

mod alone;
mod anchor;
mod announce;
mod callers;
mod compare;
mod connection;
mod error;
mod feed;
mod fill;
mod follower;
mod following;
mod intake;
mod journal;
mod keys;
pub(crate) mod message;
mod names;
mod place;
mod publish;
mod reader;
mod refusal;
mod report;
mod sequencer;
mod settings;
mod source;
mod standing;
mod stream;
mod times;
mod told;
mod version;

#[doc(hidden)]
pub use alone::SequencerAlone;
pub use announce::{Announced, Announcement, NodeSeen};
pub use compare::Apart;
pub use connection::{ConnectOptions, Connection};
pub use error::{ConnectError, FillError, OpenError, StreamError};
pub use feed::StreamFeed;
pub use fill::{Filled, Fit};
pub use following::{Following, Phase};
pub use journal::{ClusterJournal, ClusterOptions};
pub use keys::KeyBucket;
pub use message::Unreadable;
pub use settings::UnsafeSetting;
pub use standing::Standing;
pub use stream::{StreamMade, StreamSeen};
