//! What the engine would find in its file, without starting it.
//!
//! Guarantees two things. [`crate::undo`] keeps enough: every byte that a start may overwrite is in a segment
//! named here. And the engine's file holds everything by itself: no snapshot is needed, so a power failure or
//! damage may take any of them.
//!
//! As it starts, the engine reads its file from its last snapshot on. It takes the first message that
//! it cannot read for the end of the log, clears what stands behind it, and clears every segment that
//! no page it has read of refers to. After a crash that is right: what is behind a torn message was
//! never acknowledged. After a flipped byte it destroys what was. So the same walk is done here first,
//! with reading alone, and says which segments it ends in or never comes to.
//!
//! The file, as sled 0.34.7 writes it: segments of 8 MiB, each with a place in the log of its own.
//!
//! ```text
//! offset bytes
//!      0     4  CRC-32 of the next 16, all bits inverted
//!      4     8  place of the segment in the log, in bytes, a multiple of 8 MiB; low 63 bits inverted
//!     12     8  up to which place the log was durable then; low 63 bits inverted
//!     20     n  messages, up to one that says so (kind 2) or to the last 32 bytes; zeros where none is yet
//! ```
//!
//! A message is a CRC-32 of its body and then of the rest of its head, all bits inverted (4), its kind
//! (1, from 1 to 11), the length of its body, the number of its segment in the log, its page (numbers
//! of 1 to 9 bytes each), and its body.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::store::SEGMENT;

const SEGMENT_HEAD: usize = 20;
/// No message begins in so many bytes at a segment's end.
const LONGEST_HEAD: usize = 32;
const CAP: u8 = 2;
const LAST_KIND: u8 = 11;
const ZEROS: [u8; 4096] = [0; 4096];

/// Where a walk through a segment came to.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// To where the segment says that nothing follows.
    Full,
    /// To something that is no message.
    At(usize),
}

/// The heads of the segments in a file, as the engine takes them if it reads from some place in the log on.
struct Heads {
    /// Where in the file the segment with each place begins.
    listed: BTreeMap<u64, u64>,
    /// Where those begin that have no head, or the same place as another.
    nameless: Vec<u64>,
    /// Up to which place the log is known to be durable, rounded down to a segment's.
    durable: u64,
}

impl Heads {
    fn read(db: &mut File, from: u64) -> io::Result<Self> {
        let from = whole_segments(from);
        let (mut listed, mut nameless, mut durable) = (BTreeMap::new(), Vec::new(), from);
        for at in (0..db.metadata()?.len()).step_by(SEGMENT) {
            match segment_head(&read(db, at, SEGMENT_HEAD)?) {
                Some((place, up_to)) if place >= from => {
                    durable = durable.max(up_to);
                    nameless.extend(listed.insert(place, at));
                }
                Some(_) => (),
                None => nameless.push(at),
            }
        }
        Ok(Self { listed, nameless, durable: whole_segments(durable) })
    }

    /// The segment that the end of the log is in: its place, and where it begins. None if the engine would not
    /// find the end.
    fn last(&self, db: &mut File) -> io::Result<Option<(u64, u64)>> {
        let mut last = None;
        for (expected, (place, at)) in (self.durable..).step_by(SEGMENT).zip(self.listed.range(self.durable..)) {
            if *place != expected {
                break;
            }
            last = Some((*place, *at));
            if walk(&read(db, *at, SEGMENT)?, place / SEGMENT as u64) != End::Full {
                break;
            }
        }
        Ok(last)
    }
}

/// Makes the engine independent of its snapshots, if it reads the file from this place in the log on.
///
/// The head of the last segment says how far the log was durable when it was written, usually up to the last
/// segment but one; the engine looks for the end of the log from there. Once it has started, it takes
/// everything before the last segment for durable, and clears segments that no page refers to. If it clears
/// the last but one, only the new snapshot leads past the gap, and that snapshot's name is not durable yet. If
/// a power failure takes it, the engine finds no end, takes the log for empty and clears the rest. So the head
/// of the last segment is changed first: it says that everything before it is durable.
pub(crate) fn settle(path: &Path, from: u64) -> io::Result<()> {
    let mut db = match File::options().read(true).write(true).open(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    if let Some((place, at)) = Heads::read(&mut db, from)?.last(&mut db)? {
        let head = segment_head(&read(&mut db, at, SEGMENT_HEAD)?);
        if head.is_some_and(|(_, durable)| durable < place) {
            db.sync_data()?;
            db.seek(SeekFrom::Start(at))?;
            db.write_all(&head_of_segment(place, place))?;
            db.sync_data()?;
        }
    }
    Ok(())
}

/// The segments, by where they begin in the file, that hold something which the engine would not
/// read, or would no longer refer to, if it read the file from this place in the log on. None if the
/// file ends in empty room. After an orderly end it mostly does, but not where the last segment was used
/// before: its rest holds old bytes, which cannot be told from damage.
pub(crate) fn at_risk(db: &mut File, from: u64) -> io::Result<Vec<u64>> {
    let heads = Heads::read(db, from)?;
    let mut risk = Vec::new();
    for at in &heads.nameless {
        if !is_empty(&read(db, *at, SEGMENT)?) {
            risk.push(*at);
        }
    }
    let torn = first_torn(db, &heads)?;
    risk.extend(torn.iter().flat_map(|place| heads.listed.range(place..)).map(|(_, at)| *at));
    Ok(risk)
}

/// The place of the first segment that the engine would not read to its end, or not come to.
fn first_torn(db: &mut File, heads: &Heads) -> io::Result<Option<u64>> {
    let (listed, durable) = (&heads.listed, heads.durable);
    let Some((first, last)) = listed.keys().next().zip(listed.keys().next_back()) else { return Ok(None) };
    if !listed.contains_key(&durable) {
        return Ok(Some(*first));
    }
    // What was freed leaves holes before here, but never after.
    let mut expected = durable;
    for (place, at) in listed {
        let hole = *place >= durable && *place != expected;
        let segment = read(db, *at, SEGMENT)?;
        let whole = match walk(&segment, place / SEGMENT as u64) {
            End::Full => true,
            End::At(end) => place == last && is_empty(segment.get(end..).unwrap_or_default()),
        };
        if hole || !whole {
            return Ok(Some(*place));
        }
        if *place >= durable {
            expected += SEGMENT as u64;
        }
    }
    Ok(None)
}

fn read(db: &mut File, at: u64, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    db.seek(SeekFrom::Start(at))?;
    db.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_empty(bytes: &[u8]) -> bool {
    bytes.chunks(ZEROS.len()).all(|chunk| ZEROS.starts_with(chunk))
}

/// A segment's place in the log, and up to which place the log was durable then.
fn segment_head(bytes: &[u8]) -> Option<(u64, u64)> {
    let (crc, rest) = bytes.split_first_chunk::<4>()?;
    let (place, durable) = (rest.first_chunk::<8>()?, rest.get(8..)?.first_chunk::<8>()?);
    let number = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes) ^ (u64::MAX >> 1);
    let (place, durable) = (number(place), number(durable));
    let whole = crc32fast::hash(rest.get(..16)?) == !u32::from_le_bytes(*crc);
    // Before the first write nothing is durable, which the engine writes as -1.
    let durable = if durable > u64::MAX >> 1 { 0 } else { durable };
    (whole && place <= u64::MAX >> 1).then_some((place, durable))
}

/// The reverse of [`segment_head`].
fn head_of_segment(place: u64, durable: u64) -> [u8; SEGMENT_HEAD] {
    let mut head = [0; SEGMENT_HEAD];
    head[4..12].copy_from_slice(&(place ^ (u64::MAX >> 1)).to_le_bytes());
    head[12..].copy_from_slice(&(durable ^ (u64::MAX >> 1)).to_le_bytes());
    let crc = !crc32fast::hash(&head[4..]);
    head[..4].copy_from_slice(&crc.to_le_bytes());
    head
}

fn whole_segments(place: u64) -> u64 {
    place - place % SEGMENT as u64
}

fn walk(segment: &[u8], number: u64) -> End {
    let mut at = SEGMENT_HEAD;
    while at + LONGEST_HEAD <= SEGMENT {
        match message(segment, at, number) {
            Some((CAP, _)) => return End::Full,
            Some((_, end)) => at = end,
            None => return End::At(at),
        }
    }
    End::Full
}

/// The kind and the end of the message that begins here, if one does.
fn message(segment: &[u8], at: usize, number: u64) -> Option<(u8, usize)> {
    let bytes = segment.get(at..)?;
    let (crc, head) = bytes.split_first_chunk::<4>()?;
    let (kind, mut rest) = head.split_first()?;
    let (length, found, _page) = (varint(&mut rest)?, varint(&mut rest)?, varint(&mut rest)?);
    let body = rest.get(..usize::try_from(length).ok()?)?;
    let head = head.get(..head.len() - rest.len())?;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(body);
    hasher.update(head);
    let whole = hasher.finalize() == !u32::from_le_bytes(*crc) && found == number;
    let known = (1..=LAST_KIND).contains(kind);
    (whole && known).then_some((*kind, at + 4 + head.len() + body.len()))
}

/// A number as the engine writes it: in one byte up to 240, in two up to 2,287, in three up to
/// 67,823, else as many little-endian bytes as the first byte is more than 247.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let (first, rest) = bytes.split_first()?;
    let first = u64::from(*first);
    let take = |n: usize| rest.split_at_checked(n);
    let (value, rest) = match first {
        0..=240 => (first, rest),
        241..=248 => take(1).map(|(low, rest)| (240 + 256 * (first - 241) + u64::from(low[0]), rest))?,
        249 => take(2).map(|(low, rest)| (2288 + 256 * u64::from(low[0]) + u64::from(low[1]), rest))?,
        _ => {
            let (low, rest) = take(usize::try_from(first - 247).ok()?)?;
            let mut number = [0; 8];
            number[..low.len()].copy_from_slice(low);
            (u64::from_le_bytes(number), rest)
        }
    };
    *bytes = rest;
    Some(value)
}
