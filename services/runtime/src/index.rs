//! A service's own index, kept up with the journal.

use event_journal::Journal;
use events::{EventId, Position, Recorded};
use service_kit::Index;

use crate::Failure;

/// How many events are looked through at a time.
const STEP: usize = 8192;

/// An index, and how far it has read.
pub(crate) struct Indexed<I> {
    pub(crate) index: I,
    upto: Position,
    /// How the canonical bytes of an event of one of the index's types end.
    endings: Vec<Vec<u8>>,
    /// How those of an event end that takes another back.
    taking_back: Vec<Vec<u8>>,
}

impl<I: Index> Indexed<I> {
    pub(crate) fn new() -> Self {
        let ending = |full_name: &str| format!("\"type\":\"{full_name}\"}}").into_bytes();
        let contexts: std::collections::BTreeSet<&str> =
            I::TYPES.iter().filter_map(|name| name.split('.').nth(1)).collect();
        Self {
            index: I::default(),
            upto: Position::START,
            endings: I::TYPES.iter().map(|name| ending(name)).collect(),
            taking_back: contexts
                .iter()
                .map(|context| ending(&format!("waymark.{context}.entered-in-error.v1")))
                .collect(),
        }
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
        if self.endings.is_empty() {
            return Ok(());
        }
        while self.upto < journal.head() {
            let batch = journal.since(self.upto, STEP).await?;
            for (position, leaf, _) in batch.iter() {
                let ends = |endings: &[Vec<u8>]| endings.iter().any(|ending| leaf.ends_with(ending));
                if ends(&self.endings) {
                    self.index.apply(&Recorded::decode(position, leaf)?.event);
                } else if ends(&self.taking_back)
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
