//! A pass over the journal: one thread reads and decodes, the other folds and writes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use databases::State;
use databases::bookkeeping::Checkpoint;
use event_journal::Feed;
use events::{Position, Recorded};
use tokio::runtime::Handle;

use crate::Stopped;
use crate::checkpoint;
use crate::projector::{PAGES_AT_REST, Projector};
use crate::same_order;

/// How many events are read at once.
const BATCH: usize = 8_192;

/// How many events are folded in memory before they are written, at most.
const EVENTS_IN_MEMORY: u64 = 500_000;

/// How many pages of a table may wait to be written.
const PAGES_CHANGED: usize = 100_000;

/// How many pages of a table stay in memory during a long pass.
const PAGES_UNDER_WAY: usize = 100_000;

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
        let targets = projector.targets.iter_mut().filter(|target| target.state == state);
        same_order::compare(targets, self.journal, self.handle)?;
        let head = self.journal.head();
        let targets = projector.targets.iter().filter(|target| target.state == state);
        let Some(from) = targets.map(|target| target.reached.position).min().filter(|from| *from < head) else {
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
        for Decoded { events, last, then } in batches {
            projector.take(state, &events, &last, self.journal, self.handle)?;
            in_memory += events.len() as u64;
            let waiting = projector.targets.iter().map(|target| target.projection.pages.changed()).max();
            if in_memory >= EVENTS_IN_MEMORY || waiting >= Some(PAGES_CHANGED) {
                projector.flush(PAGES_UNDER_WAY)?;
                in_memory = 0;
            }
            if !events.is_empty() {
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

/// Events in order, where a table stands that has taken them, and why there are no more, if that is
/// an error.
struct Decoded {
    events: Vec<Recorded>,
    last: Checkpoint,
    then: Result<(), Stopped>,
}

/// Reads and decodes until it has come far enough, or nobody listens any more.
fn read(journal: &dyn Feed, handle: &Handle, from: Position, until: Position, to: &SyncSender<Decoded>) {
    let mut after = from;
    while after < until {
        let decoded = next(journal, handle, after);
        if decoded.events.is_empty() || decoded.then.is_err() {
            let _ = to.send(decoded);
            return;
        }
        after = decoded.last.position;
        if to.send(decoded).is_err() {
            return;
        }
    }
}

fn next(journal: &dyn Feed, handle: &Handle, after: Position) -> Decoded {
    let batch = match handle.block_on(journal.since(after, BATCH)) {
        Ok(batch) => batch,
        Err(error) => return Decoded { events: Vec::new(), last: Checkpoint::default(), then: Err(error.into()) },
    };
    let (mut events, mut last, mut then) = (Vec::with_capacity(batch.len()), None, Ok(()));
    for (position, leaf, _) in batch.iter() {
        match Recorded::decode(position, leaf) {
            Ok(event) => events.push(event),
            Err(damaged) => {
                then = Err(damaged.into());
                break;
            }
        }
        last = Some((position, leaf));
    }
    // One hash for all of them.
    let last = last.map(|(position, leaf)| checkpoint::behind(position, leaf)).unwrap_or_default();
    Decoded { events, last, then }
}
