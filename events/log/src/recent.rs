//! The last events, in memory, until there are enough of them for a run of pages.

use std::sync::Arc;

use events::Position;

use crate::Stored;
use crate::entry::Kept;

/// Events that are in no page yet, in order and without a gap up to the head.
#[derive(Debug)]
pub(crate) struct Recent {
    /// The position of the oldest.
    first: Position,
    /// The oldest, while they are being written.
    frozen: Arc<Vec<Kept>>,
    growing: Vec<Kept>,
    /// Bytes of the events that are not being written.
    bytes: usize,
}

impl Recent {
    /// Nothing yet of what follows a position.
    pub(crate) fn after(position: Position) -> Self {
        Self { first: position.next(), frozen: Arc::default(), growing: Vec::new(), bytes: 0 }
    }

    pub(crate) fn push(&mut self, event: Kept) {
        self.bytes += size_of::<Kept>() + event.leaf.len() + event.sealed.as_ref().map_or(0, Vec::len);
        self.growing.push(event);
    }

    /// How many bytes the events have that are not being written.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn first(&self) -> Position {
        self.first
    }

    pub(crate) fn get(&self, position: Position) -> Option<Stored> {
        let at = usize::try_from(position.0.checked_sub(self.first.0)?).ok()?;
        let found = self.frozen.get(at).or_else(|| self.growing.get(at - self.frozen.len()))?;
        Some(Stored { position, leaf: found.leaf.clone(), sealed: found.sealed.clone() })
    }

    /// Hands all events over to be written. They can still be read here until they are forgotten.
    pub(crate) fn freeze(&mut self) -> Arc<Vec<Kept>> {
        self.frozen = Arc::new(std::mem::take(&mut self.growing));
        self.bytes = 0;
        Arc::clone(&self.frozen)
    }

    /// Forgets the events that were handed out.
    pub(crate) fn forget_frozen(&mut self) {
        self.first = Position(self.first.0 + self.frozen.len() as u64);
        self.frozen = Arc::default();
    }
}
