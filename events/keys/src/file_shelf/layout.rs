//! The file's bytes.

use std::path::Path;

use events::PersonId;
use uuid::Uuid;

use super::FileShelfError;
use crate::keystore::{WRAPPED, Wrapped};

const FORMAT: &[u8; 8] = b"WMKEYS1\n";
const COUNT: usize = 16;
const HEADER: usize = FORMAT.len() + 2 * COUNT;
/// How long a record is, in bytes.
pub(super) const RECORD: usize = 16 + WRAPPED;

/// A file that holds no keys.
pub(super) fn empty() -> Vec<u8> {
    [FORMAT.as_slice(), &count(0), &count(0)].concat()
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

pub(super) fn record(person: PersonId, wrapped: &Wrapped) -> [u8; RECORD] {
    let mut bytes = [0; RECORD];
    bytes[..16].copy_from_slice(person.0.as_bytes());
    bytes[16..].copy_from_slice(wrapped);
    bytes
}

/// What is in use of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    /// How many records.
    pub(super) records: u64,
    /// In which place the next count goes: 0 or 1.
    pub(super) next_count: u64,
}

impl Contents {
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

    pub(super) fn records(self, bytes: &[u8]) -> impl Iterator<Item = (PersonId, Wrapped)> {
        let records = bytes.get(HEADER..).unwrap_or_default().as_chunks::<RECORD>().0;
        let used = records.iter().take(usize::try_from(self.records).unwrap_or(usize::MAX));
        used.filter_map(|record| {
            let (person, wrapped) = record.split_first_chunk::<16>()?;
            Some((PersonId(Uuid::from_bytes(*person)), wrapped.try_into().ok()?))
        })
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
