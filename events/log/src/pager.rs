//! Writes pages in a thread of its own. Appends wait for it only when it is a whole run behind.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::Damage;
use crate::block::Block;
use crate::pages::{HistoriesFile, Paged, Run};
use crate::recent::Recent;
use crate::recover::At;
use crate::shared::Shared;
use crate::tree::leaf_hash;

/// The thread, from where the writer sees it.
pub(crate) struct Pager {
    full: SyncSender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Pager {
    /// Starts the thread. If the system refuses one, no run is written and histories are slower.
    pub(crate) fn start(shared: &Arc<Shared>) -> Self {
        let (full, received) = sync_channel(0);
        let its = Arc::clone(shared);
        let thread = thread::Builder::new().name("event-log-pages".into()).spawn(move || run(&its, &received));
        if let Err(error) = &thread {
            tracing::warn!(%error, "the thread that writes HISTORIES did not start; histories are slower");
            shared.change(|state| state.recent = None);
        }
        Self { full, thread: thread.ok() }
    }

    /// Starts a run if the recent events have more than `enough` bytes. Waits for the previous run
    /// only if they have twice as many.
    pub(crate) fn notice(&self, recent: usize, enough: usize) {
        if recent > enough.saturating_mul(2) {
            let _ = self.full.send(());
        } else if recent > enough {
            let _ = self.full.try_send(());
        }
    }

    /// Waits for the current run, then ends the thread.
    pub(crate) fn finish(&mut self) {
        self.full = sync_channel(0).0;
        if self.thread.take().map(JoinHandle::join).is_some_and(|joined| joined.is_err()) {
            tracing::warn!("the thread that writes HISTORIES panicked");
        }
    }
}

fn run(shared: &Shared, full: &Receiver<()>) {
    while full.recv().is_ok() {
        write_run(shared);
    }
}

/// Writes a run of the recent events. If that fails, they are read from the blocks until the log is
/// opened again.
fn write_run(shared: &Shared) {
    let frozen = shared.change(|state| Some((state.index.paged(), state.recent.as_mut()?.freeze())));
    let Some((paged, events)) = frozen.filter(|(_, events)| !events.is_empty()) else { return };
    let before = |subject: &_| shared.state().index.page(subject);
    let written = shared.histories.as_ref().map(|histories| histories.append(paged, &events, before));
    shared.change(|state| match written {
        Some(Ok(run)) => {
            // Without recent events the pages were given up in the meantime.
            if let Some(recent) = &mut state.recent {
                recent.forget_frozen();
                state.index.add_run(&run);
            }
        }
        Some(Err(error)) => {
            tracing::warn!(%error, "HISTORIES was not written; histories are slower until the log is opened again");
            state.recent = None;
        }
        None => state.recent = None,
    });
}

/// Opens HISTORIES beside a log that is opened to write. It is not needed: without it histories are
/// slower.
pub(crate) fn open(path: &Path) -> Option<HistoriesFile> {
    let opened = HistoriesFile::open(path);
    opened.inspect_err(|error| tracing::warn!(%error, "HISTORIES cannot be opened; histories are slower")).ok()
}

/// Loads the pages that match the log, and writes or keeps in memory the events they lack.
pub(crate) fn resume(shared: &mut Shared, enough: usize) {
    if let Err(error) = adopt(shared) {
        tracing::warn!(%error, "HISTORIES cannot be written; histories are slower");
        return;
    }
    if let Err(damage) = follow(shared, enough) {
        tracing::warn!(%damage, "a part of the log cannot be read; histories are slower");
        shared.change(|state| state.recent = None);
    }
}

/// Takes in the runs that INDEX knows and those written after it, and cuts off what follows.
fn adopt(shared: &mut Shared) -> std::io::Result<()> {
    let Some(histories) = &shared.histories else { return Ok(()) };
    let paged = shared.state().index.paged();
    let is_last = |run: Run| run.paged == paged && goes_with(shared, &run);
    let known = histories.start().is_some() && paged.length > 0 && histories.run(paged.run).is_some_and(is_last);
    if !known {
        shared.change(|state| state.index.forget_pages());
    }
    loop {
        let paged = shared.state().index.paged();
        let at = if paged.length == 0 { histories.start() } else { Some(paged.length) };
        let follows = |run: &Run| run.first == paged.upto.next() && goes_with(shared, run);
        let Some(run) = at.and_then(|at| histories.run(at)).filter(follows) else { break };
        shared.change(|state| state.index.add_run(&run));
    }
    let paged = shared.state().index.paged();
    shared.histories.as_mut().map_or(Ok(()), |histories| histories.cut_to(paged))
}

/// Whether the last event of a run is the log's.
fn goes_with(shared: &Shared, run: &Run) -> bool {
    let Paged { upto, .. } = run.paged;
    let head = shared.state().head.position;
    upto <= head
        && shared
            .block(upto)
            .is_ok_and(|block| block.rows().any(|row| row.position == upto && leaf_hash(row.leaf) == run.leaf))
}

/// Reads the events that are in no page; writes pages if there are many.
fn follow(shared: &Shared, enough: usize) -> Result<(), Damage> {
    let (upto, head, block) = shared.change(|state| {
        let upto = state.index.paged().upto;
        state.recent = Some(Recent::after(upto));
        (upto, state.head.position, state.index.block_of(upto.next()))
    });
    if upto >= head {
        return Ok(());
    }
    for found in shared.store.walk(block) {
        let at = At(upto.0 + 1);
        let (_, bytes) = found.map_err(|e| at.unreadable(&e))?;
        let block = Block::read(&bytes).map_err(|e| at.unreadable(&e))?;
        let bytes = shared.change(|state| {
            let recent = state.recent.as_mut()?;
            for row in block.rows().filter(|row| row.position > upto && row.position <= head) {
                recent.push(row.kept()?);
            }
            Some(recent.bytes())
        });
        let bytes = bytes.ok_or_else(|| at.unreadable("a kind is unknown"))?;
        if bytes > enough {
            write_run(shared);
        }
    }
    Ok(())
}
