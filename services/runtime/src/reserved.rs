//! Events that a service's index holds before they are recorded.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex as Blocking, MutexGuard as Blocked, PoisonError};

use event_journal::Journal;
use events::{EventId, Position, Subject};
use service_kit::Index;
use tokio::sync::{Mutex, MutexGuard};

use crate::Failure;
use crate::index::Indexed;

/// A service's own index, for one command after the other to decide by.
pub(crate) struct OwnIndex<I> {
    indexed: Mutex<Indexed<I>>,
    ends: Ends,
}

/// How commands ended, also where the caller went away.
#[derive(Default)]
struct Ends(Blocking<Ended>);

#[derive(Default)]
struct Ended {
    /// Events that came to nothing, and up to where the journal certainly has none of that id.
    nothing: Vec<(EventId, Position)>,
    /// Events that may still be recorded.
    in_doubt: HashMap<EventId, Doubt>,
}

/// An event that may still be recorded, but only right after what its subject had by then.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Doubt {
    subject: Subject,
    after: Position,
    /// Up to here the journal certainly has no event of its id.
    since: Position,
}

impl Ends {
    fn lock(&self) -> Blocked<'_, Ended> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<I: Index> OwnIndex<I> {
    pub(crate) fn new() -> Self {
        Self { indexed: Mutex::new(Indexed::new()), ends: Ends::default() }
    }

    /// Waits for the index, without what came to nothing, and up with the journal.
    pub(crate) async fn turn(&self, journal: &dyn Journal) -> Result<MutexGuard<'_, Indexed<I>>, Failure> {
        let mut indexed = self.indexed.lock().await;
        self.settle(journal).await?;
        let nothing = mem::take(&mut self.ends.lock().nothing);
        nothing.into_iter().for_each(|(id, since)| indexed.leave_out(id, since));
        indexed.catch_up(journal).await?;
        Ok(indexed)
    }

    /// Leaves out what was in doubt and whose subject has gone on: if it was recorded, the journal has
    /// it by now, and it is read again; if it was not, it never will be. Doubts are rare: while there
    /// are any, each is looked up once a turn.
    async fn settle(&self, journal: &dyn Journal) -> Result<(), Failure> {
        let in_doubt: Vec<_> = self.ends.lock().in_doubt.iter().map(|(id, doubt)| (*id, *doubt)).collect();
        for (id, doubt) in in_doubt {
            if !journal.history(doubt.subject, doubt.after).await?.is_empty() {
                let mut ended = self.ends.lock();
                if ended.in_doubt.get(&id) == Some(&doubt) {
                    ended.in_doubt.remove(&id);
                    ended.nothing.push((id, doubt.since));
                }
            }
        }
        Ok(())
    }

    /// For a command on a subject that is to become the event of this id.
    pub(crate) fn reserve(&self, subject: Subject, id: EventId) -> Reserved<'_> {
        let ends = (!I::TYPES.is_empty()).then_some(&self.ends);
        let start = Position::START;
        Reserved { ends, id, doubt: Doubt { subject, after: start, since: start }, stands: Stands::Nowhere }
    }
}

/// What the index holds of an event that is not recorded yet. When this goes, in whatever way the
/// command ends, the index leaves the event out again, unless it is recorded or may be.
pub(crate) struct Reserved<'a> {
    /// None where there is no index.
    ends: Option<&'a Ends>,
    id: EventId,
    /// What is to be known of it, should nobody hear what becomes of it.
    doubt: Doubt,
    stands: Stands,
}

/// How far the event has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Nowhere,
    InTheIndex,
    GivenToTheJournal,
    InTheJournal,
}

impl Reserved<'_> {
    /// The index is about to take it in, to be recorded right after the last event of its subject; up
    /// to `since` the journal has no event of its id.
    pub(crate) fn hold(&mut self, since: Position, after: Position) {
        if self.stands == Stands::Nowhere {
            self.doubt.since = since;
        }
        self.doubt.after = after;
        self.stands = Stands::InTheIndex;
    }

    /// The journal is about to be given it: nobody knows what becomes of it, until one does.
    pub(crate) fn given(&mut self) {
        self.stands = Stands::GivenToTheJournal;
    }

    /// The journal certainly did not take it.
    pub(crate) fn not_taken(&mut self) {
        self.stands = Stands::InTheIndex;
    }

    /// The journal has it, or another one of its id.
    pub(crate) fn recorded(&mut self) {
        self.stands = Stands::InTheJournal;
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        let Some(mut ended) = self.ends.map(Ends::lock) else { return };
        match self.stands {
            Stands::Nowhere => {}
            // What an earlier command under the same key gave to the journal may still come.
            Stands::InTheIndex if ended.in_doubt.contains_key(&self.id) => {}
            Stands::InTheIndex => ended.nothing.push((self.id, self.doubt.since)),
            Stands::GivenToTheJournal => drop(ended.in_doubt.insert(self.id, self.doubt)),
            Stands::InTheJournal => drop(ended.in_doubt.remove(&self.id)),
        }
    }
}
