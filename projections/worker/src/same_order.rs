//! Whether the journal has the order of events that the tables were made from.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use databases::bookkeeping::Checkpoint;
use event_journal::{Feed, ReadError};
use events::Position;
use tokio::runtime::Handle;

use crate::Stopped;
use crate::checkpoint;
use crate::target::Target;

/// That the journal has what these tables were made from: it goes on where they stand. Asked once of
/// each table, before anything is folded into it.
pub(crate) fn compare<'t>(
    targets: impl Iterator<Item = &'t mut Target>,
    journal: &dyn Feed,
    handle: &Handle,
) -> Result<(), Stopped> {
    let mut head = journal.head();
    // Most tables stand at the same position.
    let mut found = BTreeMap::new();
    for target in targets {
        let (name, position) = (target.description.name, target.reached.position);
        if position > head {
            // Another worker may have read what this one has not heard of yet.
            if !handle.block_on(journal.reaches(position))? {
                return Err(Stopped::OtherLog { name, position, head });
            }
            head = position;
        }
        if target.compared {
            continue;
        }
        let there = match found.entry(position) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(at(journal, handle, position)?),
        };
        if *there != target.reached {
            return Err(Stopped::OtherEvent { name, position });
        }
        target.compared = true;
    }
    Ok(())
}

/// What a table would have for a checkpoint that stands at this position of the journal, which has
/// come that far: an event that is not given yet has nothing to say about which history it is.
fn at(journal: &dyn Feed, handle: &Handle, position: Position) -> Result<Checkpoint, ReadError> {
    let batch = handle.block_on(journal.since(Position(position.0.saturating_sub(1)), 1))?;
    let first = batch.iter().next();
    first.map(|(position, leaf, _)| checkpoint::behind(position, leaf)).ok_or_else(|| {
        ReadError::Away(format!("the journal has come to position {position} but does not give what is there yet"))
    })
}
