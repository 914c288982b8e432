//! INDEX: the index and the tree's frontier on disk, so that a start need not read every event.
//!
//! Written rarely and whole, synced before it takes the old one's place. A file that is missing,
//! torn or of other bytes than its hash says is worth nothing and does no harm: every event is read.
//!
//! ```text
//!  8  "WMINDEX1"
//!  8  watermark: the last position that is covered
//! 32  the hash which the block with that position records of the block before it
//! 32  that block's hash
//!  n  32 bytes for each set bit of the watermark: the roots of the tree's complete subtrees
//!  n  4 bytes for each event: the position before it on the same subject, 0 for none
//!  8  how many blocks
//!  n  4 bytes for each: its first position
//!  8  how many subjects
//!  n  21 bytes for each: kind (1), id (16), last position (4)
//! 32  SHA-256 of all of the above
//! ```

use std::collections::HashMap;
use std::io;
use std::path::Path;

use events::Subject;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::block::{kind, kind_code};
use crate::files;
use crate::index::Index;
use crate::tree::{Frontier, Hash};

const MAGIC: [u8; 8] = *b"WMINDEX1";
const LISTED: usize = 21;

/// By what the last block is chained: enough to say what follows it, and whether it has grown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) previous: Hash,
    pub(crate) hash: Hash,
}

/// What stands in INDEX.
#[derive(Debug, Default)]
pub(crate) struct Spill {
    pub(crate) index: Index,
    pub(crate) frontier: Frontier,
    pub(crate) last: Link,
}

/// Writes INDEX, durably.
pub(crate) fn write(path: &Path, index: &Index, frontier: &Frontier, last: &Link) -> io::Result<()> {
    files::replace(path, &to_bytes(index, frontier, last))
}

/// Reads INDEX; `None` if it is missing or not whole.
pub(crate) fn read(path: &Path) -> Option<Spill> {
    match std::fs::read(path) {
        Ok(bytes) => {
            let spill = from_bytes(&bytes);
            if spill.is_none() {
                tracing::warn!("the log's INDEX file is damaged; every event is read instead");
            }
            spill
        }
        Err(e) => {
            if e.kind() != io::ErrorKind::NotFound {
                tracing::warn!(error = %e, "the log's INDEX file cannot be read; every event is read instead");
            }
            None
        }
    }
}

fn to_bytes(index: &Index, frontier: &Frontier, last: &Link) -> Vec<u8> {
    let (before, lasts, blocks) = index.parts();
    let mut bytes = Vec::with_capacity(4096 + (before.len() + blocks.len()) * 4 + lasts.len() * LISTED);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&index.len().to_le_bytes());
    bytes.extend_from_slice(&last.previous);
    bytes.extend_from_slice(&last.hash);
    frontier.peaks().iter().for_each(|peak| bytes.extend_from_slice(peak));
    before.iter().for_each(|before| bytes.extend_from_slice(&before.to_le_bytes()));
    bytes.extend_from_slice(&index.blocks().to_le_bytes());
    blocks.iter().for_each(|first| bytes.extend_from_slice(&first.to_le_bytes()));
    bytes.extend_from_slice(&(lasts.len() as u64).to_le_bytes());
    for (subject, last) in lasts {
        bytes.push(kind_code(subject.kind));
        bytes.extend_from_slice(subject.id.as_bytes());
        bytes.extend_from_slice(&last.to_le_bytes());
    }
    let check: Hash = Sha256::digest(&bytes).into();
    bytes.extend_from_slice(&check);
    bytes
}

fn from_bytes(bytes: &[u8]) -> Option<Spill> {
    let (content, check) = bytes.split_last_chunk::<32>()?;
    if Hash::from(Sha256::digest(content)) != *check {
        return None;
    }
    let rest = content.strip_prefix(&MAGIC)?;
    let (watermark, rest) = number(rest)?;
    let (previous, rest) = rest.split_first_chunk::<32>()?;
    let (hash, rest) = rest.split_first_chunk::<32>()?;
    let (peaks, rest) = rest.split_at_checked(watermark.count_ones() as usize * 32)?;
    let events = usize::try_from(watermark).ok()?;
    let (before, rest) = rest.split_at_checked(events.checked_mul(4)?)?;
    let (blocks, rest) = number(rest)?;
    let (blocks, rest) = rest.split_at_checked(usize::try_from(blocks).ok()?.checked_mul(4)?)?;
    let (subjects, rest) = number(rest)?;
    if Some(rest.len()) != usize::try_from(subjects).ok()?.checked_mul(LISTED) {
        return None;
    }
    let peaks = peaks.as_chunks::<32>().0.to_vec();
    let numbers = |bytes: &[u8]| bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
    let lasts = rest.as_chunks::<LISTED>().0.iter().map(subject).collect::<Option<HashMap<_, _>>>()?;
    Some(Spill {
        index: Index::of(numbers(before), lasts, numbers(blocks))?,
        frontier: Frontier::of(watermark, peaks)?,
        last: Link { previous: *previous, hash: *hash },
    })
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    bytes.split_first_chunk::<8>().map(|(number, rest)| (u64::from_le_bytes(*number), rest))
}

fn subject(bytes: &[u8; LISTED]) -> Option<(Subject, u32)> {
    let id = Uuid::from_bytes(*bytes[1..].first_chunk()?);
    Some((Subject { kind: kind(bytes[0])?, id }, u32::from_le_bytes(*bytes.last_chunk()?)))
}

#[cfg(test)]
mod tests {
    use events::InternshipId;

    use super::*;

    #[test]
    fn what_is_spilled_is_read_back_and_any_flipped_byte_makes_it_worthless() {
        let mut index = Index::default();
        let mut frontier = Frontier::default();
        for n in 0..11_u8 {
            if n % 4 == 0 {
                index.begin_block();
            }
            index.push(InternshipId(Uuid::from_u128(u128::from(n % 4))).subject());
            frontier.push([n; 32]);
        }
        let last = Link { previous: [1; 32], hash: [2; 32] };
        let mut bytes = to_bytes(&index, &frontier, &last);
        let spill = from_bytes(&bytes).unwrap();
        assert_eq!((spill.index, spill.frontier, spill.last), (index, frontier, last));
        for at in 0..bytes.len() {
            bytes[at] ^= 0x10;
            assert!(from_bytes(&bytes).is_none(), "byte {at}");
            bytes[at] ^= 0x10;
        }
        for length in 0..bytes.len() {
            assert!(from_bytes(&bytes[..length]).is_none(), "length {length}");
        }
    }
}
