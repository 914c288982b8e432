//! Wrapped keys in a file beside one process.
//!
//! One file, `persons`, of fixed records that are only ever appended:
//!
//! ```text
//! "WMKEYS1\n"                                     8 bytes, the format
//! count 8 · the count with every bit turned 8     16 bytes, twice: how many records are in use
//! person 16 · nonce 12 · wrapped key and tag 48   76 bytes a record
//! ```
//!
//! Numbers are little-endian. Records are on disk before they are counted, and counted on disk, in
//! the one of the two places that holds the smaller count, before anything is sealed with their
//! keys. So a file that is shorter than its count was damaged; and what stands after the counted
//! records was never used, and is cut off before the next is appended. Where a crash left one of the
//! two counts unreadable, it was being written: the records it was to count are on disk.

mod layout;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::{BoxFuture, KeyShelf, ShelfError, WrappedKey};
use events::PersonId;
use tokio::sync::oneshot;

use crate::keystore::Wrapped;
use layout::Contents;
use writer::{Order, Orders, Writer};

/// Why a file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileShelfError {
    /// There is none.
    #[error("{0} is missing, and with it every person's key: put it back from a backup")]
    Missing(PathBuf),
    /// A file operation failed.
    #[error("could not {action} {path}: {source}; check the path, its permissions and the room on the disk")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not a file of keys.
    #[error("{0} is not a file of keys that this version can read: put it back from a backup")]
    Format(PathBuf),
    /// Its end is gone.
    #[error(
        "{path} was cut short: it holds {holds} of {counted} keys; put it back from a backup, content sealed under the others cannot be read without them"
    )]
    CutShort {
        /// The file.
        path: PathBuf,
        /// Whole records that are there.
        holds: u64,
        /// Records that were in use.
        counted: u64,
    },
    /// How many keys it should hold cannot be read.
    #[error("{0} is damaged where it counts its keys: put it back from a backup")]
    Uncounted(PathBuf),
}

/// The file of a data directory's keys. One process at a time may have it: whoever has the log.
pub struct FileShelf {
    keys: Keys,
    durable: Arc<AtomicBool>,
    /// Taken when the shelf goes.
    orders: Option<Orders>,
    writer: Option<JoinHandle<()>>,
}

/// What is in the file and in use.
#[derive(Clone, Default)]
struct Keys(Arc<Mutex<HashMap<PersonId, Wrapped>>>);

impl Keys {
    fn lock(&self) -> MutexGuard<'_, HashMap<PersonId, Wrapped>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let contents = Contents::read(&path, &bytes)?;
        let keys = Keys::default();
        keys.lock().extend(contents.records(&bytes));
        let durable = Arc::new(AtomicBool::new(true));
        let writer = Writer::new(path.clone(), contents, keys.clone(), durable.clone());
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
                create(dir, &path)?;
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

/// Whole or not at all: a file without its counts was not made by this.
fn create(dir: &Path, path: &Path) -> Result<(), FileShelfError> {
    let draft = path.with_extension("new");
    let mut file = File::create(&draft).map_err(failed("make", &draft))?;
    file.write_all(&layout::empty()).and_then(|()| file.sync_all()).map_err(failed("write", &draft))?;
    fs::rename(&draft, path).map_err(failed("make", path))?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed("sync", dir))
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

impl KeyShelf for FileShelf {
    fn all(&self) -> BoxFuture<'_, Result<Vec<WrappedKey>, ShelfError>> {
        let all = self.keys.lock().iter().map(|(person, wrapped)| (*person, wrapped.to_vec())).collect();
        Box::pin(std::future::ready(Ok(all)))
    }

    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Vec<u8>>, ShelfError>> {
        let found = self.keys.lock().get(&person).map(|wrapped| wrapped.to_vec());
        Box::pin(std::future::ready(Ok(found)))
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, ShelfError>> {
        Box::pin(async move {
            let stopped = || ShelfError("the keystore takes no more keys: restart, and look at its log".to_owned());
            let wrapped = Wrapped::try_from(wrapped).map_err(|_| ShelfError("not a wrapped key".to_owned()))?;
            let (answer, answered) = oneshot::channel();
            let orders = self.orders.as_ref().ok_or_else(stopped)?;
            orders.send(Order { person, wrapped, answer }).map_err(|_| stopped())?;
            answered.await.map_err(|_| stopped())?
        })
    }
}
