//! Events to append, and logs to append them to.

#![allow(dead_code, clippy::allow_attributes, clippy::print_stdout, reason = "each test file uses a part")]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_log::{Batch, Entry, EventLog, Options, SledLog};
use events::{DeploymentSecret, EventId, InternshipId, Position, Subject};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) fn subject(n: u64) -> Subject {
    InternshipId(Uuid::from_u128(u128::from(n) + 0x1111_0000_0000)).subject()
}

pub(crate) fn id(n: u64) -> EventId {
    DeploymentSecret::PUBLISHED.event(subject(0), &format!("event {n}"))
}

/// Event `n` about `about`: the same bytes whenever it is asked for.
pub(crate) fn entry(n: u64, about: u64) -> Entry {
    sized(n, about, (n % 7) as usize * 40)
}

pub(crate) fn sized(n: u64, about: u64, more: usize) -> Entry {
    let words = "coach visited the workplace ".repeat(more / 28 + 1);
    let sealed = n.is_multiple_of(3).then(|| format!("sealed content of event {n}").into_bytes());
    made(n, about, &words[..more], sealed.as_deref())
}

/// An event with this note, and with this content sealed beside it.
fn made(n: u64, about: u64, note: &str, sealed: Option<&[u8]>) -> Entry {
    let (id, subject) = (id(n), subject(about));
    let mut listed = String::new();
    let beside = sealed.map(|bytes| {
        let [hash, key] = [Sha256::digest(bytes).to_vec(), vec![7; 16]].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        listed = format!(",\"sealed\":\"person/{}:personal:{hash}:{key}\"", subject.id);
        [&u32::try_from(bytes.len()).unwrap().to_le_bytes(), bytes].concat()
    });
    let leaf = format!(
        "{{\"data\":{{\"minutes\":{n},\"note\":\"{note}\"}},\"id\":\"{id}\",\"recordedtime\":\"\"{listed},\"subject\":\"{subject}\"}}",
    );
    Entry::new(id, subject, leaf.into_bytes(), beside)
}

/// Event `n` about `about` with `bytes` of sealed content that does not compress.
pub(crate) fn noisy(n: u64, about: u64, bytes: usize) -> Entry {
    let mut random = Random(n);
    let noise = (0..bytes).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
    let noise: Vec<u8> = noise;
    made(n, about, "", Some(&noise))
}

/// Appends events `from..to`, in turn about each of `subjects` subjects.
pub(crate) fn fill(log: &dyn EventLog, from: u64, to: u64, subjects: u64) {
    for n in from..to {
        let about = n % subjects;
        log.append(entry(n, about), log.last(&subject(about))).wait().unwrap();
    }
}

/// Small blocks and short runs of pages, so that short histories meet every seam.
pub(crate) fn small() -> Options {
    Options { grow_blocks_to: 2048, recent_bytes: 4096, cache_bytes: 1 << 20, ..Options::default() }
}

pub(crate) fn open(dir: &Path) -> SledLog {
    SledLog::open(dir, small()).unwrap()
}

/// Everything in the log, read in batches of `limit`.
pub(crate) fn all(log: &dyn EventLog, limit: usize) -> Vec<(Position, Vec<u8>, Option<Vec<u8>>)> {
    let mut events = Vec::new();
    let mut after = Position::START;
    loop {
        let batch: Batch = log.batch(after, limit).unwrap();
        assert_eq!(batch.iter().count(), batch.len());
        assert_eq!(batch.is_empty(), batch.last() == after);
        if batch.is_empty() {
            return events;
        }
        events.extend(batch.iter().map(|(p, leaf, sealed)| (p, leaf.to_vec(), sealed.map(<[u8]>::to_vec))));
        after = batch.last();
    }
}

/// Numbers that look random and follow from a seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    /// From `WAYMARK_SEED`, or from whatever this run has; printed either way.
    pub(crate) fn seeded() -> Self {
        use std::hash::{BuildHasher as _, RandomState};
        let given = std::env::var("WAYMARK_SEED").ok();
        let parse = |text: String| u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap();
        let seed = given.map_or_else(|| RandomState::new().hash_one(0), parse);
        println!("seed {seed:#x}: give it as WAYMARK_SEED to repeat");
        Self(seed)
    }

    pub(crate) fn from(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}
