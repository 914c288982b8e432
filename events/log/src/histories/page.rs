//! A page: some events of one subject, packed together. Numbers are little-endian.
//!
//! ```text
//!  4  CRC-32 of all that follows in the page
//!  4  length of what follows the header
//! 17  subject: kind (1), id (16)
//!  4  length of its events before packing
//!  n  its events, an LZ4 block with DICTIONARY; each: position (4), length of the leaf (4), 0 or the
//!     length of the sealed content + 1 (4), leaf, sealed content
//! ```

use events::{Position, Subject};

use crate::block::kind_code;
use crate::entry::Kept;
use crate::{Entry, Stored};

/// A page is closed once its events have this many bytes.
pub(super) const ENOUGH: usize = 64 * 1024;
pub(super) const HEADER: usize = 29;
const MOST_EVENTS: usize = ENOUGH + EVENT_HEADER + Entry::MOST_BYTES;
const EVENT_HEADER: usize = 12;

/// A subject as it stands in a page; pages are ordered by it.
pub(super) type Key = [u8; 17];

pub(super) fn key(subject: Subject) -> Key {
    let mut key = [kind_code(subject.kind); 17];
    key[1..].copy_from_slice(subject.id.as_bytes());
    key
}

/// A page that was read, still packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
    pub(super) key: Key,
    /// The whole page.
    pub(super) bytes: &'a [u8],
}

impl<'a> Page<'a> {
    /// Takes the next page off the front; `None` if it is not whole.
    pub(super) fn take(rest: &mut &'a [u8]) -> Option<Self> {
        let (bytes, after) = rest.split_at_checked(length(rest)?)?;
        *rest = after;
        Some(Self { key: *bytes.get(8..)?.first_chunk()?, bytes })
    }

    pub(super) fn is_sound(&self) -> bool {
        self.bytes.get(4..).map(crc32fast::hash) == number(self.bytes, 0)
    }

    /// Adds those of its events that are at one of these positions; `None` if it is damaged.
    pub(super) fn unpack(&self, dictionary: &[u8], wanted: &[Position], to: &mut Vec<Stored>) -> Option<()> {
        let size = number(self.bytes, 25)? as usize;
        if !self.is_sound() || size > MOST_EVENTS {
            return None;
        }
        let events = lz4_flex::block::decompress_with_dict(self.bytes.get(HEADER..)?, size, dictionary).ok()?;
        let mut rest = events.as_slice();
        while !rest.is_empty() {
            let stored = take_event(&mut rest)?;
            if wanted.binary_search(&stored.position).is_ok() {
                to.push(stored);
            }
        }
        Some(())
    }
}

/// How long the page is that begins here; `None` before its header is whole.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    HEADER.checked_add(number(bytes, 4)? as usize).filter(|_| bytes.len() >= HEADER)
}

/// Packs events, as [`push`] put them together.
pub(super) fn pack(key: Key, events: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::block::compress_with_dict(events, dictionary);
    let mut page = Vec::with_capacity(HEADER + packed.len());
    page.extend_from_slice(&[0; 4]);
    page.extend_from_slice(&number_of(packed.len()));
    page.extend_from_slice(&key);
    page.extend_from_slice(&number_of(events.len()));
    page.extend_from_slice(&packed);
    let check = crc32fast::hash(&page[4..]);
    page[..4].copy_from_slice(&check.to_le_bytes());
    page
}

/// Adds an event to those of a page.
pub(super) fn push(events: &mut Vec<u8>, position: u64, event: &Kept) {
    let sealed = event.sealed.as_deref();
    events.extend_from_slice(&number_of(usize::try_from(position).unwrap_or(usize::MAX)));
    events.extend_from_slice(&number_of(event.leaf.len()));
    events.extend_from_slice(&sealed.map_or([0; 4], |sealed| number_of(sealed.len() + 1)));
    events.extend_from_slice(&event.leaf);
    events.extend_from_slice(sealed.unwrap_or_default());
}

/// Takes the next event off the front.
fn take_event(rest: &mut &[u8]) -> Option<Stored> {
    let (head, after) = rest.split_first_chunk::<EVENT_HEADER>()?;
    let (leaf, after) = after.split_at_checked(number(head, 4)? as usize)?;
    let (sealed, after) = match number(head, 8)?.checked_sub(1) {
        None => (None, after),
        Some(length) => {
            let (sealed, after) = after.split_at_checked(length as usize)?;
            (Some(sealed.to_vec()), after)
        }
    };
    *rest = after;
    Some(Stored { position: Position(u64::from(number(head, 0)?)), leaf: leaf.to_vec(), sealed })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn number_of(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}
