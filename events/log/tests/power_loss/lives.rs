//! What a log goes through before the power fails, and what is asked of it afterwards.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use event_log::tree::Frontier;
use event_log::{AppendError, Entry, EventLog, Options, RootHash, SledLog};
use events::Position;

use crate::common::{Random, entry, noisy};
use crate::disk::{Disk, Step};
use crate::trace::{Tracing, note};

const SUBJECTS: u64 = 7;

/// The directories above a log are made with it.
pub(crate) fn log_in(root: &Path) -> PathBuf {
    root.join("srv/waymark/log")
}

/// The event at this position: the same in every life.
fn event(position: u64) -> Entry {
    let about = position % SUBJECTS;
    match position % 10 {
        0 => noisy(position, about, 20_000),
        1 | 3 | 5 | 7 => noisy(position, about, 3_000),
        _ => entry(position, about),
    }
}

/// Up to which position its subject was last written to before it.
fn before(position: u64) -> Position {
    Position(position.saturating_sub(SUBJECTS))
}

/// How much is done in a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Short,
    /// Segments of the engine's file are used again.
    Long,
}

/// On a disk with these files: opens a log, appends and closes it, up to three times.
pub(crate) fn live(disk: &Disk, length: Length, random: &mut Random) -> Vec<Step> {
    let tracing = Tracing::begin(disk);
    for _ in 0..=random.below(3) {
        note(Step::Phase("open"));
        let log = SledLog::open(log_in(tracing.root()), options(random)).unwrap();
        acknowledge(log.head().position.0);
        note(Step::Phase("append"));
        let commits = match length {
            Length::Short => random.below(40),
            Length::Long => 3_000 + random.below(500),
        };
        for _ in 0..commits {
            let group = if length == Length::Short && random.below(6) == 0 { 1 + random.below(30) } else { 1 };
            append(&log, group as u64, acknowledge).unwrap();
        }
        note(Step::Phase("close"));
        log.close().unwrap();
    }
    tracing.end()
}

/// Notes in the trace that so many events are known to be durable.
pub(crate) fn acknowledge(position: u64) {
    note(Step::Acknowledged(position));
}

/// Appends so many events together; `told` hears of each that is acknowledged.
pub(crate) fn append(log: &SledLog, count: u64, told: fn(u64)) -> Result<(), AppendError> {
    let from = log.head().position.0 + 1;
    let pending: Vec<_> = (from..from + count).map(|position| log.append(event(position), before(position))).collect();
    for appended in pending {
        told(appended.wait()?.position.0);
    }
    Ok(())
}

fn options(random: &mut Random) -> Options {
    Options {
        grow_blocks_to: [0, 2048, 16 * 1024, 16 * 1024][random.below(4)],
        spill_every: [10, 100, 200_000][random.below(3)],
        sync_head_every: Duration::from_millis([0, 5, 100][random.below(3)]),
        cache_bytes: 1 << 20,
        ..Options::default()
    }
}

/// How many of the steps are done when the power fails: in each kind of phase as often as in any.
pub(crate) fn moment(steps: &[Step], random: &mut Random) -> usize {
    let mut phases: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut phase = "";
    for (n, step) in steps.iter().enumerate() {
        if let Step::Phase(begins) = step {
            phase = begins;
        }
        phases.entry(phase).or_default().push(n + 1);
    }
    let moments = phases.values().nth(random.below(phases.len())).unwrap();
    moments[random.below(moments.len())]
}

/// How many events the caller knew to be durable.
pub(crate) fn acknowledged(steps: &[Step]) -> u64 {
    let told = |step: &Step| if let Step::Acknowledged(position) = step { Some(*position) } else { None };
    steps.iter().filter_map(told).max().unwrap_or(0)
}

/// The root of a log of so many events, for each number of them.
pub(crate) struct Roots(Frontier, Vec<RootHash>);

impl Default for Roots {
    fn default() -> Self {
        Self(Frontier::default(), vec![RootHash::empty()])
    }
}

impl Roots {
    /// Up to this number.
    pub(crate) fn know(&mut self, position: u64) {
        while self.0.size() < position {
            self.0.push(event(self.0.size() + 1).leaf_hash());
            self.1.push(self.0.root());
        }
    }

    fn of(&self, position: u64) -> RootHash {
        self.1[usize::try_from(position).unwrap()]
    }
}

/// Starts after the power failure: every acknowledged event is there, nothing else is, and the log goes
/// on. Else what is wrong.
pub(crate) fn check(disk: &Disk, acknowledged: u64, roots: &Roots) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    disk.put(dir.path());
    let tried = catch_unwind(AssertUnwindSafe(|| goes_on(dir.path(), acknowledged, roots)));
    tried.unwrap_or_else(|_| Err("a panic".into()))
}

fn goes_on(root: &Path, acknowledged: u64, roots: &Roots) -> Result<(), String> {
    let options = Options { cache_bytes: 1 << 20, ..Options::default() };
    let log = SledLog::open(log_in(root), options).map_err(|e| format!("refused: {e}"))?;
    let head = log.head();
    if head.position.0 < acknowledged {
        return Err(format!("lost: {acknowledged} events were acknowledged and {} are there", head.position));
    }
    let verified = log.verify(&mut |_| ()).map_err(|e| format!("damaged: {e}"))?;
    if verified.head != head || head.root != roots.of(head.position.0) {
        return Err(format!("other events: {} of them", head.position));
    }
    append(&log, 1, |_| ()).map_err(|e| format!("not appended: {e}"))?;
    log.close().map_err(|e| format!("not closed: {e}"))
}
