//! Writes HISTORIES in threads of their own: one writes runs, one merges them. Appends wait for the first
//! only when it is a whole run behind, and never for the second.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::Damage;
use crate::block::Block;
use crate::histories::{Histories, Run};
use crate::recent::Recent;
use crate::recover::At;
use crate::shared::Shared;
use crate::tree::leaf_hash;

/// The threads, from where the writer sees them.
pub(crate) struct Pager {
    full: SyncSender<()>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Pager {
    /// Starts the threads. If the system refuses them, no run is written and histories are slower.
    pub(crate) fn start(shared: &Arc<Shared>) -> Self {
        let (full, received) = sync_channel(0);
        let stop = Arc::new(AtomicBool::new(false));
        let its = (Arc::clone(shared), Arc::clone(&stop));
        let thread = thread::Builder::new().name("event-log-runs".into()).spawn(move || run(&its.0, &its.1, &received));
        if let Err(error) = &thread {
            tracing::warn!(%error, "the thread that writes HISTORIES did not start; histories are slower");
            shared.change(|state| state.recent = None);
        }
        Self { full, stop, thread: thread.ok() }
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

    /// Waits for the current run, breaks off a merge, then ends the threads.
    pub(crate) fn finish(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.full = sync_channel(0).0;
        if self.thread.take().map(JoinHandle::join).is_some_and(|joined| joined.is_err()) {
            tracing::warn!("the thread that writes HISTORIES panicked");
        }
    }
}

/// Writes a run each time there are enough recent events, and merges runs beside.
fn run(shared: &Shared, stop: &AtomicBool, full: &Receiver<()>) {
    thread::scope(|scope| {
        let (written, received) = sync_channel(1);
        let merging = thread::Builder::new().name("event-log-merge".into());
        let started =
            merging.spawn_scoped(scope, move || while merge(shared, stop).is_some() || received.recv().is_ok() {});
        if let Err(error) = started {
            tracing::warn!(%error, "the thread that merges HISTORIES did not start; histories are slower");
        }
        while full.recv().is_ok() {
            write_run(shared);
            let _ = written.try_send(());
        }
    });
}

/// Writes a run of the recent events. If that fails, they are read from the blocks until the log is
/// opened again.
fn write_run(shared: &Shared) {
    let frozen = shared.change(|state| Some((state.runs.upto(), state.recent.as_mut()?.freeze())));
    let Some((upto, events)) = frozen.filter(|(_, events)| !events.is_empty()) else { return };
    let written = shared.histories.as_ref().map(|histories| histories.write(upto, &events));
    shared.change(|state| match written {
        Some(Ok(run)) => {
            // Without recent events the runs were given up in the meantime.
            if let Some(recent) = &mut state.recent {
                recent.forget_frozen();
                state.runs.push(run);
            }
        }
        Some(Err(error)) => {
            tracing::warn!(%error, "HISTORIES was not written; histories are slower until the log is opened again");
            state.recent = None;
        }
        None => state.recent = None,
    });
}

/// Merges some runs, if there are enough of them; `None` if there was nothing to merge.
fn merge(shared: &Shared, stop: &AtomicBool) -> Option<()> {
    let histories = shared.histories.as_ref()?;
    let runs = shared.state().runs.to_merge()?;
    let merged = histories.merge(&runs, stop).and_then(|merged| {
        let Some(run) = merged else { return Ok(false) };
        // Runs that were given up in the meantime are checked at the next start.
        if !shared.change(|state| state.runs.replace(run)) {
            return Ok(false);
        }
        histories.remove(&runs).map(|()| true)
    });
    match merged {
        Ok(merged) => merged.then_some(()),
        Err(error) => {
            tracing::warn!(%error, "runs of HISTORIES were not merged; histories are slower");
            None
        }
    }
}

/// Opens HISTORIES beside a log that is opened to write. It is not needed: without it histories are
/// slower.
pub(crate) fn open(path: &Path) -> Option<Histories> {
    let opened = Histories::open(path);
    opened.inspect_err(|error| tracing::warn!(%error, "HISTORIES cannot be opened; histories are slower")).ok()
}

/// Loads the runs that match the log, and writes or keeps in memory the events they lack.
pub(crate) fn resume(shared: &Shared, enough: usize) {
    let Some(histories) = &shared.histories else { return };
    match histories.adopt(|run| goes_with(shared, run)) {
        Ok(runs) => shared.change(|state| state.runs = runs),
        Err(error) => {
            tracing::warn!(%error, "HISTORIES cannot be written; histories are slower");
            return;
        }
    }
    if let Err(damage) = follow(shared, enough) {
        tracing::warn!(%damage, "a part of the log cannot be read; histories are slower");
        shared.change(|state| state.recent = None);
    }
}

/// Whether the last event of a run is the log's.
fn goes_with(shared: &Shared, run: &Run) -> bool {
    let upto = run.last;
    let head = shared.state().head.position;
    upto <= head
        && shared
            .block(upto)
            .is_ok_and(|block| block.rows().any(|row| row.position == upto && leaf_hash(row.leaf) == run.leaf))
}

/// Reads the events that are in no run; writes runs if there are many.
fn follow(shared: &Shared, enough: usize) -> Result<(), Damage> {
    let (upto, head, block) = shared.change(|state| {
        let upto = state.runs.upto();
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
            // A run could not be written: histories come from the blocks.
            let Some(recent) = &mut state.recent else { return Ok(None) };
            for row in block.rows().filter(|row| row.position > upto && row.position <= head) {
                recent.push(row.kept().ok_or_else(|| at.unreadable("a kind is unknown"))?);
            }
            Ok(Some(recent.bytes()))
        })?;
        let Some(bytes) = bytes else { return Ok(()) };
        if bytes > enough {
            write_run(shared);
        }
    }
    Ok(())
}
