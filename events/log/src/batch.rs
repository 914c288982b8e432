//! A run of events, read in whole blocks and handed out without a copy of each.

use std::fmt;
use std::sync::Arc;

use events::Position;

use crate::block::Block;

/// Events in order, in memory of their own.
pub struct Batch {
    blocks: Vec<Arc<Block>>,
    after: Position,
    until: Position,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { after, until, .. } = self;
        f.debug_struct("Batch").field("after", after).field("until", until).finish_non_exhaustive()
    }
}

impl Batch {
    /// The events of these blocks after `after`, up to and with `until`.
    pub(crate) fn of(blocks: Vec<Arc<Block>>, after: Position, head: Position) -> Self {
        let last = blocks.last().map_or(after, |block| Position(block.header.last()));
        Self { blocks, after, until: last.min(head).max(after) }
    }

    /// Each event: its position, its leaf, and its sealed content.
    pub fn iter(&self) -> impl Iterator<Item = (Position, &[u8], Option<&[u8]>)> + '_ {
        self.blocks
            .iter()
            .flat_map(|block| block.rows())
            .skip_while(|row| row.position <= self.after)
            .take_while(|row| row.position <= self.until)
            .map(|row| (row.position, row.leaf, row.sealed))
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.until.0 - self.after.0).unwrap_or(usize::MAX)
    }

    /// Whether there are none: the log has no event after the position asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.until == self.after
    }

    /// The position of the last event, or the position asked for if there are none: where the next
    /// batch goes on.
    #[must_use]
    pub fn last(&self) -> Position {
        self.until
    }
}
