//! A service's own index, kept up with the journal.

use std::collections::BTreeSet;

use event_journal::Journal;
use events::{EventId, EventType, Position, Recorded, TAKEN_BACK, find_type};
use service_kit::Index;

use crate::Failure;

/// How many events are looked through at a time.
const STEP: usize = 8192;

/// An index, and how far it has read.
pub(crate) struct Indexed<I> {
    pub(crate) index: I,
    upto: Position,
    /// The types it is folded from.
    types: Vec<&'static EventType>,
    /// The types that take back events of those.
    taking_back: Vec<&'static EventType>,
}

impl<I: Index> Indexed<I> {
    pub(crate) fn new() -> Self {
        let types: Vec<_> = I::TYPES.iter().filter_map(|name| find_type(name).ok()).collect();
        let contexts: BTreeSet<&str> = types.iter().map(|kind| kind.context).collect();
        let taking_back = contexts.iter().filter_map(|context| find_type(&format!("{context}.{TAKEN_BACK}")).ok());
        Self { index: I::default(), upto: Position::START, taking_back: taking_back.collect(), types }
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
        if self.types.is_empty() {
            return Ok(());
        }
        while self.upto < journal.head() {
            let batch = journal.since(self.upto, STEP).await?;
            for (position, leaf, _) in batch.iter() {
                let is_any = |types: &[&EventType]| types.iter().any(|kind| kind.is_of(leaf));
                if is_any(&self.types) {
                    self.index.apply(&Recorded::decode(position, leaf)?.event);
                } else if is_any(&self.taking_back)
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
