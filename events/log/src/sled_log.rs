//! The log on disk.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use std::{fmt, fs};

use events::{Position, Subject};
use tokio::sync::watch;

use crate::files::{Directory, failed, sync_names};
use crate::head::HeadFile;
use crate::pager::Pager;
use crate::recover::{Recovered, recover};
use crate::scratch::Scratch;
use crate::shared::Shared;
use crate::store::Store;
use crate::writer::{Request, Writer};
use crate::{
    Access, AppendError, Batch, CloseError, Damage, Entry, EventLog, Fault, Head, OpenError, Options, Pending,
    ReadError, Stored, Verified, opening, pager, spill, undo, verify,
};

/// How many appends may wait for the writer before the next caller is made to wait.
const QUEUE: usize = 1024;

/// A log in a directory of its own. Dropping it closes it; [`close`](SledLog::close) also says
/// whether that went well.
pub struct SledLog {
    shared: Arc<Shared>,
    requests: Option<SyncSender<Request>>,
    writer: Option<JoinHandle<Result<(), String>>>,
    /// Where what can be read ends, in a damaged log that is open for reading.
    damage: Option<Damage>,
    /// What it is read from, in a log that is open for reading; gone before the lock is.
    _copy: Option<Scratch>,
    directory: Directory,
}

impl SledLog {
    /// Opens the log in `dir`, or makes one there.
    ///
    /// # Errors
    /// As [`OpenError`] says. A log that is damaged, or shorter than its HEAD, is not opened for
    /// writing.
    pub fn open(dir: impl AsRef<Path>, options: Options) -> Result<Self, OpenError> {
        let started = Instant::now();
        let directory = Directory::lock(dir.as_ref())?;
        undo::heal(&directory)?;
        let (mut head_file, recorded) = open_head(&directory, options.access)?;
        let writes = options.access != Access::Read;
        let engine = directory.engine();
        let copy = match options.access {
            Access::Read if engine.exists() => Some(Scratch::of(&engine, directory.path())?),
            Access::Read | Access::Write | Access::WriteAfterLoss(_) => None,
        };
        let index_file = directory.path().join("INDEX");
        let judge = |store: &Store| {
            let recovered = recover(store, &recorded.unwrap_or_default(), spill::read(&index_file));
            let no_head = || recorded.is_none().then(|| no_head(recovered.head()));
            let damage = recovered.damage.clone().or_else(no_head);
            admit(&directory, options.access, &recovered.head(), damage.as_ref())?;
            Ok((recovered, damage))
        };
        let (store, (recovered, damage)) = if writes {
            opening::to_write(&directory, options.cache_bytes, judge)?
        } else {
            let store = opening::to_read(copy.as_ref().map_or(&engine, Scratch::path), options.cache_bytes)?;
            let judged = judge(&store)?;
            (store, judged)
        };
        let head = recovered.head();
        if writes {
            let write = head_file.write(head).and_then(|()| head_file.settle());
            write.map_err(failed("write", &directory.path().join("HEAD")))?;
        }
        tracing::info!(
            position = head.position.0,
            replayed = head.position.0 - recovered.spilled,
            elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "opened the log"
        );
        let Recovered { index, frontier, tail, spilled, .. } = recovered;
        let histories = if writes { pager::open(&directory.path().join("HISTORIES")) } else { None };
        let shared = Shared::new(store, histories, index, head);
        pager::resume(&shared, options.recent_bytes);
        let shared = Arc::new(shared);
        let mut log = Self { shared, requests: None, writer: None, damage: None, _copy: copy, directory };
        if !writes {
            log.shared.stop("it was opened for reading only");
            log.damage = damage;
            return Ok(log);
        }
        let start = failed("start a thread of", dir.as_ref());
        let pager = Pager::start(&log.shared);
        let (requests, received) = sync_channel(QUEUE);
        let writer = Writer {
            shared: Arc::clone(&log.shared),
            requests: received,
            options,
            index_file,
            head: head_file,
            frontier,
            tail,
            waiting: VecDeque::new(),
            last_group: 0,
            spilled,
            synced: Instant::now(),
            pager,
        };
        let spawned = thread::Builder::new().name("event-log".into()).spawn(|| writer.run());
        log.writer = Some(spawned.map_err(start)?);
        log.requests = Some(requests);
        Ok(log)
    }

    /// Where and how the log is damaged, if it was opened for reading and is: what comes before can
    /// be read, and verifies by itself.
    #[must_use]
    pub fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    /// Answers every append that waits, writes the index down and closes the log.
    ///
    /// # Errors
    /// [`CloseError`] if the log had stopped or its files could not be written.
    pub fn close(mut self) -> Result<(), CloseError> {
        self.finish().map_err(|reason| CloseError { reason })
    }

    fn finish(&mut self) -> Result<(), String> {
        self.requests = None;
        let written = match self.writer.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(closed)) => closed,
            Some(Err(_)) => Err("the writer's thread panicked".into()),
        };
        // Nobody else has it: the writer has ended, and its other readers borrow it from this.
        let ended = Arc::get_mut(&mut self.shared).map_or(Ok(()), |shared| shared.store.close());
        written.and(ended.map_err(|error| error.to_string()))
    }
}

impl fmt::Debug for SledLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dir = self.directory.path();
        f.debug_struct("SledLog").field("dir", &dir).field("head", &self.head()).finish_non_exhaustive()
    }
}

impl Drop for SledLog {
    fn drop(&mut self) {
        if let Err(reason) = self.finish() {
            tracing::warn!(reason, "the log did not close in order");
        }
    }
}

impl EventLog for SledLog {
    fn append(&self, entry: Entry, expected: Position) -> Pending {
        if let Err(refused) = entry.fits() {
            return Pending::known(Err(refused));
        }
        if let Some(reason) = self.shared.stopped() {
            return Pending::known(Err(AppendError::Stopped { reason: reason.clone() }));
        }
        let (answer, pending) = Pending::new();
        let request = Request { entry, expected, answer };
        if self.requests.as_ref().is_some_and(|requests| requests.send(request).is_ok()) {
            return pending;
        }
        let reason = "its writer has ended".into();
        Pending::known(Err(AppendError::Stopped { reason }))
    }

    fn history(&self, subject: &Subject, after: Position) -> Result<Vec<Stored>, ReadError> {
        self.shared.history(subject, after)
    }

    fn batch(&self, after: Position, limit: usize) -> Result<Batch, ReadError> {
        self.shared.batch(after, limit)
    }

    fn head(&self) -> Head {
        self.shared.state().head
    }

    fn last(&self, subject: &Subject) -> Position {
        self.shared.state().index.last(subject)
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.shared.watch()
    }

    fn stopped(&self) -> Option<String> {
        let stopped = |reason: &String| AppendError::Stopped { reason: reason.clone() }.to_string();
        self.shared.stopped().map(stopped)
    }

    fn verify(&self, progress: &mut dyn FnMut(Position)) -> Result<Verified, Damage> {
        verify::on_disk(&self.shared, progress)
    }
}

/// Opens HEAD, or makes it and FORMAT in a directory that has neither and no events.
fn open_head(directory: &Directory, access: Access) -> Result<(HeadFile, Option<Head>), OpenError> {
    let path = directory.path().join("HEAD");
    let there = |path: &Path| fs::exists(path).map_err(failed("look for", path));
    let open = || HeadFile::open(&path).map_err(failed("read", &path));
    if directory.has_format()? {
        return if there(&path)? { open() } else { Err(directory.not_a_log("HEAD is missing")) };
    }
    let empty = !there(&path)? || open()?.1 == Some(Head::default());
    if !empty || there(&directory.engine())? {
        return Err(directory.not_a_log("FORMAT is missing"));
    }
    if access == Access::Read {
        return Err(directory.not_a_log("there is none yet"));
    }
    sync_names(directory.path()).map_err(failed("sync the directories above", directory.path()))?;
    HeadFile::create(&path).map_err(failed("create", &path))?;
    directory.write_format()?;
    open()
}

fn no_head(end: Head) -> Damage {
    Damage { position: end.position.next(), fault: Fault::NoHead { found: end.position } }
}

/// Whether a log that ends at `head`, perhaps because of `damage`, is opened as was asked.
fn admit(directory: &Directory, access: Access, head: &Head, damage: Option<&Damage>) -> Result<(), OpenError> {
    let dir = directory.path().to_path_buf();
    match (access, damage) {
        (Access::Write, None) | (Access::Read, _) => Ok(()),
        (Access::WriteAfterLoss(asked), _) if asked != head.position => {
            Err(OpenError::OtherLoss { dir, asked, found: head.position })
        }
        (Access::WriteAfterLoss(_), None) => Ok(()),
        (Access::WriteAfterLoss(asked), Some(damage)) if damage.is_loss() => {
            tracing::warn!(position = asked.0, "going on after a loss, as asked");
            Ok(())
        }
        (Access::Write | Access::WriteAfterLoss(_), Some(damage)) => {
            Err(OpenError::Damaged { dir, damage: damage.clone() })
        }
    }
}
