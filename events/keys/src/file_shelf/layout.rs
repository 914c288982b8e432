//! The file's bytes.

use std::collections::BTreeMap;
use std::path::Path;

use events::PersonId;
use uuid::Uuid;

use super::error::FileShelfError;
use crate::Entry;
use crate::master_key::{WRAPPED, Wrapped};

const FORMAT: &[u8; 8] = b"WMKEYS1\n";
const COUNT: usize = 16;
const HEADER: usize = FORMAT.len() + 2 * COUNT;
/// How long a record is, in bytes.
pub(super) const RECORD: usize = 1 + 16 + WRAPPED;
/// What a record begins with. One flipped bit does not make one of the other.
const KEY: u8 = b'K';
const DESTROYED: u8 = b'D';

/// What a file holds, in the order in which it is written as a whole.
pub(super) type Entries = BTreeMap<PersonId, Entry<Wrapped>>;

/// A file that holds these entries, and what is in use of it.
pub(super) fn file(entries: &Entries) -> (Vec<u8>, Extent) {
    let records = entries.len() as u64;
    let mut bytes = [FORMAT.as_slice(), &count(records), &count(records)].concat();
    entries.iter().for_each(|(person, entry)| bytes.extend(record(*person, entry)));
    (bytes, Extent { records, next_count: 0 })
}

/// One of the two counts.
pub(super) fn count(records: u64) -> [u8; COUNT] {
    let mut bytes = [0; COUNT];
    bytes[..8].copy_from_slice(&records.to_le_bytes());
    bytes[8..].copy_from_slice(&(!records).to_le_bytes());
    bytes
}

fn read_count(bytes: &[u8; COUNT]) -> Option<u64> {
    let (count, turned) = bytes.split_first_chunk::<8>()?;
    let (count, turned) = (u64::from_le_bytes(*count), u64::from_le_bytes(turned.try_into().ok()?));
    (count == !turned).then_some(count)
}

pub(super) fn record(person: PersonId, entry: &Entry<Wrapped>) -> [u8; RECORD] {
    let mut bytes = [0; RECORD];
    let (kind, rest) = bytes.split_at_mut(1);
    let (of, rest) = rest.split_at_mut(16);
    of.copy_from_slice(person.0.as_bytes());
    match entry {
        Entry::Key(wrapped) => {
            kind.fill(KEY);
            rest.copy_from_slice(wrapped);
        }
        Entry::Destroyed => {
            kind.fill(DESTROYED);
            rest.copy_from_slice(&tombstone(person));
        }
    }
    bytes
}

fn read_record(record: &[u8; RECORD]) -> Option<(PersonId, Entry<Wrapped>)> {
    let ([kind], rest) = record.split_first_chunk::<1>()?;
    let (person, rest) = rest.split_first_chunk::<16>()?;
    let (person, rest) = (PersonId(Uuid::from_bytes(*person)), Wrapped::try_from(rest).ok()?);
    match *kind {
        KEY => Some((person, Entry::Key(rest))),
        DESTROYED if rest == tombstone(person) => Some((person, Entry::Destroyed)),
        _ => None,
    }
}

/// What stands in the place of a destroyed key: nothing authenticates it, so the person is there
/// again, with every bit turned.
fn tombstone(person: PersonId) -> Wrapped {
    let mut bytes = [0; WRAPPED];
    bytes.iter_mut().zip(person.0.as_bytes()).for_each(|(byte, of)| *byte = !of);
    bytes
}

/// What is in use of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// How many records.
    pub(super) records: u64,
    /// In which place the next count goes: 0 or 1.
    pub(super) next_count: u64,
}

impl Extent {
    pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Self, FileShelfError> {
        let header = bytes.get(..HEADER).and_then(|header| header.strip_prefix(FORMAT));
        let (counts, _) = header.ok_or_else(|| FileShelfError::Format(path.to_owned()))?.as_chunks::<COUNT>();
        let counts: Vec<_> = counts.iter().map(read_count).collect();
        let whole = (bytes.len().saturating_sub(HEADER) / RECORD) as u64;
        let (counted, contents) = match counts.as_slice() {
            [Some(one), Some(other)] => {
                let counted = *one.max(other);
                (counted, Self { records: counted, next_count: u64::from(one > other) })
            }
            [Some(counted), None] => (*counted, Self { records: whole, next_count: 1 }),
            [None, Some(counted)] => (*counted, Self { records: whole, next_count: 0 }),
            _ => return Err(FileShelfError::Uncounted(path.to_owned())),
        };
        if whole < counted {
            return Err(FileShelfError::CutShort { path: path.to_owned(), holds: whole, counted });
        }
        Ok(contents)
    }

    /// What the file holds. It was written by this, so that a record of another form is damage.
    pub(super) fn entries(self, path: &Path, bytes: &[u8]) -> Result<Entries, FileShelfError> {
        let records = bytes.get(HEADER..).unwrap_or_default().as_chunks::<RECORD>().0;
        let used = records.iter().zip(1..=self.records);
        let read = |(record, number)| {
            read_record(record).ok_or_else(|| FileShelfError::Record { path: path.to_owned(), number })
        };
        used.map(read).collect()
    }

    /// Where the next record goes.
    pub(super) fn end(self) -> u64 {
        HEADER as u64 + self.records * RECORD as u64
    }

    /// Where the next count goes.
    pub(super) fn place_of_count(self) -> u64 {
        FORMAT.len() as u64 + self.next_count * COUNT as u64
    }

    /// After so many more records were counted.
    pub(super) fn with(self, more: u64) -> Self {
        Self { records: self.records + more, next_count: 1 - self.next_count }
    }
}
