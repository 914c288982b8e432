//! Where a table stands in the order of events.

use std::fmt::Write as _;

use events::Position;
use sha2::{Digest as _, Sha256};

/// Where a table stands: behind this event. A position alone does not say in which log, and neither
/// do the ids of events, which are the same when the same commands are repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) position: Position,
    /// The SHA-256 of the event's leaf, as 64 hexadecimal digits; nothing at the start.
    pub(crate) leaf: String,
}

impl Checkpoint {
    /// Behind this event.
    pub(crate) fn behind(position: Position, leaf: &[u8]) -> Self {
        let mut digits = String::with_capacity(64);
        for byte in Sha256::digest(leaf) {
            let _ = write!(digits, "{byte:02x}");
        }
        Self { position, leaf: digits }
    }
}
