//! The engine behind the log, and every guard against what it gets wrong. Nothing else names it.
//!
//! To the rest of the crate it is an ordered map from a block's number (1, 2, 3) to its bytes.
//!
//! - what it writes is made durable by [`crate::sync`], and opening checks that this is linked;
//! - a torn `conf` or `snap.*.generating` makes its open fail for ever: the one is written by us, whole or
//!   not at all, the others are removed before;
//! - it may clear what leads to the end of its log while only a snapshot whose name is not durable leads
//!   there otherwise: the file is made to do without snapshots before a start (`survey::settle`);
//! - it writes over what it cannot read: a log is looked at first, with what that destroys kept and with
//!   the collector of garbage at rest ([`crate::undo`]), and opened when it is known to be whole;
//! - one commit is one insert, then one flush; a value stays far below the size at which it would go
//!   to `blobs/`, which is never synced and must stay empty;
//! - it may panic on damage: every call is caught and becomes an error;
//! - it splits a page of 17 values and rewrites one of 10 changes, values and all, which trebles what
//!   is written and leaves half of the file to garbage. So room is made ahead: the numbers of the next
//!   blocks are put in empty, pages split while there is nothing in them, and a page of eight or nine
//!   numbers takes its blocks without ever being rewritten;
//! - it forgets what it has read only after many more reads: every block is read several times;
//! - after an error it is neither used for writing again nor dropped, for dropping it writes;
//! - dropping it panics if its file cannot be synced: it is flushed and synced before, and dropped where a
//!   panic is caught.

use std::fmt;
use std::fs::{self, File};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::block::BLOB_THRESHOLD;
use crate::files::{failed, sync_directory};
use crate::{OpenError, sync};

mod failure;
mod start;

use failure::caught;
pub(crate) use failure::{StoreError, engine_failed};
use start::{Collector, prepare, start};
pub(crate) use start::{Refusal, SEGMENT, Snapshots};

/// Before the first block: how often the log was opened. Opening counts it up to see a sync happen;
/// the same value again would be no write at all.
const PROBE: u64 = 0;
/// For how many blocks there is room at least, and how much is made at a time: more than a page.
const ROOM: u64 = 32;
/// The engine looks for pages to evict only after 64 reads in one of its 256 shards, and would keep
/// gigabytes of pages that were each read once. So every read counts four times.
const EXTRA_READS: u32 = 3;

/// The open engine.
pub(crate) struct Store {
    /// `None` once it was closed.
    db: Option<sled::Db>,
    file: PathBuf,
    room: AtomicU64,
    failed: AtomicBool,
}

/// The bytes of a block, as the engine hands them out.
pub(crate) struct Bytes(sled::IVec);

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Store {
    /// Opens the engine in `dir`, which nobody else has open, to read only.
    pub(crate) fn look(dir: &Path, cache_bytes: u64) -> Result<Self, Refusal> {
        Self::start(dir, cache_bytes, Collector::Rests)
    }

    /// Opens the engine in `dir`, which nobody else has open, to read and write, and checks that
    /// what is written is made durable.
    pub(crate) fn open(dir: &Path, cache_bytes: u64) -> Result<Self, OpenError> {
        let store = Self::start(dir, cache_bytes, Collector::Works).map_err(|refusal| refusal.error)?;
        // The names of the files that the engine has made; what is in them is synced as it is written.
        sync_directory(dir).map_err(failed("sync", dir))?;
        store.probe(dir)?;
        Ok(store)
    }

    fn start(dir: &Path, cache_bytes: u64, collector: Collector) -> Result<Self, Refusal> {
        prepare(dir)?;
        let db = Some(start(dir, cache_bytes, collector)?);
        let store = Self { db, file: dir.join("db"), room: AtomicU64::new(0), failed: AtomicBool::new(false) };
        let last = caught(|| store.db()?.last()).map_err(|e| engine_failed(dir, e))?;
        store.room.store(last.map_or(0, |found| number(&found.0)), Ordering::Relaxed);
        assert_no_blobs(dir)?;
        Ok(store)
    }

    fn db(&self) -> sled::Result<&sled::Db> {
        self.db.as_ref().ok_or_else(|| sled::Error::Unsupported("it is closed".into()))
    }

    /// Makes everything durable and ends the engine, unless it has failed: then it is left as it is until
    /// the process ends.
    pub(crate) fn close(&mut self) -> Result<(), StoreError> {
        let Some(db) = self.db.take() else { return Ok(()) };
        let flushed = match self.failed.load(Ordering::SeqCst) {
            true => Err(StoreError("it had failed before it was closed".into())),
            false => caught(|| {
                db.flush()?;
                Ok(File::open(&self.file)?.sync_all()?)
            }),
        };
        match flushed {
            Ok(()) => caught(|| {
                drop(db);
                Ok(())
            }),
            Err(error) => {
                std::mem::forget(db);
                Err(error)
            }
        }
    }

    fn probe(&self, dir: &Path) -> Result<(), OpenError> {
        let key = PROBE.to_be_bytes();
        let found = caught(|| self.db()?.get(key)).map_err(|e| engine_failed(dir, e))?;
        let opened = found.and_then(|bytes| Some(u64::from_le_bytes(*bytes.first_chunk()?)));
        let opened = opened.unwrap_or(0) + 1;
        let before = sync::calls();
        self.put(PROBE, &opened.to_le_bytes()).map_err(|e| engine_failed(dir, e))?;
        if before.is_some() && sync::calls() == before {
            return Err(OpenError::NotDurable);
        }
        Ok(())
    }

    /// Puts a block in place, durably, or fails for good.
    pub(crate) fn put(&self, number: u64, block: &[u8]) -> Result<(), StoreError> {
        if block.len() >= BLOB_THRESHOLD {
            return Err(StoreError(format!(
                "a block of {} bytes was to be written and {BLOB_THRESHOLD} is the limit",
                block.len()
            )));
        }
        let put = || {
            self.make_room(number)?;
            self.db()?.insert(number.to_be_bytes(), block)?;
            self.db()?.flush()
        };
        caught(put).map(|_| ()).inspect_err(|_| self.failed.store(true, Ordering::SeqCst))
    }

    fn make_room(&self, number: u64) -> sled::Result<()> {
        let room = self.room.load(Ordering::Relaxed).max(number);
        if number != PROBE && room < number + ROOM {
            for empty in room + 1..=room + ROOM {
                self.db()?.insert(empty.to_be_bytes(), &[])?;
            }
            self.room.store(room + ROOM, Ordering::Relaxed);
        }
        Ok(())
    }

    /// The block with this number.
    pub(crate) fn get(&self, number: u64) -> Result<Option<Bytes>, StoreError> {
        let key = number.to_be_bytes();
        let get = || {
            for _ in 0..EXTRA_READS {
                self.db()?.contains_key(key)?;
            }
            self.db()?.get(key)
        };
        Ok(caught(get)?.filter(|bytes| !bytes.is_empty()).map(Bytes))
    }

    /// The blocks from this number on, with their numbers. Where one is missing, the next that is
    /// there follows.
    pub(crate) fn walk(&self, from: u64) -> Walk<'_> {
        Walk { store: self, next: Some(from.max(PROBE + 1)) }
    }

    fn next_after(&self, number: u64) -> Result<Option<(u64, Bytes)>, StoreError> {
        let next = || {
            let mut range = self.db()?.range((number + 1).to_be_bytes()..);
            range.find(|found| !matches!(found, Ok((_, value)) if value.is_empty())).transpose()
        };
        Ok(caught(next)?.map(|(key, value)| (self::number(&key), Bytes(value))))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::warn!(%error, "the engine did not close in order");
        }
    }
}

/// Blocks in order.
pub(crate) struct Walk<'a> {
    store: &'a Store,
    next: Option<u64>,
}

impl Iterator for Walk<'_> {
    type Item = Result<(u64, Bytes), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let number = self.next?;
        let found = match self.store.get(number) {
            Ok(Some(block)) => Ok(Some((number, block))),
            Ok(None) => self.store.next_after(number),
            Err(error) => Err(error),
        };
        self.next = found.as_ref().ok().and_then(Option::as_ref).and_then(|(number, _)| number.checked_add(1));
        found.transpose()
    }
}

fn number(key: &[u8]) -> u64 {
    key.try_into().map_or(u64::MAX, u64::from_be_bytes)
}

/// Without what is in it: that is nobody's business in a log of what the program does.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// That the engine has put nothing where it would not be durable.
fn assert_no_blobs(dir: &Path) -> Result<(), OpenError> {
    let path = dir.join("blobs");
    let mut entries = fs::read_dir(&path).map_err(failed("read", &path))?;
    if entries.next().is_some() { Err(OpenError::Blobs { path }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
