//! The engine's own files.

use std::fs;

use event_log::{Access, EventLog, OpenError, Options, SledLog};
use events::Position;

use crate::common::{Random, entry, noisy, open, small};
use crate::logs::{
    assert_whole, assert_whole_or_refused, closed_log, copy, files, flip_wherever, flipped, refused, used_bytes,
};

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
fn a_conf_that_is_torn_flipped_or_gone_does_not_keep_the_log_shut() {
    let dir = closed_log();
    let path = dir.path().join("engine/conf");
    let whole = fs::read(&path).unwrap();
    let bad = (0..whole.len()).step_by(3).flat_map(|at| [whole[..at].to_vec(), flipped(&whole, at)]);
    for bytes in bad.map(Some).chain([None]) {
        match &bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        assert_whole(&open(dir.path()));
        assert_eq!(fs::read(&path).unwrap(), whole, "from {bytes:?}");
    }
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
    let mut found = 0;
    for round in 0..60 {
        let dir = copy(whole.path());
        if round % 2 == 0 {
            // Without a snapshot the engine reads its whole file again.
            files(&dir.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let path = dir.path().join("engine/db");
        let at = random.below(used);
        fs::write(&path, flipped(&fs::read(&path).unwrap(), at)).unwrap();
        found += u32::from(assert_whole_or_refused(dir.path(), &format!("byte {at} of {used}")));
    }
    println!("60 flips, {found} of them refused or found, the others in what is no longer used");
}

#[test]
fn a_flipped_byte_in_the_last_block_is_found_at_open() {
    let whole = closed_log();
    let log = open(whole.path());
    let root = log.head().root;
    log.close().unwrap();
    for with_snapshot in [true, false] {
        let dir = copy(whole.path());
        if !with_snapshot {
            files(&dir.path().join("engine"), "snap.").iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let path = dir.path().join("engine/db");
        // The root stands in the last block and in nothing that the engine has written before it.
        let copies = flip_wherever(&path, &root.0, 7);
        assert!(copies > 0, "the root stands nowhere");
        assert!(assert_whole_or_refused(dir.path(), "the last block"), "nothing was found, snapshot: {with_snapshot}");
    }
}

#[test]
fn a_flipped_byte_in_what_the_engine_no_longer_reads_at_open_is_found_by_reading() {
    const MANY: u64 = 260;
    const NOISE: usize = 90_000;
    let whole = tempfile::tempdir().unwrap();
    let log = open(whole.path());
    for n in 0..MANY {
        log.append(noisy(n, n, NOISE), Position::START).wait().unwrap();
    }
    log.close().unwrap();
    open(whole.path()).close().unwrap();
    let mut random = Random::seeded();
    // Of some 93 events a segment: not in the last one, which the engine reads again, and not on the
    // first page, where opening counts itself.
    for n in [30, 55, 77, 95, 110, 130, 150, 165] {
        let dir = copy(whole.path());
        // Noise cannot be packed: it stands in the file as it is, wherever the engine has put it.
        let damaged = noisy(n, n, NOISE);
        let at = random.below(NOISE);
        assert!(flip_wherever(&dir.path().join("engine/db"), damaged.sealed().unwrap(), at) > 0, "event {n}");
        let log = open(dir.path());
        let damage = log.verify(&mut |_| ()).unwrap_err();
        // The engine reads all blocks of a page or none: at most 16 before this one.
        let found = damage.position.0;
        assert!((n + 1).saturating_sub(16) <= found && found <= n + 1, "byte {at} of event {n}: {damage}");
        for unreadable in [found, n + 1] {
            let read = log.batch(Position(unreadable - 1), 1).unwrap_err();
            assert!(read.to_string().contains(&format!("position {unreadable}")), "{read}");
        }
        let later = log.batch(Position(MANY - 20), 1).unwrap();
        assert_eq!(later.iter().next().unwrap().1, noisy(MANY - 20, MANY - 20, NOISE).leaf());
        let log: &dyn EventLog = &log;
        log.append(entry(MANY, MANY), Position::START).wait().unwrap();
    }
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
