//! Wrapped keys in a file beside one process.
//!
//! One file, `persons`, of fixed records, one a person:
//!
//! ```text
//! "WMKEYS1\n"                                        8 bytes, the format
//! count 8 · the count with every bit turned 8        16 bytes, twice: how many records are in use
//! "K" 1 · person 16 · wrapped key 64                 81 bytes: a key; see master_key.rs
//! "D" 1 · person 16 · person, every bit turned 16 · zeros 48      81 bytes: a destroyed key
//! ```
//!
//! Numbers are little-endian. A new key is appended. Records are on disk before they are counted,
//! and counted on disk, in the one of the two places that holds the smaller count, before anything
//! is sealed with their keys. So a file that is shorter than its count was damaged; and what stands
//! after the counted records was never used, and is cut off before the next is appended. Where a
//! crash left one of the two counts unreadable, it was being written: the records it was to count
//! are on disk.
//!
//! To destroy a key, or to wrap all of them under the next master key, the whole file is written
//! beside and renamed over the old one, so that no copy of what was replaced stays in it.

mod error;
mod layout;
#[cfg(test)]
mod tests;
mod writer;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use events::PersonId;
use tokio::sync::oneshot;

use crate::master_key::Wrapped;
use crate::{BoxFuture, Entry, KeyShelf, Rewrapped, ShelfError};
use layout::{Entries, Extent};
use writer::{Change, Keys, Order, Orders, Writer, draft, publish};

pub use error::FileShelfError;

/// The file of a data directory's keys. One process at a time may have it: the one that has the log.
pub struct FileShelf {
    keys: Keys,
    durable: Arc<AtomicBool>,
    /// Taken when the shelf goes.
    orders: Option<Orders>,
    writer: Option<JoinHandle<()>>,
}

impl FileShelf {
    /// The file in a directory.
    #[must_use]
    pub fn path(dir: &Path) -> PathBuf {
        dir.join("persons")
    }

    /// Opens the file in a directory. Nothing is written before a key is put there.
    ///
    /// # Errors
    /// When it is missing, damaged, or cannot be read.
    pub fn open(dir: &Path) -> Result<Self, FileShelfError> {
        let path = Self::path(dir);
        let bytes = fs::read(&path).map_err(|source| match source.kind() == io::ErrorKind::NotFound {
            true => FileShelfError::Missing(path.clone()),
            false => FileShelfError::Io { action: "read", path: path.clone(), source },
        })?;
        let extent = Extent::read(&path, &bytes)?;
        let keys = Keys(Arc::new(Mutex::new(extent.entries(&path, &bytes)?)));
        let durable = Arc::new(AtomicBool::new(true));
        let writer = Writer::new(path.clone(), extent, keys.clone(), durable.clone());
        let (orders, writer) = writer.spawn().map_err(failed("start a writer for", &path))?;
        Ok(Self { keys, durable, orders: Some(orders), writer: Some(writer) })
    }

    /// Opens the file in a directory, or makes an empty one there: where no event was recorded yet.
    ///
    /// # Errors
    /// As [`open`](Self::open), or when it cannot be made.
    pub fn open_or_create(dir: &Path) -> Result<Self, FileShelfError> {
        match Self::open(dir) {
            Err(FileShelfError::Missing(path)) => {
                let (empty, _) = layout::file(&Entries::new());
                let made = draft(&path, &empty, true).and_then(|draft| publish(&draft, &path, true));
                made.map_err(failed("make", &path))?;
                Self::open(dir)
            }
            opened => opened,
        }
    }

    /// Leaves it to the system when new keys reach the disk: for simulations, where nothing is lost
    /// that cannot be made again.
    #[must_use]
    pub fn without_sync(self) -> Self {
        self.durable.store(false, Ordering::Relaxed);
        self
    }
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> FileShelfError + 'a {
    move |source| FileShelfError::Io { action, path: path.to_owned(), source }
}

impl Drop for FileShelf {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

impl FileShelf {
    /// Has the writer make a change, and waits until it is durable.
    async fn change(&self, change: Change) -> Result<(), ShelfError> {
        let stopped = || ShelfError("the keystore takes no more keys: restart, and look at its log".to_owned());
        let (answer, answered) = oneshot::channel();
        let orders = self.orders.as_ref().ok_or_else(stopped)?;
        orders.send(Order { change, answer }).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?.map_err(ShelfError)
    }

    fn entry(&self, person: PersonId) -> Option<Entry> {
        self.keys.lock().get(&person).map(on_shelf)
    }
}

fn on_shelf(entry: &Entry<Wrapped>) -> Entry {
    match entry {
        Entry::Key(wrapped) => Entry::Key(wrapped.to_vec()),
        Entry::Destroyed => Entry::Destroyed,
    }
}

fn fixed(wrapped: Vec<u8>) -> Result<Wrapped, ShelfError> {
    wrapped.try_into().map_err(|_| ShelfError("not a wrapped key".to_owned()))
}

impl KeyShelf for FileShelf {
    fn all(&self) -> BoxFuture<'_, Result<Vec<(PersonId, Entry)>, ShelfError>> {
        let all = self.keys.lock().iter().map(|(person, entry)| (*person, on_shelf(entry))).collect();
        Box::pin(std::future::ready(Ok(all)))
    }

    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Entry>, ShelfError>> {
        Box::pin(std::future::ready(Ok(self.entry(person))))
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Entry, ShelfError>> {
        Box::pin(async move {
            self.change(Change::PutNew { person, wrapped: fixed(wrapped)? }).await?;
            self.entry(person).ok_or_else(|| ShelfError("the key was stored, and is not there".to_owned()))
        })
    }

    fn destroy(&self, person: PersonId) -> BoxFuture<'_, Result<(), ShelfError>> {
        Box::pin(self.change(Change::Destroy { person }))
    }

    fn rewrap(&self, keys: Vec<Rewrapped>) -> BoxFuture<'_, Result<(), ShelfError>> {
        Box::pin(async move {
            let fixed = |key: Rewrapped| Ok((key.person, fixed(key.from)?, fixed(key.to)?));
            let keys = keys.into_iter().map(fixed).collect::<Result<_, ShelfError>>()?;
            self.change(Change::Rewrap(keys)).await
        })
    }
}
