//! Whether this release knows everything that the journal holds.
//!
//! A newer release may have recorded events whose types, versions or members this one does not know.
//! Any of them may bear on any decision, so that nothing is decided here from then on.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{OnceLock, PoisonError};

use event_journal::Feed;
use events::{DecodeError, Position, Recorded};
use tokio::sync::Mutex;

use crate::Failure;

/// How many events are read at a time.
const STEP: usize = 4096;

/// What was found in a journal so far.
#[derive(Default)]
pub struct Release {
    /// Every event up to here is known, or damaged.
    upto: AtomicU64,
    /// The first event that is not known: it stays the last that is looked for.
    newer: OnceLock<DecodeError>,
    reading: Mutex<()>,
    /// What this process appended itself beyond `upto`: it knows that without reading it.
    own: std::sync::Mutex<BTreeSet<u64>>,
}

impl Release {
    /// Reads what the journal holds beyond what was read before. Damage is left to those who read that
    /// event for a decision: it concerns one subject.
    ///
    /// # Errors
    /// With the first event that only a newer release can read; or when the journal cannot be read.
    pub async fn knows_all(&self, journal: &dyn Feed) -> Result<(), Failure> {
        while self.newer.get().is_none() && self.upto() < journal.head() {
            let _turn = self.reading.lock().await;
            let batch = journal.since(self.upto(), STEP).await?;
            for (position, leaf, _) in batch.iter() {
                if let Err(newer @ DecodeError::Newer { .. }) = Recorded::decode(position, leaf) {
                    tracing::error!(position = position.0, error = %newer, "a newer release is needed here");
                    let _ = self.newer.set(newer);
                    break;
                }
            }
            if batch.is_empty() {
                break;
            }
            self.upto.fetch_max(batch.last().0, Ordering::AcqRel);
        }
        self.newer.get().map_or(Ok(()), |newer| Err(newer.clone().into()))
    }

    /// Takes note of an event that this process appended.
    pub(crate) fn appended(&self, position: Position) {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.insert(position.0);
        let mut upto = self.upto().0;
        *own = own.split_off(&(upto + 1));
        while own.remove(&(upto + 1)) {
            upto += 1;
        }
        self.upto.fetch_max(upto, Ordering::AcqRel);
    }

    fn upto(&self) -> Position {
        Position(self.upto.load(Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_here_counts_up_to_the_first_gap() {
        let release = Release::default();
        let upto = |position| {
            release.appended(Position(position));
            release.upto().0
        };
        assert_eq!([upto(1), upto(3), upto(4), upto(2), upto(6), upto(5)], [1, 1, 1, 4, 4, 6]);
        assert!(release.own.lock().unwrap().is_empty());
    }
}
