//! The engine's own files.

use std::fs;

use event_log::{Access, EventLog, OpenError, Options, SledLog};
use events::Position;

use crate::common::{Random, entry, noisy, open, small};
use crate::logs::{assert_whole, assert_whole_or_refused, closed_log, copy, files, flipped, refused, used_bytes};

#[test]
fn a_snapshot_that_the_engine_did_not_finish_does_not_keep_the_log_shut() {
    let dir = closed_log();
    let torn = dir.path().join("engine/snap.00000000FFFFFFFF.generating");
    fs::write(&torn, b"half a snapshot").unwrap();
    assert_whole(&open(dir.path()));
    assert!(!torn.exists());
}

#[test]
fn a_damaged_snapshot_of_the_engine_is_done_without() {
    let dir = closed_log();
    // A second start, so that there is a snapshot with something in it.
    open(dir.path()).close().unwrap();
    let snapshots = files(&dir.path().join("engine"), "snap.");
    assert!(!snapshots.is_empty());
    for path in snapshots {
        let whole = fs::read(&path).unwrap();
        fs::write(&path, flipped(&whole, whole.len() / 2)).unwrap();
    }
    assert_whole(&open(dir.path()));
}

#[test]
fn what_the_engine_would_not_make_durable_is_found_out() {
    let dir = closed_log();
    assert_eq!(fs::read_dir(dir.path().join("engine/blobs")).unwrap().count(), 0);
    fs::write(dir.path().join("engine/blobs/0"), b"blob").unwrap();
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::Blobs { .. }), "{error}");
}

#[test]
fn a_truncated_engine_file_never_passes_for_a_whole_log() {
    let whole = closed_log();
    let used = used_bytes(&whole.path().join("engine/db"));
    let mut random = Random::seeded();
    for round in 0..24 {
        let dir = copy(whole.path());
        let length = if round == 0 { 0 } else { random.below(used) };
        let file = fs::OpenOptions::new().write(true).open(dir.path().join("engine/db")).unwrap();
        file.set_len(length as u64).unwrap();
        drop(file);
        assert_whole_or_refused(dir.path(), &format!("cut at {length} of {used}"));
    }
}

#[test]
fn flipped_bytes_in_the_engine_file_never_pass_for_events() {
    let whole = closed_log();
    let used = used_bytes(&whole.path().join("engine/db"));
    let mut random = Random::seeded();
    let mut refused = 0;
    for round in 0..60 {
        let dir = copy(whole.path());
        if round % 2 == 0 {
            // Without a snapshot the engine reads its whole file again.
            files(&dir.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let path = dir.path().join("engine/db");
        let at = random.below(used);
        fs::write(&path, flipped(&fs::read(&path).unwrap(), at)).unwrap();
        refused += u32::from(assert_whole_or_refused(dir.path(), &format!("byte {at} of {used}")));
    }
    println!("60 flips, {refused} of them refused or found, the others in what is no longer used");
    assert!(refused > 0, "no flip was found out: the test flips the wrong bytes");
}

#[test]
fn a_flipped_byte_in_what_the_engine_no_longer_reads_at_open_is_found_by_reading() {
    const MANY: u64 = 260;
    let whole = tempfile::tempdir().unwrap();
    let log = open(whole.path());
    for n in 0..MANY {
        log.append(noisy(n, n, 90_000), Position::START).wait().unwrap();
    }
    log.close().unwrap();
    open(whole.path()).close().unwrap();
    let mut random = Random::seeded();
    let mut found = 0;
    for _ in 0..8 {
        let dir = copy(whole.path());
        let path = dir.path().join("engine/db");
        let at = random.below(8 << 20);
        fs::write(&path, flipped(&fs::read(&path).unwrap(), at)).unwrap();
        let damage = match SledLog::open(dir.path(), small()) {
            Err(OpenError::Damaged { damage, .. }) => damage,
            Err(error) => panic!("byte {at}: {error}"),
            Ok(log) => match log.verify(&mut |_| ()) {
                Ok(_) => continue,
                Err(damage) => {
                    let read = log.batch(Position(damage.position.0 - 1), 1).unwrap_err();
                    assert!(read.to_string().contains(&format!("position {}", damage.position)), "{read}");
                    let later = log.batch(Position(MANY - 20), 1).unwrap();
                    assert_eq!(later.iter().next().unwrap().1, entry(MANY - 20, MANY - 20).leaf());
                    let log: &dyn EventLog = &log;
                    log.append(entry(MANY, MANY), Position::START).wait().unwrap();
                    damage
                }
            },
        };
        assert!(damage.position <= Position(MANY), "byte {at}: {damage}");
        found += 1;
    }
    assert!(found > 4, "only {found} of 8 flips were found");
}

#[test]
fn a_damaged_log_that_is_only_looked_at_stays_as_it_is() {
    let dir = closed_log();
    let db = dir.path().join("engine/db");
    let whole = fs::read(&db).unwrap();
    let damaged = flipped(&whole, used_bytes(&db) / 2);
    fs::write(&db, &damaged).unwrap();
    let log = SledLog::open(dir.path(), Options { access: Access::Read, ..small() }).unwrap();
    assert!(log.damage().is_some());
    log.close().unwrap();
    assert!(fs::read(&db).unwrap() == damaged, "the engine wrote over what it could not read");
    assert!(!dir.path().join("reading").exists());
}
