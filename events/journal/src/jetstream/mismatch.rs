//! That the stream and a node's own log are not one history.

use event_log::ReadError;
use events::Position;

use super::message::Unreadable;

/// What is left where a stream cannot be mended: nobody may delete it, the operator included.
pub(super) const REMAKE: &str = "make a new stream: save the keys (waymark cluster save-keys), start the NATS servers with empty stores, and fill a new stream from a log that verifies (waymark cluster create, waymark cluster restore-keys, waymark cluster repair)";

/// The stream and the node's log are not one history. The node stops, since only a person can tell
/// which of them is right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryMismatch {
    /// The stream lost what this node has.
    #[error(
        "the stream ends at position {stream} and this node's log at {log}: events were lost from the stream; stop the services, and put them back with waymark cluster repair from this log, or from a longer one that verifies"
    )]
    StreamBehind {
        /// The stream's last position.
        stream: Position,
        /// This node's.
        log: Position,
    },
    /// Two histories.
    #[error(
        "position {position} holds another event in the stream than in this node's log: one of them was changed, or they belong to different systems; find out with waymark verify which nodes agree; a node that is wrong starts again with an empty log; if the stream is wrong, {REMAKE}"
    )]
    Different {
        /// Where.
        position: Position,
    },
    /// A message is not there.
    #[error("position {position} is missing from the stream: a message was deleted or damaged; {REMAKE}")]
    Hole {
        /// The first position that is missing.
        position: Position,
    },
    /// A message is no event.
    #[error("the message at position {position} is not an event as it was sent: {what}; if it was changed, {REMAKE}")]
    Unreadable {
        /// Where.
        position: Position,
        /// What is wrong with it.
        what: Unreadable,
    },
    /// The node's log does not take what the stream holds.
    #[error("this node's log did not take the event at position {position}: {reason}")]
    NotTaken {
        /// Where.
        position: Position,
        /// What the log said.
        reason: String,
    },
    /// The node's log cannot be read.
    #[error(transparent)]
    LogUnreadable(#[from] ReadError),
    /// The node's log holds something without a recorded time.
    #[error(
        "the recorded time of the event at position {position} of this node's log cannot be read: {reason}; verify the log with waymark verify"
    )]
    Timeless {
        /// Where.
        position: Position,
        /// What is wrong.
        reason: String,
    },
}

impl HistoryMismatch {
    /// Whether a leader that has not caught up with what it agreed to answers the same.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::StreamBehind { .. } | Self::Hole { .. } => true,
            Self::Different { .. }
            | Self::Unreadable { .. }
            | Self::NotTaken { .. }
            | Self::LogUnreadable(_)
            | Self::Timeless { .. } => false,
        }
    }
}
