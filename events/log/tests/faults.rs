//! Files that are damaged, missing, too new, or in use: each is told apart and says what to do next,
//! and nothing is read that was not written.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Random, all, entry, fill, noisy, open, small, subject};
use event_log::{Access, AppendError, EventLog, Fault, OpenError, Options, SledLog};
use events::Position;
use tempfile::TempDir;

const EVENTS: u64 = 120;

#[test]
fn a_log_of_a_newer_format_is_refused_with_a_sentence() {
    let dir = closed_log();
    fs::write(dir.path().join("FORMAT"), "waymark event log\nformat 2\n").unwrap();
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::Newer { found: 2, known: 1, .. }), "{error}");
    assert!(error.to_string().contains("use the newer version that wrote it"), "{error}");
}

#[test]
fn flipped_bytes_in_format_are_found_out() {
    let dir = closed_log();
    let path = dir.path().join("FORMAT");
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        fs::write(&path, flipped(&whole, at)).unwrap();
        match SledLog::open(dir.path(), small()) {
            Err(OpenError::NotALog { .. } | OpenError::Newer { .. }) => (),
            // The last line's end may be missing or another: the two lines still read the same.
            Ok(_) => assert_eq!(at, whole.len() - 1),
            Err(error) => panic!("byte {at}: {error}"),
        }
    }
    fs::remove_file(&path).unwrap();
    let error = refused(dir.path());
    assert!(error.to_string().contains("FORMAT is missing"), "{error}");
    fs::write(&path, &whole).unwrap();
    assert_whole(&open(dir.path()));
}

#[test]
fn a_log_that_is_open_is_not_opened_again() {
    let dir = closed_log();
    let first = open(dir.path());
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::AlreadyOpen { .. }), "{error}");
    assert!(error.to_string().contains("already open by another process"), "{error}");
    let read = Options { access: Access::Read, ..small() };
    assert!(matches!(SledLog::open(dir.path(), read), Err(OpenError::AlreadyOpen { .. })));
    first.close().unwrap();
    assert_whole(&open(dir.path()));
}

#[test]
fn an_index_that_is_missing_torn_or_flipped_costs_time_and_nothing_else() {
    let dir = closed_log();
    let path = dir.path().join("INDEX");
    let whole = fs::read(&path).unwrap();
    let mut random = Random::seeded();
    for round in 0..20 {
        match round % 3 {
            0 => fs::remove_file(&path).unwrap(),
            1 => fs::write(&path, &whole[..random.below(whole.len())]).unwrap(),
            _ => fs::write(&path, flipped(&whole, random.below(whole.len()))).unwrap(),
        }
        let log = open(dir.path());
        assert_whole(&log);
        log.close().unwrap();
        assert!(path.exists(), "a new one is written");
    }
}

#[test]
fn an_index_of_another_log_is_not_believed() {
    let (dir, other) = (closed_log(), tempfile::tempdir().unwrap());
    let log = open(other.path());
    fill(&log, 1_000, 1_000 + EVENTS - 7, 5);
    log.close().unwrap();
    fs::copy(other.path().join("INDEX"), dir.path().join("INDEX")).unwrap();
    assert_whole(&open(dir.path()));
}

#[test]
fn head_survives_the_loss_of_one_record_and_the_loss_of_both_is_refused() {
    let dir = closed_log();
    let path = dir.path().join("HEAD");
    let whole = fs::read(&path).unwrap();
    for slot in [0, 4096] {
        for at in [0, 9, 17, 30, 60] {
            fs::write(&path, flipped(&whole, slot + at)).unwrap();
            assert_whole(&open(dir.path()));
        }
    }
    fs::write(&path, flipped(&flipped(&whole, 20), 4096 + 40)).unwrap();
    let error = refused(dir.path());
    assert!(error.to_string().contains("neither of the two records in HEAD"), "{error}");
    let after = |position| Options { access: Access::WriteAfterLoss(Position(position)), ..small() };
    let other = SledLog::open(dir.path(), after(EVENTS - 1)).unwrap_err();
    assert!(matches!(other, OpenError::OtherLoss { found: Position(EVENTS), .. }), "{other}");
    assert_whole(&SledLog::open(dir.path(), after(EVENTS)).unwrap());
    assert_whole(&open(dir.path()));
    fs::remove_file(&path).unwrap();
    let error = refused(dir.path());
    assert!(error.to_string().contains("HEAD is missing"), "{error}");
}

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
fn a_log_shorter_than_its_head_is_refused_read_and_taken_up_again_only_on_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    fill(&log, 0, 50, 5);
    log.close().unwrap();
    let earlier = copy(dir.path());
    let log = open(dir.path());
    fill(&log, 50, EVENTS, 5);
    log.close().unwrap();
    fs::remove_dir_all(dir.path().join("engine")).unwrap();
    copy_into(&earlier.path().join("engine"), &dir.path().join("engine"));

    let error = refused(dir.path());
    let OpenError::Damaged { damage, .. } = &error else { panic!("{error}") };
    assert_eq!(damage.position, Position(51));
    assert_eq!(damage.fault, Fault::Shorter { recorded: Position(EVENTS), found: Position(50) });
    assert!(error.to_string().contains("HEAD records 120 events but the log ends at 50"), "{error}");
    assert!(error.to_string().contains("from a backup"), "{error}");

    let read = SledLog::open(dir.path(), Options { access: Access::Read, ..small() }).unwrap();
    assert_eq!(all(&read, 7).len(), 50);
    let append = read.append(entry(999, 999), Position::START).wait();
    assert!(matches!(append, Err(AppendError::Stopped { .. })), "{append:?}");
    drop(read);
    refused(dir.path());

    let after = |position| Options { access: Access::WriteAfterLoss(Position(position)), ..small() };
    assert!(matches!(SledLog::open(dir.path(), after(49)), Err(OpenError::OtherLoss { .. })));
    let log = SledLog::open(dir.path(), after(50)).unwrap();
    fill(&log, 50, EVENTS, 5);
    log.close().unwrap();
    assert_whole(&open(dir.path()));
}

#[test]
fn a_log_of_other_events_than_its_head_records_is_refused() {
    let (dir, other) = (closed_log(), tempfile::tempdir().unwrap());
    let log = open(other.path());
    fill(&log, 1_000, 1_000 + EVENTS + 9, 5);
    log.close().unwrap();
    for file in ["engine", "INDEX"] {
        let (from, to) = (other.path().join(file), dir.path().join(file));
        if from.is_dir() {
            fs::remove_dir_all(&to).unwrap();
            copy_into(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
    let error = refused(dir.path());
    let OpenError::Damaged { damage, .. } = &error else { panic!("{error}") };
    assert_eq!(damage.position, Position(EVENTS));
    assert!(matches!(damage.fault, Fault::OtherEvents { .. }), "{damage}");
    let loss = Options { access: Access::WriteAfterLoss(Position(EVENTS)), ..small() };
    assert!(SledLog::open(dir.path(), loss).is_err(), "other events are no mere loss");
}

#[test]
fn an_engine_that_is_gone_is_not_taken_for_an_empty_log() {
    let dir = closed_log();
    fs::remove_dir_all(dir.path().join("engine")).unwrap();
    let error = refused(dir.path());
    assert!(error.to_string().contains("HEAD records 120 events but the log ends at 0"), "{error}");
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

/// Whatever can be read is what was written; returns whether anything was found to be wrong.
fn assert_whole_or_refused(dir: &Path, how: &str) -> bool {
    match SledLog::open(dir, small()) {
        Ok(log) => match log.verify(&mut |_| ()) {
            Ok(_) => {
                assert_whole(&log);
                false
            }
            Err(damage) => {
                assert!(damage.position <= Position(EVENTS), "{how}: {damage}");
                assert_only_what_was_written(&log, how);
                true
            }
        },
        Err(OpenError::Damaged { damage, .. }) => {
            assert!(damage.to_string().contains("position"), "{how}: {damage}");
            if let Ok(log) = SledLog::open(dir, Options { access: Access::Read, ..small() }) {
                assert_only_what_was_written(&log, how);
            }
            true
        }
        Err(OpenError::Engine { reason, .. }) => {
            assert!(!reason.is_empty(), "{how}");
            true
        }
        Err(error) => panic!("{how}: {error}"),
    }
}

fn assert_only_what_was_written(log: &SledLog, how: &str) {
    let mut after = Position::START;
    while let Ok(batch) = log.batch(after, 10) {
        if batch.is_empty() {
            break;
        }
        for (position, leaf, sealed) in batch.iter() {
            let n = position.0 - 1;
            assert_eq!((leaf, sealed), (entry(n, n % 5).leaf(), entry(n, n % 5).sealed()), "{how}");
        }
        after = batch.last();
    }
    for about in 0..5 {
        let _ = log.history(&subject(about), Position::START);
    }
}

#[track_caller]
fn assert_whole(log: &SledLog) {
    assert_eq!(log.head().position, Position(EVENTS));
    assert_eq!(log.verify(&mut |_| ()).unwrap().head, log.head());
    assert_only_what_was_written(log, "whole");
    assert_eq!(log.history(&subject(3), Position::START).unwrap().len(), EVENTS as usize / 5);
}

/// A log that was written in several goes and closed.
fn closed_log() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (from, to) in [(0, 40), (40, 90), (90, EVENTS)] {
        let log = open(dir.path());
        fill(&log, from, to, 5);
        log.close().unwrap();
    }
    dir
}

#[track_caller]
fn refused(dir: &Path) -> OpenError {
    SledLog::open(dir, small()).expect_err("it should not have opened")
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 0x04;
    bytes
}

/// How far the file holds anything but the filling of its last segment.
fn used_bytes(path: &Path) -> usize {
    let bytes = fs::read(path).unwrap();
    let filling = *bytes.last().unwrap();
    bytes.iter().rposition(|byte| *byte != filling).unwrap()
}

fn files(dir: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path())
        .collect()
}

fn copy(dir: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    copy_into(dir, to.path());
    to
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
