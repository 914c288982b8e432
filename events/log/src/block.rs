//! A block: the entries of one commit as bytes. The crate's documentation gives the format.

use std::sync::Arc;

use events::{EventId, Position, Subject, SubjectKind};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Entry;
use crate::entry::Kept;
use crate::tree::Hash;

const MAGIC: [u8; 4] = *b"WMB1";
const HEADER: usize = 85;
const HASH: usize = 32;
const ROW: usize = 1 + 16 + 16 + 4 + 4;
const STORED: u8 = 0;
const LZ4: u8 = 1;

/// The most entries in one block.
pub(crate) const MOST_ENTRIES: usize = 256;
/// The most bytes of rows in a block of more than one entry. More would compress a little better and
/// make every history slower, as a block is unpacked whole.
pub(crate) const GROUP_ROWS: usize = 48 * 1024;
/// The most bytes of rows in one block: one entry of the largest size.
pub(crate) const MOST_ROWS: usize = Entry::MOST_BYTES + ROW;
/// What a block of more than one entry stays below.
pub(crate) const COMFORTABLE: usize = 32 * 1024;
/// A larger value would go to the engine's `blobs/`, which nobody syncs: (8 MiB / 4 − 52) / 18.
pub(crate) const BLOB_THRESHOLD: usize = 116_505;

const _: () = assert!(HEADER + MOST_ROWS + HASH < BLOB_THRESHOLD);

/// What a block says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) first: u64,
    pub(crate) count: u32,
    /// The hash of the block before it; zeros for the first.
    pub(crate) previous: Hash,
    /// The root of the tree after its last entry.
    pub(crate) root: Hash,
}

impl Header {
    pub(crate) fn last(&self) -> u64 {
        self.first.saturating_add(u64::from(self.count).saturating_sub(1))
    }
}

/// Entries one after another, not yet compressed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    count: u32,
}

impl Rows {
    pub(crate) fn push(&mut self, entry: &Entry) {
        let subject = entry.subject();
        let sealed = entry.sealed();
        self.bytes.reserve(row_size(entry));
        self.bytes.push(kind_code(subject.kind));
        self.bytes.extend_from_slice(subject.id.as_bytes());
        self.bytes.extend_from_slice(entry.id().0.as_bytes());
        self.bytes.extend_from_slice(&length(entry.leaf().len()));
        self.bytes.extend_from_slice(&sealed.map_or([0; 4], |s| length(s.len() + 1)));
        self.bytes.extend_from_slice(entry.leaf());
        self.bytes.extend_from_slice(sealed.unwrap_or_default());
        self.count += 1;
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The block of these rows as bytes, and its hash.
    pub(crate) fn pack(&self, first: u64, previous: &Hash, root: &Hash) -> (Vec<u8>, Hash) {
        let packed = lz4_flex::block::compress(&self.bytes);
        let (packing, body) = if packed.len() < self.bytes.len() { (LZ4, &packed) } else { (STORED, &self.bytes) };
        let mut block = Vec::with_capacity(HEADER + body.len() + HASH);
        block.extend_from_slice(&MAGIC);
        block.extend_from_slice(&self.count.to_le_bytes());
        block.extend_from_slice(&first.to_le_bytes());
        block.extend_from_slice(previous);
        block.extend_from_slice(root);
        block.extend_from_slice(&length(self.bytes.len()));
        block.push(packing);
        block.extend_from_slice(body);
        let hash: Hash = Sha256::digest(&block).into();
        block.extend_from_slice(&hash);
        (block, hash)
    }

    /// These rows as a block that was never packed.
    pub(crate) fn into_block(self, first: u64) -> Arc<Block> {
        let header = Header { first, count: self.count, previous: [0; 32], root: [0; 32] };
        Arc::new(Block { header, rows: self.bytes })
    }
}

/// How many bytes an entry takes in a block before compression.
pub(crate) fn row_size(entry: &Entry) -> usize {
    ROW + entry.size()
}

/// One entry of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    kind: u8,
    about: &'a [u8; 16],
    id: &'a [u8; 16],
    pub(crate) position: Position,
    pub(crate) leaf: &'a [u8],
    pub(crate) sealed: Option<&'a [u8]>,
}

impl Row<'_> {
    pub(crate) fn id(&self) -> EventId {
        EventId(Uuid::from_bytes(*self.id))
    }

    /// The event, to be kept in memory; `None` if its kind is one that nobody knows.
    pub(crate) fn kept(&self) -> Option<Kept> {
        Some(Kept { subject: self.subject()?, leaf: self.leaf.to_vec(), sealed: self.sealed.map(<[u8]>::to_vec) })
    }

    /// `None` if the kind is one that nobody knows; a decoded block has none such.
    pub(crate) fn subject(&self) -> Option<Subject> {
        Some(Subject { kind: kind(self.kind)?, id: Uuid::from_bytes(*self.about) })
    }
}

/// A block, unpacked. Its rows have been walked once and are whole.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) header: Header,
    rows: Vec<u8>,
}

impl Block {
    /// Unpacks a block, without looking at its hash: what the engine reads back it has checked with
    /// a CRC of its own.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let head = bytes.first_chunk::<HEADER>().ok_or(Unreadable::Short(bytes.len()))?;
        if head[..4] != MAGIC {
            return Err(Unreadable::Magic);
        }
        let header = Header {
            count: u32::from_le_bytes(part(head, 4)),
            first: u64::from_le_bytes(part(head, 8)),
            previous: part(head, 16),
            root: part(head, 48),
        };
        let size = u32::from_le_bytes(part(head, 80)) as usize;
        let body = bytes.get(HEADER..bytes.len().saturating_sub(HASH)).ok_or(Unreadable::Short(bytes.len()))?;
        if header.first == 0 || header.count == 0 || size > MOST_ROWS {
            return Err(Unreadable::Sizes { first: header.first, count: header.count, size });
        }
        let rows = match head[84] {
            STORED => body.to_vec(),
            LZ4 => lz4_flex::block::decompress(body, size).map_err(|e| Unreadable::Packing(e.to_string()))?,
            other => return Err(Unreadable::Packing(format!("packing {other} is unknown"))),
        };
        let block = Self { header, rows };
        let walked = block.rows().try_fold((0, 0), |(count, bytes), row| {
            kind(row.kind)?;
            Some((count + 1, bytes + ROW + row.leaf.len() + row.sealed.map_or(0, <[u8]>::len)))
        });
        if walked != Some((header.count, size)) || block.rows.len() != size {
            return Err(Unreadable::Rows);
        }
        Ok(block)
    }

    /// Unpacks a block after checking its hash, which is returned with it.
    pub(crate) fn check(bytes: &[u8]) -> Result<(Self, Hash), Unreadable> {
        let (content, recorded) = bytes.split_last_chunk::<HASH>().ok_or(Unreadable::Short(bytes.len()))?;
        let hash: Hash = Sha256::digest(content).into();
        if hash != *recorded {
            return Err(Unreadable::Hash);
        }
        Ok((Self::read(bytes)?, hash))
    }

    pub(crate) fn rows(&self) -> RowIter<'_> {
        RowIter { rest: &self.rows, position: Position(self.header.first) }
    }

    /// The rows as bytes, to be grown by more.
    pub(crate) fn into_rows(self) -> Rows {
        Rows { bytes: self.rows, count: self.header.count }
    }
}

/// Walks the rows of a block; ends where a row is not whole.
#[derive(Clone, Debug)]
pub(crate) struct RowIter<'a> {
    rest: &'a [u8],
    position: Position,
}

impl<'a> Iterator for RowIter<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let (head, rest) = self.rest.split_first_chunk::<ROW>()?;
        let (leaf, rest) = rest.split_at_checked(u32::from_le_bytes(part(head, 33)) as usize)?;
        let (sealed, rest) = match u32::from_le_bytes(part(head, 37)) {
            0 => (None, rest),
            n => {
                let (sealed, rest) = rest.split_at_checked(n as usize - 1)?;
                (Some(sealed), rest)
            }
        };
        let about = head[1..].first_chunk()?;
        let id = head[17..].first_chunk()?;
        let row = Row { kind: head[0], about, id, position: self.position, leaf, sealed };
        self.rest = rest;
        self.position = self.position.next();
        Some(row)
    }
}

/// Why bytes are not a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("it has {0} bytes, fewer than any block")]
    Short(usize),
    #[error("it does not begin with the mark of a block")]
    Magic,
    #[error("it claims first position {first}, {count} entries and {size} bytes, which cannot be")]
    Sizes { first: u64, count: u32, size: usize },
    #[error("it does not unpack: {0}")]
    Packing(String),
    #[error("its entries do not fill it")]
    Rows,
    #[error("its bytes do not have the hash recorded at its end")]
    Hash,
}

/// `N` bytes from `at`, which the caller knows to be there.
fn part<const FROM: usize, const N: usize>(bytes: &[u8; FROM], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

/// A length as four bytes; entries are bounded far below what these can say.
fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

pub(crate) fn kind_code(kind: SubjectKind) -> u8 {
    match kind {
        SubjectKind::Internship => 1,
        SubjectKind::Employer => 2,
        SubjectKind::Coach => 3,
        SubjectKind::Provider => 4,
        SubjectKind::Person => 5,
        SubjectKind::Programme => 6,
    }
}

pub(crate) fn kind(code: u8) -> Option<SubjectKind> {
    SubjectKind::ALL.into_iter().find(|k| kind_code(*k) == code)
}

#[cfg(test)]
mod tests;
