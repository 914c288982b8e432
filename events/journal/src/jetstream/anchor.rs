//! What a reader without a log knows of the stream: the last event that it read. By it it finds out
//! that the stream is not the one that it read from.

use std::sync::{Mutex, MutexGuard, PoisonError};

use events::Position;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::compare::{Apart, Compared, event_at, surely};
use super::message::Incoming;
use super::{Connection, StreamSeen};

/// The last event that was read.
#[derive(Debug, Default)]
pub(super) struct Anchor(Mutex<Option<Known>>);

#[derive(Clone, Copy, Debug)]
struct Known {
    position: Position,
    /// When the event before it was recorded.
    before: Timestamp,
    hash: [u8; 32],
}

impl Anchor {
    /// Remembers an event that follows one that was recorded at `before`.
    pub(super) fn hold(&self, position: Position, before: Timestamp, read: &Incoming) {
        *self.held() = Some(Known { position, before, hash: hash(read) });
    }

    /// That the stream still has what was read last.
    pub(super) async fn check(&self, connection: &Connection) -> Result<StreamSeen, Compared> {
        surely(|| self.check_now(connection)).await
    }

    async fn check_now(&self, connection: &Connection) -> Result<StreamSeen, Compared> {
        let seen = connection.stream_seen().await?;
        let Some(Known { position, before, hash: known }) = *self.held() else { return Ok(seen) };
        if seen.last < position {
            seen.surely_ends_before(position, connection)?;
            return Err(Apart::ReadBefore { stream: seen.last, read: position }.into());
        }
        if hash(&event_at(connection, position, before).await?) == known {
            return Ok(seen);
        }
        Err(Apart::ReadOtherwise { position }.into())
    }

    fn held(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(Incoming { leaf, sealed, .. }: &Incoming) -> [u8; 32] {
    let length = (leaf.len() as u64).to_le_bytes();
    let sealed = sealed.as_deref().unwrap_or_default();
    Sha256::new().chain_update(length).chain_update(leaf).chain_update(sealed).finalize().into()
}
