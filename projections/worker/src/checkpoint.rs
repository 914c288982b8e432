//! How an event is known again.

use std::fmt::Write as _;

use databases::bookkeeping::Checkpoint;
use events::Position;
use sha2::{Digest as _, Sha256};

/// The checkpoint of a table that took in this event last.
pub(crate) fn behind(position: Position, leaf: &[u8]) -> Checkpoint {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(leaf) {
        let _ = write!(digits, "{byte:02x}");
    }
    Checkpoint { position, leaf: digits }
}
