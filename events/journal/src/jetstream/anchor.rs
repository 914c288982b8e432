//! What a reader without a log knows of the stream: the last event that it read. By it it finds out
//! that the stream is not the one that it read from.

use std::sync::{Mutex, MutexGuard, PoisonError};

use events::Position;
use sha2::{Digest as _, Sha256};

use super::compare::{Apart, Compared, event_at, surely};
use super::{Connection, StreamSeen};
use crate::Stored;

/// The last event that was read.
#[derive(Debug, Default)]
pub(super) struct Anchor(Mutex<Option<(Position, [u8; 32])>>);

impl Anchor {
    /// Remembers the last of these events, unless a later one is known.
    pub(super) fn hold(&self, read: &[Stored]) {
        let Some(last) = read.last() else { return };
        let mut held = self.held();
        if held.is_none_or(|(position, _)| position < last.position) {
            *held = Some((last.position, hash(&last.leaf, last.sealed.as_deref())));
        }
    }

    /// That the stream still has what was read last.
    pub(super) async fn check(&self, connection: &Connection) -> Result<StreamSeen, Compared> {
        surely(|| self.check_now(connection)).await
    }

    async fn check_now(&self, connection: &Connection) -> Result<StreamSeen, Compared> {
        let seen = connection.stream_seen().await?;
        let Some((position, known)) = *self.held() else { return Ok(seen) };
        if seen.last < position {
            seen.surely_ends_before(position, connection)?;
            return Err(Apart::ReadBefore { stream: seen.last, read: position }.into());
        }
        let incoming = event_at(connection, position).await?;
        if hash(&incoming.leaf, incoming.sealed.as_deref()) == known {
            return Ok(seen);
        }
        Err(Apart::ReadOtherwise { position }.into())
    }

    fn held(&self) -> MutexGuard<'_, Option<(Position, [u8; 32])>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(leaf: &[u8], sealed: Option<&[u8]>) -> [u8; 32] {
    let length = (leaf.len() as u64).to_le_bytes();
    Sha256::new().chain_update(length).chain_update(leaf).chain_update(sealed.unwrap_or_default()).finalize().into()
}
