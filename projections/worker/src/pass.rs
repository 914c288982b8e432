//! A pass over the journal: one thread reads and decodes, the other folds and writes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use event_journal::Feed;
use events::{Position, Recorded};
use tokio::runtime::Handle;

use crate::Stopped;
use crate::projector::Projector;
use crate::store::State;

/// How many events are read at once.
const BATCH: usize = 8_192;

/// How many events are folded in memory before they are written, at most.
const EVENTS_IN_MEMORY: u64 = 500_000;

/// How many pages of a table may wait to be written.
const PAGES_CHANGED: usize = 100_000;

/// How many pages of a table stay in memory during a long pass, and after it.
const PAGES_UNDER_WAY: usize = 100_000;
pub(crate) const PAGES_AT_REST: usize = 10_000;

/// What a pass is over.
pub(crate) struct Pass<'a> {
    pub(crate) journal: &'a dyn Feed,
    pub(crate) handle: &'a Handle,
    /// Whether somebody wants it to end early.
    pub(crate) stop: &'a dyn Fn() -> bool,
    /// Is told the position after each batch.
    pub(crate) reached: &'a mut dyn FnMut(Position),
    /// The most events to take in, or a batch more.
    pub(crate) limit: u64,
}

impl Pass<'_> {
    /// Brings the tables in this state up to the head of the journal as it is now.
    pub(crate) fn run(&mut self, projector: &mut Projector, state: State) -> Result<(), Stopped> {
        projector.ready()?;
        if let Some(broken) = self.journal.broken() {
            return Err(broken.into());
        }
        let head = self.journal.head();
        let targets = || projector.targets.iter().filter(|target| target.state == state);
        if let Some(ahead) = targets().find(|target| target.position > head) {
            return Err(Stopped::OtherLog { name: ahead.description.name, position: ahead.position, head });
        }
        let Some(from) = targets().map(|target| target.position).min().filter(|from| *from < head) else {
            return Ok(());
        };
        let until = head.min(Position(from.0.saturating_add(self.limit)));
        let (sender, receiver) = sync_channel(2);
        let (journal, handle) = (self.journal, self.handle);
        std::thread::scope(|scope| {
            scope.spawn(move || read(journal, handle, from, until, &sender));
            self.fold(projector, state, receiver)
        })
    }

    fn fold(&mut self, projector: &mut Projector, state: State, batches: Receiver<Decoded>) -> Result<(), Stopped> {
        let mut in_memory = 0;
        let mut cut_short = Ok(());
        for Decoded { events, then } in batches {
            projector.take(state, &events, self.journal, self.handle)?;
            in_memory += events.len() as u64;
            let waiting = projector.targets.iter().map(|target| target.projection.pages.changed()).max();
            if in_memory >= EVENTS_IN_MEMORY || waiting >= Some(PAGES_CHANGED) {
                projector.flush(PAGES_UNDER_WAY)?;
                in_memory = 0;
            }
            if let Some(last) = events.last() {
                (self.reached)(last.position);
            }
            cut_short = then;
            if cut_short.is_err() || (self.stop)() {
                break;
            }
        }
        // Memory is given back when there is nothing more to do for now.
        let pages = if self.limit == u64::MAX { PAGES_AT_REST } else { PAGES_UNDER_WAY };
        projector.flush(pages)?;
        cut_short
    }
}

/// Events in order, and why there are no more, if that is an error.
struct Decoded {
    events: Vec<Recorded>,
    then: Result<(), Stopped>,
}

/// Reads and decodes until it has come far enough, or nobody listens any more.
fn read(journal: &dyn Feed, handle: &Handle, from: Position, until: Position, to: &SyncSender<Decoded>) {
    let mut after = from;
    while after < until {
        let decoded = next(journal, handle, after);
        let Some(last) = decoded.events.last().map(|event| event.position).filter(|_| decoded.then.is_ok()) else {
            let _ = to.send(decoded);
            return;
        };
        after = last;
        if to.send(decoded).is_err() {
            return;
        }
    }
}

fn next(journal: &dyn Feed, handle: &Handle, after: Position) -> Decoded {
    let batch = match handle.block_on(journal.since(after, BATCH)) {
        Ok(batch) => batch,
        Err(error) => return Decoded { events: Vec::new(), then: Err(error.into()) },
    };
    let mut events = Vec::with_capacity(batch.len());
    for (position, leaf, _) in batch.iter() {
        match Recorded::decode(position, leaf) {
            Ok(event) => events.push(event),
            Err(damaged) => return Decoded { events, then: Err(damaged.into()) },
        }
    }
    Decoded { events, then: Ok(()) }
}
