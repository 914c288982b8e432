//! A run: the events from one position to another, in pages that are ordered by subject. Its file is
//! named for its first and last position, such as `1-84210`. Numbers are little-endian.
//!
//! ```text
//!  n  the pages
//!  n  the marks, 25 bytes each: subject (17), where its first page in a stretch begins (8)
//!     the foot:
//!  8  "WMHISRUN"
//!  8  position of its first event
//!  8  position of its last event
//! 32  hash of the last event's leaf
//!  1  tier: 0 as written, one more each time it was merged
//!  4  CRC-32 of the dictionary with which the pages are packed
//!  8  where the marks begin
//!  4  CRC-32 of the marks and of the foot before this
//! ```
//!
//! A mark begins each stretch of some [`STRETCH`] bytes. All marks are in memory, so that a subject is found
//! with one read, or a few if it has much.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use events::{Position, Subject};

use super::page::{self, Key, Page};
use crate::Stored;
use crate::tree::Hash;

const MAGIC: [u8; 8] = *b"WMHISRUN";
const FOOT: usize = 73;
const MARK: usize = 25;
/// After so many bytes of pages the next page gets a mark.
pub(super) const STRETCH: u64 = 8 * 1024;

/// Where a stretch of pages begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The subject of its first page.
    pub(super) key: Key,
    pub(super) at: u64,
}

/// What the foot says besides the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foot {
    pub(super) first: Position,
    pub(super) last: Position,
    pub(super) leaf: Hash,
    pub(super) tier: u8,
}

/// A run, open to read.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) first: Position,
    pub(crate) last: Position,
    /// The hash of its last event's leaf.
    pub(crate) leaf: Hash,
    pub(super) tier: u8,
    path: PathBuf,
    file: File,
    marks: Vec<Mark>,
    /// Where its pages end.
    end: u64,
    pub(super) dictionary: Arc<[u8]>,
}

/// Which positions a file holds, by its name; `None` if it is no run.
pub(super) fn positions(path: &Path) -> Option<(u64, u64)> {
    let (first, last) = path.file_name()?.to_str()?.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

impl Run {
    /// Opens a run; `None` if it is not whole, its pages excepted, or packed with another dictionary.
    pub(super) fn open(path: &Path, dictionary: &Arc<[u8]>) -> Option<Self> {
        let file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        let foot = read(&file, length.checked_sub(FOOT as u64)?, FOOT).ok()?;
        let at = u64::from_le_bytes(*foot.get(61..)?.first_chunk()?);
        let mut bytes = read(&file, at, usize::try_from(length.checked_sub(at)?).ok()?).ok()?;
        let check = bytes.split_off(bytes.len().checked_sub(4)?);
        let marks = bytes.get(..bytes.len().checked_sub(FOOT - 4)?)?;
        let number = |at| Some(u64::from_le_bytes(*foot.get(at..)?.first_chunk()?));
        let sound = crc32fast::hash(&bytes).to_le_bytes() == *check
            && foot.starts_with(&MAGIC)
            && foot.get(57..61)? == crc32fast::hash(dictionary).to_le_bytes()
            && marks.len().is_multiple_of(MARK);
        let (first, last) = (number(8)?, number(16)?);
        let mark = |bytes: &[u8; MARK]| Some(Mark { key: *bytes.first_chunk()?, at: long(bytes.last_chunk()?) });
        let run = Self {
            first: Position(first),
            last: Position(last),
            leaf: *foot.get(24..)?.first_chunk()?,
            tier: *foot.get(56)?,
            path: path.into(),
            file,
            marks: marks.as_chunks().0.iter().map(mark).collect::<Option<_>>()?,
            end: at,
            dictionary: Arc::clone(dictionary),
        };
        (sound && positions(path) == Some((first, last))).then_some(run)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds the events of a subject that are at one of these positions; `None` if a page is damaged.
    pub(super) fn read(&self, subject: Subject, wanted: &[Position], to: &mut Vec<Stored>) -> Option<()> {
        let key = page::key(subject);
        // The stretch before the first mark of this subject or a later one may end with its pages.
        let mut stretch = self.marks.partition_point(|mark| mark.key < key).saturating_sub(1);
        while let Some(bytes) = self.stretch(stretch) {
            let bytes = bytes.ok()?;
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let page = Page::take(&mut rest)?;
                if page.key > key {
                    return Some(());
                }
                if page.key == key {
                    page.unpack(&self.dictionary, wanted, to)?;
                }
            }
            stretch += 1;
        }
        Some(())
    }

    /// The pages from one mark to the next; `None` after the last.
    pub(super) fn stretch(&self, number: usize) -> Option<io::Result<Vec<u8>>> {
        let from = self.marks.get(number)?.at;
        let to = self.marks.get(number + 1).map_or(self.end, |mark| mark.at);
        Some(read(&self.file, from, usize::try_from(to.saturating_sub(from)).ok()?))
    }
}

/// The marks and the foot, as they follow the pages.
pub(super) fn ending(foot: Foot, marks: &[Mark], at: u64, dictionary: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(marks.len() * MARK + FOOT);
    for mark in marks {
        bytes.extend_from_slice(&mark.key);
        bytes.extend_from_slice(&mark.at.to_le_bytes());
    }
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&foot.first.0.to_le_bytes());
    bytes.extend_from_slice(&foot.last.0.to_le_bytes());
    bytes.extend_from_slice(&foot.leaf);
    bytes.push(foot.tier);
    bytes.extend_from_slice(&crc32fast::hash(dictionary).to_le_bytes());
    bytes.extend_from_slice(&at.to_le_bytes());
    let check = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&check.to_le_bytes());
    bytes
}

fn long(bytes: &[u8; 8]) -> u64 {
    u64::from_le_bytes(*bytes)
}

#[cfg(unix)]
fn read(file: &File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, offset)?;
    Ok(bytes)
}
