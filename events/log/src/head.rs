//! HEAD: how long the log is and what root it has, kept apart from the engine.
//!
//! The engine may take damage for the end of its data and open without a word. HEAD is what finds
//! that out. It has two slots of one record each. Every commit writes its record, after the engine
//! has made the block durable, into the slot that does *not* hold the last synced record; a sync
//! follows at an interval, when the log falls silent, before an index is spilled and on close. So
//!
//! - a crash of the process loses nothing of HEAD: it names every acknowledged event;
//! - a power failure may take HEAD back by at most one interval, never further, and a torn write
//!   never touches the synced slot. The log may then be longer than HEAD, which is in order;
//! - a log shorter than HEAD, or with other events up to it, is damaged.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use events::Position;
use sha2::{Digest as _, Sha256};

use crate::{Head, RootHash};

const MAGIC: [u8; 8] = *b"WMHEAD1\n";
const RECORD: usize = 88;
const SLOTS: [u64; 2] = [0, 4096];

/// The open HEAD file.
#[derive(Debug)]
pub(crate) struct HeadFile {
    file: File,
    sequence: u64,
    record: Head,
    synced: usize,
    dirty: bool,
}

impl HeadFile {
    /// Makes the HEAD of a log without events.
    pub(crate) fn create(path: &Path) -> io::Result<()> {
        let mut bytes = vec![0; 8192];
        let record = Head::default();
        for (at, sequence) in [(0, 1), (4096, 2)] {
            bytes[at..at + RECORD].copy_from_slice(&to_bytes(sequence, &record));
        }
        crate::files::replace(path, &bytes)
    }

    /// Opens HEAD; the second is `None` if no slot can be read.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Option<Head>)> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let slots = [from_bytes(&bytes, 0), from_bytes(&bytes, 4096)];
        let newest = (0..2).max_by_key(|slot| slots[*slot].map(|(sequence, _)| sequence));
        let found = newest.and_then(|slot| Some((slot, slots[slot]?)));
        let (synced, sequence, record) = match found {
            Some((slot, (sequence, record))) => (slot, sequence, record),
            None => (0, 0, Head::default()),
        };
        let head = Self { file, sequence, record, synced, dirty: false };
        Ok((head, found.map(|(_, (_, record))| record)))
    }

    /// Whether a record was written that no sync has followed.
    pub(crate) fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Writes a record without waiting for the disk.
    pub(crate) fn write(&mut self, record: Head) -> io::Result<()> {
        self.sequence += 1;
        self.record = record;
        self.dirty = true;
        self.file.seek(SeekFrom::Start(SLOTS[1 - self.synced]))?;
        self.file.write_all(&to_bytes(self.sequence, &record))
    }

    /// Makes the last record durable.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        if self.dirty {
            self.file.sync_data()?;
            self.synced = 1 - self.synced;
            self.dirty = false;
        }
        Ok(())
    }

    /// Makes the last record durable in both slots: either alone then says it.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        self.sync()?;
        self.write(self.record)?;
        self.sync()
    }
}

fn to_bytes(sequence: u64, record: &Head) -> [u8; RECORD] {
    let mut bytes = [0; RECORD];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..16].copy_from_slice(&sequence.to_le_bytes());
    bytes[16..24].copy_from_slice(&record.position.0.to_le_bytes());
    bytes[24..56].copy_from_slice(&record.root.0);
    let check: [u8; 32] = Sha256::digest(&bytes[..56]).into();
    bytes[56..].copy_from_slice(&check);
    bytes
}

fn from_bytes(bytes: &[u8], at: usize) -> Option<(u64, Head)> {
    let slot: &[u8; RECORD] = bytes.get(at..)?.first_chunk()?;
    let sequence = u64::from_le_bytes(*slot[8..].first_chunk()?);
    let position = Position(u64::from_le_bytes(*slot[16..].first_chunk()?));
    let record = Head { position, root: RootHash(*slot[24..].first_chunk()?) };
    (to_bytes(sequence, &record) == *slot).then_some((sequence, record))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(n: u8) -> Head {
        Head { position: Position(u64::from(n)), root: RootHash([n; 32]) }
    }

    fn read(path: &Path) -> Option<Head> {
        HeadFile::open(path).unwrap().1
    }

    #[test]
    fn the_last_record_written_is_the_one_that_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("HEAD");
        HeadFile::create(&path).unwrap();
        assert_eq!(read(&path).unwrap().position, Position::START);
        for n in 1..20 {
            let (mut file, _) = HeadFile::open(&path).unwrap();
            file.write(head(n)).unwrap();
            if n % 3 == 0 {
                file.sync().unwrap();
            }
            assert_eq!(read(&path), Some(head(n)));
        }
    }

    #[test]
    fn a_torn_write_leaves_the_last_synced_record() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("HEAD");
        HeadFile::create(&path).unwrap();
        let (mut file, _) = HeadFile::open(&path).unwrap();
        file.write(head(1)).unwrap();
        file.sync().unwrap();
        let mut torn = 0;
        // The second time from a file that was opened again.
        for n in [2, 4] {
            let before = std::fs::read(&path).unwrap();
            file.write(head(n)).unwrap();
            file.write(head(n + 1)).unwrap();
            let after = std::fs::read(&path).unwrap();
            for at in (0..after.len()).filter(|at| before[*at] != after[*at]) {
                let mut bytes = after.clone();
                bytes[at] = before[at];
                std::fs::write(&path, bytes).unwrap();
                assert_eq!(read(&path), Some(head(1)), "byte {at}");
                torn += 1;
            }
            std::fs::write(&path, before).unwrap();
            file = HeadFile::open(&path).unwrap().0;
        }
        assert!(torn > 40, "{torn} bytes differ");
    }

    #[test]
    fn one_damaged_slot_of_a_closed_log_loses_nothing_and_two_are_found_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("HEAD");
        HeadFile::create(&path).unwrap();
        let (mut file, _) = HeadFile::open(&path).unwrap();
        file.write(head(5)).unwrap();
        file.settle().unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        for (slot, expected) in [(0, Some(head(5))), (4096, None)] {
            bytes[slot + 30] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(read(&path), expected);
        }
    }
}
