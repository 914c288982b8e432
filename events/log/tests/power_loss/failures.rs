//! Failures of the power, and what they came to.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::thread;

use crate::common::Random;
use crate::disk::{Disk, Luck, Step};
use crate::lives::{Length, Roots, acknowledged, check, live, moment};

/// Failures after one life, before another is lived.
const FROM_ONE: usize = 24;
/// A start waits for the engine's threads more than it computes.
const THREADS: usize = 4;
/// How many events may be there that nobody was told of.
const AHEAD: u64 = 100;

/// What was asked of a disk with these files, all of them certain.
#[derive(Clone)]
pub(crate) struct Trace {
    pub(crate) before: Disk,
    /// How many events were known then.
    known: u64,
    pub(crate) steps: Vec<Step>,
}

/// What there is after the power failed.
pub(crate) struct Failure {
    disk: Disk,
    /// How many events must be there.
    known: u64,
    /// When it was, and what of the rest there is.
    when: String,
}

impl Trace {
    /// The first life of a log.
    pub(crate) fn first(length: Length, random: &mut Random) -> Self {
        let before = Disk::of(tempfile::tempdir().unwrap().path());
        let steps = live(&before, length, random);
        Self { before, known: 0, steps }
    }

    /// A life that begins where the power failed in this one.
    pub(crate) fn after_a_failure(failure: &Failure, random: &mut Random) -> Self {
        Self { steps: live(&failure.disk, Length::Short, random), before: failure.disk.clone(), known: failure.known }
    }

    /// A life that begins where the process was killed in this one: nothing is lost, and nothing is certain
    /// that was not before.
    pub(crate) fn after_a_kill(&self, random: &mut Random) -> Self {
        let steps = &self.steps[..moment(&self.steps, random)];
        let disk = self.before.after(steps, Luck::Everything, random);
        let steps = [steps, &live(&disk, Length::Short, random)].concat();
        Self { steps, ..self.clone() }
    }

    pub(crate) fn failures(&self, random: &mut Random) -> Vec<Failure> {
        (0..FROM_ONE).map(|_| self.failure(moment(&self.steps, random), random)).collect()
    }

    /// One after so many steps.
    pub(crate) fn failure(&self, steps: usize, random: &mut Random) -> Failure {
        let (steps, luck) = (&self.steps[..steps], Luck::of(random));
        let last: Vec<_> = steps.iter().rev().take(12).map(Step::brief).collect();
        let disk = self.before.after(steps, luck, random);
        // The engine's file alone must give all: else the names that a start has made would have to be durable
        // before it clears anything.
        let (disk, how) = match random.below(4) {
            0 => (disk.without("snap."), ", and the engine's snapshots are gone"),
            _ => (disk, ""),
        };
        Failure {
            disk,
            known: self.known.max(acknowledged(steps)),
            when: format!("{luck:?} of what was not synced after step {}: {last:?}{how}", steps.len()),
        }
    }
}

/// What failures came to.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) failures: usize,
    pub(crate) wrong: Vec<String>,
    /// After how many of them the disk holds something special.
    special: BTreeMap<&'static str, usize>,
    roots: Roots,
}

impl Tally {
    /// Whether the log is as it should be after each failure.
    pub(crate) fn judge(&mut self, failures: &[Failure]) -> bool {
        let known = failures.iter().map(|failure| failure.known).max().unwrap_or(0);
        self.roots.know(known + AHEAD);
        let roots = &self.roots;
        let check = |failures: &[Failure]| -> Vec<_> {
            failures.iter().map(|failure| check(&failure.disk, failure.known, roots)).collect()
        };
        let checked: Vec<_> = thread::scope(|scope| {
            let shares = failures.chunks(failures.len().div_ceil(THREADS));
            let shares: Vec<_> = shares.map(|failures| scope.spawn(move || check(failures))).collect();
            shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
        });
        for (failure, checked) in failures.iter().zip(&checked) {
            self.failures += 1;
            special(&failure.disk).for_each(|special| *self.special.entry(special).or_default() += 1);
            if let Err(wrong) = checked {
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("power-loss-{}", self.wrong.len()));
                let _ = std::fs::remove_dir_all(&kept);
                failure.disk.put(&kept);
                self.wrong.push(format!("{wrong}\n  {}\n  the files: {}", failure.when, kept.display()));
            }
        }
        checked.iter().all(Result::is_ok)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failures, {} wrong, on the disk {:?}", self.failures, self.wrong.len(), self.special)
    }
}

fn special(disk: &Disk) -> impl Iterator<Item = &'static str> {
    let paths = disk.paths();
    let has = |name: &str| paths.iter().any(|(_, path)| path.last().is_some_and(|last| last == name));
    let kinds = [
        ("no directory", !has("log")),
        ("no FORMAT", has("log") && !has("FORMAT")),
        ("no conf", has("FORMAT") && !has("conf")),
        ("no db", has("FORMAT") && !has("db")),
        ("UNDO", has("UNDO") || has("UNDO.new")),
        ("INDEX", has("INDEX")),
    ];
    kinds.into_iter().filter_map(|(kind, seen)| seen.then_some(kind))
}
