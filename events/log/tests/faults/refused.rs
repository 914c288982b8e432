//! A log that is refused for writing stays as it is: what is behind the damage can still be saved.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use event_log::{Access, EventLog, OpenError, Options, SledLog};
use events::Position;

use crate::common::{Random, all, noisy, open, small};
use crate::logs::{assert_whole, closed_log, copy, files, flip_wherever, flipped, used_bytes};

/// Of the engine's file.
const SEGMENT: usize = 8 * 1024 * 1024;

#[test]
fn a_log_that_is_refused_for_a_flipped_byte_stays_as_it_is_and_is_whole_without_it() {
    let whole = closed_log();
    let used = used_bytes(&whole.path().join("engine/db"));
    let mut random = Random::seeded();
    let mut refused = 0;
    // The first ones always: the head of a segment and of its first messages.
    let places: Vec<usize> = (0..60).step_by(5).chain((0..30).map(|_| random.below(used))).collect();
    for (round, at) in places.into_iter().enumerate() {
        let dir = copy(whole.path());
        if round % 2 == 0 {
            files(&dir.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let db = dir.path().join("engine/db");
        let bytes = fs::read(&db).unwrap();
        fs::write(&db, flipped(&bytes, at)).unwrap();
        if assert_refused_untouched(dir.path(), &format!("byte {at} of {used}")) {
            refused += 1;
            fs::write(&db, &bytes).unwrap();
            assert_whole(&open(dir.path()));
        }
    }
    // Of the first 20 bytes each counts: the head of a segment that is in use.
    println!("{refused} of 42 refused");
    assert!(refused >= 4, "{refused}");
}

#[test]
fn a_log_that_is_refused_because_it_is_cut_off_stays_as_it_is() {
    let whole = closed_log();
    let bytes = fs::read(whole.path().join("engine/db")).unwrap();
    let used = used_bytes(&whole.path().join("engine/db"));
    let mut random = Random::seeded();
    for round in 0..24 {
        let dir = copy(whole.path());
        if round % 2 == 0 {
            files(&dir.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let length = if round < 2 { 0 } else { random.below(used) };
        let db = dir.path().join("engine/db");
        fs::write(&db, &bytes[..length]).unwrap();
        if assert_refused_untouched(dir.path(), &format!("cut at {length} of {used}")) {
            fs::write(&db, &bytes).unwrap();
            assert_whole(&open(dir.path()));
        }
    }
}

#[test]
fn what_stands_in_later_segments_than_the_damage_is_still_there_after_the_refusal() {
    const MANY: u64 = 200;
    let whole = tempfile::tempdir().unwrap();
    let log = open(whole.path());
    let noise = |n| noisy(n, n, 90_000);
    for n in 0..MANY {
        log.append(noise(n), Position::START).wait().unwrap();
    }
    log.close().unwrap();
    fs::remove_file(whole.path().join("INDEX")).unwrap();
    let reference = copy(whole.path());
    let events = all(&open(reference.path()), 50);
    let mut random = Random::seeded();
    for (n, with_snapshots) in [(3, false), (120, false), (199, false), (199, true)] {
        let dir = copy(whole.path());
        if !with_snapshots {
            files(&dir.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let at = random.below(90_000);
        let flip = || flip_wherever(&dir.path().join("engine/db"), noise(n).sealed().unwrap(), at);
        assert!(flip() > 0);
        assert!(assert_refused_untouched(dir.path(), &format!("byte {at} of event {n}")), "event {n} was not missed");
        unflip(dir.path(), noise(n).sealed().unwrap(), at);
        let log = open(dir.path());
        assert!(all(&log, 50) == events, "not every event is there");
        log.verify(&mut |_| ()).unwrap();
    }
}

#[test]
fn a_log_that_an_operator_lets_go_on_after_a_loss_is_changed_only_then() {
    let whole = closed_log();
    let db = whole.path().join("engine/db");
    files(&whole.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
    let bytes = fs::read(&db).unwrap();
    let damaged = flipped(&bytes, used_bytes(&db) / 2);
    fs::write(&db, &damaged).unwrap();
    let Err(OpenError::Damaged { damage, .. }) = SledLog::open(whole.path(), small()) else { panic!("it opened") };
    let last = Position(damage.position.0 - 1);
    let after = |position| Options { access: Access::WriteAfterLoss(position), ..small() };
    let other = SledLog::open(whole.path(), after(Position(last.0 - 1))).unwrap_err();
    assert!(matches!(other, OpenError::OtherLoss { .. }), "{other}");
    assert!(fs::read(&db).unwrap() == damaged);
    SledLog::open(whole.path(), after(last)).unwrap().close().unwrap();
    let log = open(whole.path());
    assert_eq!(log.head().position, last);
}

/// Opens for writing; whether that was refused, and then nothing of the engine's is another.
#[track_caller]
fn assert_refused_untouched(dir: &Path, how: &str) -> bool {
    let engine = dir.join("engine");
    let before = contents(&engine);
    let refused = match SledLog::open(dir, small()) {
        Ok(_) => return false,
        Err(error @ (OpenError::Damaged { .. } | OpenError::Engine { .. })) => error,
        Err(error) => panic!("{how}: {error}"),
    };
    let after = contents(&engine);
    assert!(after.keys().eq(before.keys()), "{how}: {:?} are there", after.keys());
    for (name, bytes) in &after {
        assert!(before[name] == *bytes, "{how}: {name} has changed though it was refused: {refused}");
    }
    assert!(!dir.join("UNDO").exists() && !dir.join("UNDO.new").exists(), "{how}");
    true
}

/// The engine's data and snapshots; `conf` is the same in all logs. Without up to where a later segment
/// than the first says that the log was durable: that is put right before anything is looked at.
fn contents(engine: &Path) -> BTreeMap<String, Vec<u8>> {
    let paths = [files(engine, "db"), files(engine, "snap.")].concat();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut contents: BTreeMap<_, _> = paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect();
    for segment in contents.get_mut("db").unwrap().chunks_mut(SEGMENT).skip(1) {
        segment.iter_mut().take(4).for_each(|checksum| *checksum = 0);
        segment.iter_mut().take(20).skip(12).for_each(|durable| *durable = 0);
    }
    contents
}

fn unflip(dir: &Path, bytes: &[u8], at: usize) {
    let mut flipped = bytes.to_vec();
    flipped[at] ^= 0x04;
    assert!(flip_wherever(&dir.join("engine/db"), &flipped, at) > 0);
}
