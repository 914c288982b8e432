//! The log in memory: what the log on disk must behave like, in so few lines that it can be seen.

use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use events::{Position, Subject};
use tokio::sync::watch;

use crate::block::{MOST_ENTRIES, Rows};
use crate::index::Index;
use crate::tree::Frontier;
use crate::{
    AppendError, Appended, Batch, Damage, Entry, EventLog, Head, Pending, ReadError, Stored, Verified, verify,
};

/// A log that lives as long as this value, for tests and for what need not be kept.
pub struct MemoryLog {
    state: RwLock<State>,
    head: watch::Sender<Position>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) entries: Vec<Entry>,
    pub(crate) index: Index,
    pub(crate) frontier: Frontier,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self { state: RwLock::default(), head: watch::Sender::new(Position::START) }
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn append_now(&self, entry: Entry, expected: Position) -> Result<Appended, AppendError> {
        entry.fits()?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let current = state.index.last(&entry.subject());
        if expected != current {
            return Err(AppendError::Conflict { expected, current });
        }
        state.index.push(entry.subject());
        state.frontier.push(entry.leaf_hash());
        state.entries.push(entry);
        let position = Position(state.frontier.size());
        self.head.send_replace(position);
        Ok(Appended { position })
    }
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// The entries after `after` with their positions.
    pub(crate) fn after(&self, after: Position) -> impl Iterator<Item = (Position, &Entry)> {
        let skip = usize::try_from(after.0).unwrap_or(usize::MAX);
        (1..).map(Position).zip(&self.entries).skip(skip)
    }

    pub(crate) fn head(&self) -> Head {
        Head { position: Position(self.frontier.size()), root: self.frontier.root() }
    }
}

impl fmt::Debug for MemoryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLog").field("head", &self.head()).finish_non_exhaustive()
    }
}

impl EventLog for MemoryLog {
    fn append(&self, entry: Entry, expected: Position) -> Pending {
        Pending::known(self.append_now(entry, expected))
    }

    fn history(&self, subject: &Subject, after: Position) -> Result<Vec<Stored>, ReadError> {
        let state = self.state();
        let of_subject = state.after(after).filter(|(_, entry)| entry.subject() == *subject);
        let stored = |(position, entry): (Position, &Entry)| Stored {
            position,
            leaf: entry.leaf().to_vec(),
            sealed: entry.sealed().map(<[u8]>::to_vec),
        };
        Ok(of_subject.map(stored).collect())
    }

    fn batch(&self, after: Position, limit: usize) -> Result<Batch, ReadError> {
        let state = self.state();
        let mut rows = Rows::default();
        for (_, entry) in state.after(after).take(limit.clamp(1, MOST_ENTRIES)) {
            rows.push(entry);
        }
        let blocks = if rows.count() == 0 { vec![] } else { vec![rows.into_block(after.0 + 1)] };
        Ok(Batch::of(blocks, after, state.head().position))
    }

    fn head(&self) -> Head {
        self.state().head()
    }

    fn last(&self, subject: &Subject) -> Position {
        self.state().index.last(subject)
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    fn verify(&self, progress: &mut dyn FnMut(Position)) -> Result<Verified, Damage> {
        let state = self.state();
        verify::in_memory(state.after(Position::START), &state.head(), &state.index, progress)
    }
}
