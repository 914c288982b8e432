//! Random histories, with the log in memory as the oracle: whatever is asked of both, the log on disk
//! answers the same, also after it was closed, or its index or pages were lost or damaged in the middle.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::path::Path;

use common::{all, noisy, sized, small, subject};
use event_log::{Entry, EventLog, MemoryLog, Options, SledLog};
use events::Position;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Something that is done to both logs.
#[derive(Clone, Debug)]
enum Step {
    /// Appends, each about a subject, all waiting together; `stale` of 0 has seen everything.
    Append(Vec<(u64, usize, usize, u64)>),
    /// Reads a subject's history and some of everything, from somewhere.
    Read { about: u64, after: u64, limit: usize },
    /// Closes and opens again, with or without the index that was spilled, and with what became of
    /// the pages.
    Reopen { keep_index: bool, pages: Pages, grow: usize, recent: usize, spill_every: u64 },
}

/// What becomes of HISTORIES, or of the longest file in it, while the log is closed.
#[derive(Clone, Copy, Debug)]
enum Pages {
    Kept,
    Lost,
    /// The byte at this many thousandths of its length is another.
    Flipped(usize),
    /// Only so many thousandths of it are left.
    Cut(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let append = (0..6_u64, 0..3_000_usize, 0..3_000_usize, prop_oneof![6 => Just(0_u64), 1 => 1..4_u64]);
    let recent = prop_oneof![Just(0_usize), Just(5_000), Just(50_000)];
    prop_oneof![
        6 => prop::collection::vec(append, 1..30).prop_map(Step::Append),
        2 => (0..7_u64, 0..80_u64, 0..60_usize)
            .prop_map(|(about, after, limit)| Step::Read { about, after, limit }),
        1 => (any::<bool>(), pages(), prop_oneof![Just(0), Just(4_000), Just(40_000)], recent, 1..100_u64)
            .prop_map(|(keep_index, pages, grow, recent, spill_every)| Step::Reopen {
                keep_index, pages, grow, recent, spill_every,
            }),
    ]
}

fn pages() -> impl Strategy<Value = Pages> {
    prop_oneof![
        3 => Just(Pages::Kept),
        1 => Just(Pages::Lost),
        2 => (0..1000_usize).prop_map(Pages::Flipped),
        2 => (0..1000_usize).prop_map(Pages::Cut),
    ]
}

#[test]
fn the_log_on_disk_answers_as_the_one_in_memory_whatever_happens() {
    let mut random = common::Random::seeded();
    let mut seed = [0; 32];
    seed.fill_with(|| u8::try_from(random.below(256)).unwrap());
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    runner
        .run(&prop::collection::vec(step(), 1..25), |steps| {
            play(&steps);
            Ok(())
        })
        .unwrap();
}

fn play(steps: &[Step]) {
    let dir = tempfile::tempdir().unwrap();
    let memory = MemoryLog::new();
    let mut disk = Some(SledLog::open(dir.path(), small()).unwrap());
    let mut n = 0;
    for step in steps {
        match step {
            Step::Append(appends) => append(&memory, disk.as_ref().unwrap(), appends, &mut n),
            Step::Read { about, after, limit } => {
                read(&memory, disk.as_ref().unwrap(), *about, Position(*after), *limit);
            }
            Step::Reopen { keep_index, pages, grow, recent, spill_every } => {
                disk.take().unwrap().close().unwrap();
                if !keep_index {
                    let _ = std::fs::remove_file(dir.path().join("INDEX"));
                }
                damage(&dir.path().join("HISTORIES"), *pages);
                let options =
                    Options { grow_blocks_to: *grow, recent_bytes: *recent, spill_every: *spill_every, ..small() };
                disk = Some(SledLog::open(dir.path(), options).unwrap());
            }
        }
        assert_eq!(disk.as_ref().unwrap().head(), memory.head());
    }
    let disk = disk.unwrap();
    assert_eq!(all(&disk, 20), all(&memory, 20));
    let (on_disk, in_memory) = (disk.verify(&mut |_| ()).unwrap(), memory.verify(&mut |_| ()).unwrap());
    assert_eq!(
        (on_disk.head, on_disk.subjects, on_disk.sealed),
        (in_memory.head, in_memory.subjects, in_memory.sealed)
    );
    assert_eq!(std::fs::read_dir(dir.path().join("engine/blobs")).unwrap().count(), 0);
}

fn damage(dir: &Path, pages: Pages) {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.collect();
    let longest = files.iter().max_by_key(|path| std::fs::metadata(path).unwrap().len());
    let Some(path) = longest else { return };
    let mut bytes = std::fs::read(path).unwrap();
    match pages {
        Pages::Kept => return,
        Pages::Lost => return std::fs::remove_dir_all(dir).unwrap(),
        Pages::Flipped(at) => {
            let at = bytes.len() * at / 1000;
            bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 0x20);
        }
        Pages::Cut(at) => bytes.truncate(bytes.len() * at / 1000),
    }
    std::fs::write(path, bytes).unwrap();
}

/// Sends all to the disk at once; memory, asked in the same order, must have said the same of each.
fn append(memory: &MemoryLog, disk: &SledLog, appends: &[(u64, usize, usize, u64)], n: &mut u64) {
    let mut answers = Vec::new();
    for (about, plain, noise, stale) in appends {
        *n += 1;
        let noisy = || noisy(*n, *about, *noise);
        let entry: Entry = if noise % 3 == 0 { noisy() } else { sized(*n, *about, *plain) };
        let expected = Position(memory.last(&subject(*about)).0.saturating_sub(*stale));
        let pending = disk.append(entry.clone(), expected);
        answers.push((pending, memory.append(entry, expected).wait()));
    }
    for (pending, expected) in answers {
        assert_eq!(pending.wait(), expected);
    }
}

fn read(memory: &MemoryLog, disk: &SledLog, about: u64, after: Position, limit: usize) {
    let about = subject(about);
    assert_eq!(disk.last(&about), memory.last(&about));
    assert_eq!(disk.history(&about, after), memory.history(&about, after));
    let (one, other) = (disk.batch(after, limit).unwrap(), memory.batch(after, limit).unwrap());
    assert!(one.iter().zip(other.iter()).all(|(one, other)| one == other));
    assert_eq!(one.is_empty(), other.is_empty());
    assert!(one.len() >= limit.min(usize::try_from(disk.head().position.0.saturating_sub(after.0)).unwrap()));
}
