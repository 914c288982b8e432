//! The one thread that writes keys: those that wait are written and counted together, with two
//! syncs, and then answered.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use events::PersonId;
use tokio::sync::oneshot;

use super::layout::{self, Entries, Extent, RECORD, count, record};
use crate::Entry;
use crate::master_key::Wrapped;

/// What is in the file and in use.
#[derive(Clone, Default)]
pub(super) struct Keys(pub(super) Arc<Mutex<Entries>>);

impl Keys {
    pub(super) fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to become different.
pub(super) enum Change {
    /// A key for somebody without an entry; else nothing.
    PutNew { person: PersonId, wrapped: Wrapped },
    /// A tombstone for somebody.
    Destroy { person: PersonId },
    /// Whose key, as it is, and what replaces it.
    Rewrap(Vec<(PersonId, Wrapped, Wrapped)>),
}

/// A change that is waited for.
pub(super) struct Order {
    pub(super) change: Change,
    pub(super) answer: oneshot::Sender<Result<(), String>>,
}

pub(super) type Orders = mpsc::Sender<Order>;

pub(super) struct Writer {
    path: PathBuf,
    /// Opened with the first key: reading a keystore writes nothing.
    file: Option<File>,
    extent: Extent,
    keys: Keys,
    durable: Arc<AtomicBool>,
    /// What was wrong when a count or a sync failed: what is on disk is then not known, and nothing
    /// is added.
    broken: Option<String>,
}

impl Writer {
    pub(super) fn new(path: PathBuf, extent: Extent, keys: Keys, durable: Arc<AtomicBool>) -> Self {
        Self { path, file: None, extent, keys, durable, broken: None }
    }

    pub(super) fn spawn(mut self) -> io::Result<(Orders, JoinHandle<()>)> {
        let (orders, waiting) = mpsc::channel::<Order>();
        let writer = thread::Builder::new().name("keys".to_owned()).spawn(move || {
            while let Ok(first) = waiting.recv() {
                let orders = std::iter::once(first).chain(waiting.try_iter()).collect();
                self.take(orders);
            }
        })?;
        Ok((orders, writer))
    }

    /// Makes the changes that wait: new keys are appended; with anything else among them the whole
    /// file is written again.
    fn take(&mut self, orders: Vec<Order>) {
        let (changed, whole) = changes(&self.keys.lock(), &orders);
        let done = match (whole, changed.is_empty()) {
            (true, _) => self.write_whole(&changed),
            (false, false) => self.append(&changed),
            (false, true) => Ok(()),
        };
        if done.is_ok() {
            self.keys.lock().extend(changed);
        }
        for Order { change, answer } in orders {
            // Somebody whose key stands already is answered, even if others' could not be written.
            let stands = match change {
                Change::PutNew { person, .. } => self.keys.lock().contains_key(&person),
                Change::Destroy { .. } | Change::Rewrap(_) => false,
            };
            // The caller may have left: the key is there for the next one.
            let _ = answer.send(if stands { Ok(()) } else { done.clone() });
        }
    }

    fn write_whole(&mut self, changed: &Entries) -> Result<(), String> {
        self.broken.clone().map_or(Ok(()), Err)?;
        let mut all = self.keys.lock().clone();
        all.extend(changed);
        let (bytes, extent) = layout::file(&all);
        let durable = self.durable.load(Ordering::Relaxed);
        let draft = draft(&self.path, &bytes, durable).map_err(|error| self.said("write a new", &error))?;
        // Should this fail, it may be the old file that is on disk or the new one.
        publish(&draft, &self.path, durable).map_err(|error| self.stop("replace", &error))?;
        self.file = None;
        self.extent = extent;
        Ok(())
    }

    /// Appends new keys and counts them.
    fn append(&mut self, new: &Entries) -> Result<(), String> {
        self.broken.clone().map_or(Ok(()), Err)?;
        let records: Vec<u8> = new.iter().flat_map(|(person, entry)| record(*person, entry)).collect();
        let file = match self.file.take() {
            Some(file) => Ok(file),
            None => OpenOptions::new().write(true).open(&self.path),
        };
        let mut file = file.map_err(|error| self.said("open", &error))?;
        let added = self.add(&mut file, &records);
        self.file = Some(file);
        added
    }

    fn add(&mut self, file: &mut File, records: &[u8]) -> Result<(), String> {
        let (end, after) = (self.extent.end(), self.extent.with((records.len() / RECORD) as u64));
        // What stands after the end was never used, or is half of what a full disk did not take.
        let appended = file.set_len(end).and_then(|()| write_at(file, end, records));
        appended.map_err(|error| self.said("append to", &error))?;
        self.sync(file)?;
        let counted = write_at(file, self.extent.place_of_count(), &count(after.records));
        counted.map_err(|error| self.stop("write", &error))?;
        self.sync(file)?;
        self.extent = after;
        Ok(())
    }

    fn sync(&mut self, file: &File) -> Result<(), String> {
        let synced = if self.durable.load(Ordering::Relaxed) { file.sync_data() } else { Ok(()) };
        synced.map_err(|error| self.stop("sync", &error))
    }

    fn stop(&mut self, action: &str, error: &io::Error) -> String {
        let said = format!("{}; it takes no more keys until a restart", self.said(action, error));
        self.broken = Some(said.clone());
        said
    }

    fn said(&self, action: &str, error: &io::Error) -> String {
        let path = self.path.display();
        format!("could not {action} {path}: {error}; check the path, its permissions and the room on the disk")
    }
}

fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}

/// What some orders change in these entries, and whether it takes a whole new file.
fn changes(keys: &Entries, orders: &[Order]) -> (Entries, bool) {
    let (mut changed, mut whole) = (Entries::new(), false);
    let stands = |changed: &Entries, person| changed.get(person).or_else(|| keys.get(person)).copied();
    for Order { change, .. } in orders {
        match change {
            Change::PutNew { person, wrapped } => {
                if stands(&changed, person).is_none() {
                    changed.insert(*person, Entry::Key(*wrapped));
                }
            }
            Change::Destroy { person } => {
                if stands(&changed, person) != Some(Entry::Destroyed) {
                    changed.insert(*person, Entry::Destroyed);
                    whole = true;
                }
            }
            Change::Rewrap(keys) => {
                for (person, from, to) in keys {
                    if stands(&changed, person) == Some(Entry::Key(*from)) {
                        changed.insert(*person, Entry::Key(*to));
                        whole = true;
                    }
                }
            }
        }
    }
    (changed, whole)
}

/// Writes what is to become a file beside it.
pub(super) fn draft(path: &Path, bytes: &[u8], durable: bool) -> io::Result<PathBuf> {
    let draft = path.with_extension("new");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(bytes)?;
    if durable {
        file.sync_all()?;
    }
    Ok(draft)
}

/// Puts a draft in the file's place: the old file or the new one is there, whole.
pub(super) fn publish(draft: &Path, path: &Path, durable: bool) -> io::Result<()> {
    fs::rename(draft, path)?;
    match path.parent().filter(|_| durable) {
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}
