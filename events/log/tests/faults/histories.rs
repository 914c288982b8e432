//! HISTORIES, damaged in every way: a history stays what it was, and the file is made again.

use std::fs;
use std::path::{Path, PathBuf};

use event_log::{EventLog, Options, SledLog};
use events::Position;
use tempfile::TempDir;

use crate::common::{entry, fill, small, subject};
use crate::logs::{EVENTS, assert_whole, closed_log, copy, copy_into, flipped};

fn file(dir: &TempDir) -> PathBuf {
    dir.path().join("HISTORIES")
}

/// Opens, reads every history and closes.
#[track_caller]
fn assert_histories(dir: &Path, how: &str) {
    let log = SledLog::open(dir, small()).unwrap();
    for about in 0..5 {
        let history = log.history(&subject(about), Position::START).unwrap();
        let expected = (0..EVENTS).filter(|n| n % 5 == about);
        assert_eq!(history.len() as u64, EVENTS / 5, "{how}");
        for (stored, n) in history.iter().zip(expected) {
            let written = entry(n, about);
            let found = (stored.position, stored.leaf.as_slice(), stored.sealed.as_deref());
            assert_eq!(found, (Position(n + 1), written.leaf(), written.sealed()), "{how}");
        }
    }
    log.close().unwrap();
}

#[test]
fn flipped_bytes_in_histories_change_no_history_and_those_that_are_read_are_mended() {
    let dir = closed_log();
    let whole = fs::read(file(&dir)).unwrap();
    assert!(whole.len() > 2_000, "only {} bytes: there are hardly any pages", whole.len());
    let (mut left, tried) = (0, 60);
    for n in 0..tried {
        let at = n * whole.len() / tried;
        let damaged = copy(dir.path());
        fs::write(file(&damaged), flipped(&whole, at)).unwrap();
        assert_histories(damaged.path(), &format!("byte {at}"));
        assert_histories(damaged.path(), &format!("byte {at}, opened again"));
        let now = fs::read(file(&damaged)).unwrap();
        left += usize::from(now.get(at) == Some(&(whole[at] ^ 0x04)));
    }
    // What is not read is not mended: the runs' lists of subjects, which INDEX holds as well.
    assert!(left * 3 < tried, "{left} of {tried} flips were left as they were");
}

#[test]
fn histories_cut_off_anywhere_or_missing_is_made_again() {
    let dir = closed_log();
    let whole = fs::read(file(&dir)).unwrap();
    for length in (0..whole.len()).step_by(whole.len() / 15) {
        let damaged = copy(dir.path());
        fs::write(file(&damaged), &whole[..length]).unwrap();
        assert_histories(damaged.path(), &format!("{length} bytes"));
        assert!(fs::metadata(file(&damaged)).unwrap().len() > length as u64 / 2, "{length} bytes");
    }
    fs::remove_file(file(&dir)).unwrap();
    assert_histories(dir.path(), "missing");
    assert!(fs::metadata(file(&dir)).unwrap().len() > 2_000);
}

#[test]
fn histories_of_another_log_is_not_believed() {
    let (dir, other) = (closed_log(), tempfile::tempdir().unwrap());
    let log = SledLog::open(other.path(), small()).unwrap();
    fill(&log, 1_000, 1_000 + EVENTS, 5);
    log.close().unwrap();
    for keep_index in [true, false] {
        let mixed = copy(dir.path());
        fs::copy(file(&other), file(&mixed)).unwrap();
        if !keep_index {
            fs::remove_file(mixed.path().join("INDEX")).unwrap();
        }
        assert_histories(mixed.path(), "of another log");
    }
}

#[test]
fn runs_written_after_index_are_taken_in() {
    let dir = closed_log();
    let index = fs::read(dir.path().join("INDEX")).unwrap();
    let log = SledLog::open(dir.path(), small()).unwrap();
    fill(&log, EVENTS, 3 * EVENTS, 5);
    log.close().unwrap();
    let whole = fs::read(file(&dir)).unwrap();
    fs::write(dir.path().join("INDEX"), index).unwrap();
    // Nothing is left to write, so that the file is what it was.
    SledLog::open(dir.path(), Options { recent_bytes: usize::MAX, ..small() }).unwrap().close().unwrap();
    assert_eq!(fs::read(file(&dir)).unwrap(), whole);
}

#[test]
fn histories_that_cannot_be_written_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(file(&dir)).unwrap();
    let log = SledLog::open(dir.path(), small()).unwrap();
    fill(&log, 0, EVENTS, 5);
    assert_whole(&log);
    log.close().unwrap();
    fs::remove_dir(file(&dir)).unwrap();
    let moved = tempfile::tempdir().unwrap();
    copy_into(dir.path(), moved.path());
    assert_histories(moved.path(), "written at last");
    assert!(fs::metadata(file(&moved)).unwrap().len() > 2_000);
}
