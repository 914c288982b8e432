//! HISTORIES: older events once more, grouped by subject, so that a history is a few reads of one file
//! instead of a block for each event.
//!
//! It is derived from the blocks and can always be rebuilt. A page holds events of one subject and the
//! address of the page before it. Pages are written in runs; a run is synced before the next begins. A
//! page is used only if its checksum and subject are right and the index confirms its positions;
//! otherwise the events are read from the blocks.
//!
//! ```text
//!  8  "WMHISTO1"
//!  4  length of the dictionary
//!  4  CRC-32 of the dictionary
//!  n  the dictionary: a few events, with which every page is packed
//!     the runs, one after another
//! ```
//!
//! A run, numbers little-endian:
//!
//! ```text
//!  8  "WMHRUN01"
//!  4  CRC-32 of all that follows in the run
//!  8  length of the run
//!  8  position of its first event
//!  8  position of its last event
//! 32  hash of the last event's leaf
//!  4  how many subjects
//!  n  25 bytes for each: kind (1), id (16), where its newest page stands (8)
//!  n  the pages
//! ```
//!
//! A page:
//!
//! ```text
//!  4  CRC-32 of all that follows in the page
//!  8  where the page before it stands, 0 for none
//! 17  subject: kind (1), id (16)
//!  4  length of its events before packing
//!  n  its events, an LZ4 block; each: position (4), length of the leaf (4), 0 or the length of the
//!     sealed content + 1 (4), leaf, sealed content
//! ```
//!
//! Where a page stands is a number of eight bytes: its offset times 2^24, and its length.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use events::{Position, Subject};
use uuid::Uuid;

use crate::block::{kind, kind_code};
use crate::entry::Kept;
use crate::tree::{Hash, leaf_hash};
use crate::{Entry, Stored};

const MAGIC: [u8; 8] = *b"WMHISTO1";
const RUN_MAGIC: [u8; 8] = *b"WMHRUN01";
const RUN_HEADER: usize = 72;
const LISTED: usize = 25;
const PAGE_HEADER: usize = 33;
const EVENT_HEADER: usize = 12;
/// A page is closed once its events have this many bytes.
const PAGE_BYTES: usize = 64 * 1024;
const MOST_PAGE_BYTES: usize = PAGE_BYTES + EVENT_HEADER + Entry::MOST_BYTES;
/// A longer dictionary would compress single events better, but costs time for each page.
const DICTIONARY_EVENTS: usize = 4;
const MOST_DICTIONARY: usize = 4 * 1024;

/// The address of a page; the default is no page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageAt(pub(crate) u64);

impl PageAt {
    fn new(offset: u64, length: usize) -> Self {
        Self(offset << 24 | length as u64)
    }

    fn offset(self) -> u64 {
        self.0 >> 24
    }

    fn length(self) -> usize {
        usize::try_from(self.0 & 0xff_ffff).unwrap_or(0)
    }

    pub(crate) fn is_somewhere(self) -> bool {
        self != Self::default()
    }
}

/// How far the pages go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paged {
    /// All events up to this position are in pages.
    pub(crate) upto: Position,
    /// Where the last run begins.
    pub(crate) run: u64,
    /// Where it ends.
    pub(crate) length: u64,
}

/// A run as it was written, or found again.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) first: Position,
    pub(crate) paged: Paged,
    /// The hash of its last event's leaf.
    pub(crate) leaf: Hash,
    /// Each of its subjects, and where its newest page stands.
    pub(crate) pages: Vec<(Subject, PageAt)>,
}

/// The open file.
#[derive(Debug)]
pub(crate) struct HistoriesFile {
    file: File,
    /// Known once the first run is written.
    dictionary: OnceLock<Vec<u8>>,
}

impl HistoriesFile {
    /// Opens the file, or makes an empty one.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let histories = Self { file, dictionary: OnceLock::new() };
        if let Some(dictionary) = histories.read_dictionary() {
            let _ = histories.dictionary.set(dictionary);
        }
        Ok(histories)
    }

    fn read_dictionary(&self) -> Option<Vec<u8>> {
        let head: [u8; 16] = self.read(0, 16).ok()?.try_into().ok()?;
        let rest = head.strip_prefix(&MAGIC)?;
        let (length, check) = (number(rest, 0)?, number(rest, 4)?);
        if length as usize > MOST_DICTIONARY {
            return None;
        }
        self.read(16, length as usize).ok().filter(|dictionary| crc32fast::hash(dictionary) == check)
    }

    /// Truncates the file after these runs; without any, the dictionary goes as well.
    pub(crate) fn cut_to(&mut self, paged: Paged) -> io::Result<()> {
        if paged.length == 0 {
            self.dictionary = OnceLock::new();
        }
        self.file.set_len(paged.length)
    }

    /// Where the first run begins; `None` if the beginning of the file is not whole.
    pub(crate) fn start(&self) -> Option<u64> {
        self.dictionary.get().map(|dictionary| 16 + dictionary.len() as u64)
    }

    /// The run that begins here, without its pages' content; `None` if it is not whole.
    pub(crate) fn run(&self, at: u64) -> Option<Run> {
        let head = self.read(at, RUN_HEADER).ok()?;
        let rest = head.strip_prefix(&RUN_MAGIC)?;
        let (check, length) = (number(rest, 0)?, long(rest, 4)?);
        let end = at.checked_add(length)?;
        if length < RUN_HEADER as u64 || self.file.metadata().ok()?.len() < end {
            return None;
        }
        let bytes = self.read(at, usize::try_from(length).ok()?).ok()?;
        if crc32fast::hash(bytes.get(12..)?) != check {
            return None;
        }
        let listed = bytes.get(RUN_HEADER..)?.get(..number(rest, 60)? as usize * LISTED)?;
        let subjects = listed.as_chunks::<LISTED>().0.iter();
        let page = |bytes: &[u8; LISTED]| Some((subject(bytes.first_chunk()?)?, PageAt(long(bytes, 17)?)));
        Some(Run {
            first: Position(long(rest, 12)?),
            paged: Paged { upto: Position(long(rest, 20)?), run: at, length: end },
            leaf: *rest.get(28..)?.first_chunk()?,
            pages: subjects.map(page).collect::<Option<_>>()?,
        })
    }

    /// Writes a run of these events, durably. `before` says where the newest page of each subject
    /// stands so far.
    pub(crate) fn append(&self, paged: Paged, events: &[Kept], before: impl Fn(&Subject) -> PageAt) -> io::Result<Run> {
        let start = if paged.length == 0 { self.begin(events)? } else { paged.length };
        let dictionary = self.dictionary.get().map(Vec::as_slice).unwrap_or_default();
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|at| (events[*at].subject, *at));
        let groups = || order.chunk_by(|one, next| events[*one].subject == events[*next].subject);
        let (mut pages, mut body) = (Vec::new(), Vec::new());
        let body_start = start + (RUN_HEADER + groups().count() * LISTED) as u64;
        for group in groups() {
            let Some(subject) = group.first().map(|at| events[*at].subject) else { continue };
            let mut page = before(&subject);
            let mut rows = Vec::new();
            for (n, at) in group.iter().enumerate() {
                push(&mut rows, paged.upto.0 + 1 + *at as u64, &events[*at]);
                if rows.len() >= PAGE_BYTES || n + 1 == group.len() {
                    let bytes = pack(page, subject, &rows, dictionary);
                    page = PageAt::new(body_start + body.len() as u64, bytes.len());
                    body.extend_from_slice(&bytes);
                    rows.clear();
                }
            }
            pages.push((subject, page));
        }
        let end = body_start + body.len() as u64;
        let run = Run {
            first: paged.upto.next(),
            paged: Paged { upto: Position(paged.upto.0 + events.len() as u64), run: start, length: end },
            leaf: events.last().map(|event| leaf_hash(&event.leaf)).unwrap_or_default(),
            pages,
        };
        self.write(start, &run.to_bytes(&body))?;
        self.file.sync_data()?;
        Ok(run)
    }

    /// Writes the beginning of the file, with a few of these events as its dictionary; says where
    /// it ends.
    fn begin(&self, events: &[Kept]) -> io::Result<u64> {
        let step = (events.len() / DICTIONARY_EVENTS).max(1);
        let mut dictionary = Vec::new();
        events.iter().step_by(step).take(DICTIONARY_EVENTS).for_each(|event| {
            dictionary.extend_from_slice(&event.leaf);
        });
        dictionary.truncate(MOST_DICTIONARY);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&length(dictionary.len()));
        bytes.extend_from_slice(&crc32fast::hash(&dictionary).to_le_bytes());
        bytes.extend_from_slice(&dictionary);
        self.write(0, &bytes)?;
        let _ = self.dictionary.set(dictionary);
        Ok(bytes.len() as u64)
    }

    /// The events of a subject after a position, from its newest page back; `None` if a page is
    /// not what it should be.
    pub(crate) fn history(&self, subject: Subject, newest: PageAt, after: Position) -> Option<Vec<Stored>> {
        let mut pages = Vec::new();
        let (mut at, mut limit) = (newest, u64::MAX);
        while at.is_somewhere() {
            // Each page points to an earlier one, so every chain ends.
            if at.offset() >= limit {
                return None;
            }
            limit = at.offset();
            let bytes = self.read(at.offset(), at.length()).ok()?;
            let (before, rows) = unpack(&bytes, subject, self.dictionary.get()?)?;
            let reached = Position(u64::from(number(&rows, 0)?)) <= after.next();
            pages.push(rows);
            at = if reached { PageAt::default() } else { before };
        }
        let mut history = Vec::new();
        for rows in pages.iter().rev() {
            let mut rest = rows.as_slice();
            while !rest.is_empty() {
                let stored = take(&mut rest)?;
                if stored.position > after {
                    history.push(stored);
                }
            }
        }
        Some(history)
    }

    #[cfg(unix)]
    fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        std::os::unix::fs::FileExt::read_exact_at(&self.file, &mut bytes, offset)?;
        Ok(bytes)
    }

    #[cfg(unix)]
    fn write(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.file, bytes, offset)
    }
}

impl Run {
    fn to_bytes(&self, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(RUN_HEADER + self.pages.len() * LISTED + body.len());
        bytes.extend_from_slice(&RUN_MAGIC);
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&(self.paged.length - self.paged.run).to_le_bytes());
        bytes.extend_from_slice(&self.first.0.to_le_bytes());
        bytes.extend_from_slice(&self.paged.upto.0.to_le_bytes());
        bytes.extend_from_slice(&self.leaf);
        bytes.extend_from_slice(&length(self.pages.len()));
        for (subject, page) in &self.pages {
            push_subject(&mut bytes, *subject);
            bytes.extend_from_slice(&page.0.to_le_bytes());
        }
        bytes.extend_from_slice(body);
        let check = crc32fast::hash(&bytes[12..]);
        bytes[8..12].copy_from_slice(&check.to_le_bytes());
        bytes
    }
}

fn push(rows: &mut Vec<u8>, position: u64, event: &Kept) {
    let sealed = event.sealed.as_deref();
    rows.extend_from_slice(&length(usize::try_from(position).unwrap_or(usize::MAX)));
    rows.extend_from_slice(&length(event.leaf.len()));
    rows.extend_from_slice(&sealed.map_or([0; 4], |sealed| length(sealed.len() + 1)));
    rows.extend_from_slice(&event.leaf);
    rows.extend_from_slice(sealed.unwrap_or_default());
}

/// Takes the next event off the front.
fn take(rest: &mut &[u8]) -> Option<Stored> {
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

fn pack(before: PageAt, subject: Subject, rows: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::block::compress_with_dict(rows, dictionary);
    let mut page = Vec::with_capacity(PAGE_HEADER + packed.len());
    page.extend_from_slice(&[0; 4]);
    page.extend_from_slice(&before.0.to_le_bytes());
    push_subject(&mut page, subject);
    page.extend_from_slice(&length(rows.len()));
    page.extend_from_slice(&packed);
    let check = crc32fast::hash(&page[4..]);
    page[..4].copy_from_slice(&check.to_le_bytes());
    page
}

/// Where the page before it stands, and its events; `None` if it is not a whole page of this subject.
fn unpack(page: &[u8], about: Subject, dictionary: &[u8]) -> Option<(PageAt, Vec<u8>)> {
    let (head, packed) = page.split_first_chunk::<PAGE_HEADER>()?;
    let size = number(head, 29)? as usize;
    let sound = crc32fast::hash(page.get(4..)?) == number(head, 0)?;
    let its = subject(head.get(12..)?.first_chunk()?) == Some(about);
    if !sound || !its || size > MOST_PAGE_BYTES {
        return None;
    }
    let rows = lz4_flex::block::decompress_with_dict(packed, size, dictionary).ok()?;
    Some((PageAt(long(head, 4)?), rows))
}

fn push_subject(bytes: &mut Vec<u8>, subject: Subject) {
    bytes.push(kind_code(subject.kind));
    bytes.extend_from_slice(subject.id.as_bytes());
}

fn subject(bytes: &[u8; 17]) -> Option<Subject> {
    Some(Subject { kind: kind(bytes[0])?, id: Uuid::from_bytes(*bytes.last_chunk()?) })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}
