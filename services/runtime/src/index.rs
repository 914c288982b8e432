//! A service's own index, kept up with the journal.

use event_journal::Journal;
use events::{EventId, EventType, Position, Recorded};
use service_kit::Index;

use crate::Failure;

/// How many events are looked through at a time.
const STEP: usize = 8192;

/// An index, and how far it has read.
pub(crate) struct Indexed<I> {
    pub(crate) index: I,
    upto: Position,
}

impl<I: Index> Indexed<I> {
    pub(crate) fn new() -> Self {
        Self { index: I::default(), upto: Position::START }
    }

    /// Leaves out an event that was taken in and not recorded. Another node may have recorded one of
    /// the same id, of the same command, after `since`: that is read again.
    pub(crate) fn leave_out(&mut self, id: EventId, since: Position) {
        self.index.forget(id);
        self.upto = self.upto.min(since);
    }

    /// Reads what the journal holds beyond what was read. The type is the last member of an event's
    /// canonical form, so events of other types are passed over without being read.
    pub(crate) async fn catch_up(&mut self, journal: &dyn Journal) -> Result<(), Failure> {
        if I::TYPES.is_empty() {
            return Ok(());
        }
        while self.upto < journal.head() {
            let batch = journal.since(self.upto, STEP).await?;
            for (position, leaf, _) in batch.iter() {
                let is_any = |types: &[EventType]| types.iter().any(|kind| kind.is_of(leaf));
                if is_any(I::TYPES) {
                    self.index.apply(&Recorded::decode(position, leaf)?.event);
                } else if is_any(I::TAKING_BACK)
                    && let Some(event) = Recorded::decode(position, leaf)?.event.fact.takes_back()
                {
                    self.index.forget(event);
                }
                self.upto = position;
            }
            if batch.is_empty() {
                break;
            }
        }
        Ok(())
    }
}
