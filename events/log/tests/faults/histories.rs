//! HISTORIES, damaged in every way: a history stays what it was, and the file is made again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use event_log::{EventLog, Options, SledLog};
use events::Position;
use tempfile::TempDir;

use crate::common::{entry, fill, small, subject};
use crate::logs::{EVENTS, assert_whole, closed_log, copy, copy_into, flipped};

fn histories(dir: &TempDir) -> PathBuf {
    dir.path().join("HISTORIES")
}

/// Its files, in the order of their names.
fn files(dir: &TempDir) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(histories(dir)).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// What its files are called, and their bytes.
fn content(dir: &TempDir) -> Vec<(String, Vec<u8>)> {
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files(dir).iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

fn bytes(dir: &TempDir) -> usize {
    content(dir).iter().map(|(_, bytes)| bytes.len()).sum()
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
fn flipped_bytes_in_histories_change_no_history_and_are_mended() {
    let dir = closed_log();
    assert!(bytes(&dir) > 2_000, "only {} bytes: there are hardly any pages", bytes(&dir));
    for (name, whole) in content(&dir) {
        for n in 0..12 {
            let at = n * whole.len() / 12;
            let damaged = copy(dir.path());
            fs::write(histories(&damaged).join(&name), flipped(&whole, at)).unwrap();
            assert_histories(damaged.path(), &format!("{name}, byte {at}"));
            assert_histories(damaged.path(), &format!("{name}, byte {at}, opened again"));
            let now = fs::read(histories(&damaged).join(&name)).unwrap_or_default();
            assert_ne!(now.get(at), Some(&(whole[at] ^ 0x04)), "{name}, byte {at}");
        }
    }
}

#[test]
fn histories_cut_off_anywhere_or_missing_are_made_again() {
    let dir = closed_log();
    let whole = bytes(&dir);
    for (name, bytes_of_file) in content(&dir) {
        for length in (0..bytes_of_file.len()).step_by(bytes_of_file.len() / 5) {
            let damaged = copy(dir.path());
            fs::write(histories(&damaged).join(&name), &bytes_of_file[..length]).unwrap();
            assert_histories(damaged.path(), &format!("{name}, {length} bytes"));
            assert!(bytes(&damaged) > whole / 2, "{name}, {length} bytes");
        }
        let damaged = copy(dir.path());
        fs::remove_file(histories(&damaged).join(&name)).unwrap();
        assert_histories(damaged.path(), &format!("{name}, missing"));
        assert!(bytes(&damaged) > whole / 2, "{name}, missing");
    }
    fs::remove_dir_all(histories(&dir)).unwrap();
    assert_histories(dir.path(), "missing");
    assert!(bytes(&dir) > 2_000);
}

#[test]
fn histories_of_another_log_are_not_believed() {
    let (dir, other) = (closed_log(), tempfile::tempdir().unwrap());
    let log = SledLog::open(other.path(), small()).unwrap();
    fill(&log, 1_000, 1_000 + EVENTS, 5);
    log.close().unwrap();
    let mixed = copy(dir.path());
    fs::remove_dir_all(histories(&mixed)).unwrap();
    copy_into(&histories(&other), &histories(&mixed));
    assert_histories(mixed.path(), "of another log");
}

#[test]
fn runs_are_taken_in_as_they_are_and_merged_when_there_are_four() {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::open(dir.path(), small()).unwrap();
    fill(&log, 0, 20 * EVENTS, 5);
    log.close().unwrap();
    let mut before = content(&dir);
    // A close breaks a merge off, and the next start takes it up: until nothing is left to merge.
    let limit = Instant::now() + Duration::from_secs(60);
    loop {
        let log = SledLog::open(dir.path(), Options { recent_bytes: usize::MAX, ..small() }).unwrap();
        while log.history(&subject(1), Position::START).unwrap().len() as u64 != 4 * EVENTS {}
        log.close().unwrap();
        let now = content(&dir);
        if now == before {
            break;
        }
        assert!(Instant::now() < limit, "{} files are still being merged", now.len());
        before = now;
    }
    let runs = before.iter().filter(|(name, _)| name != "DICTIONARY").count();
    assert!((1..12).contains(&runs), "{runs} runs are left");
    let log = SledLog::open(dir.path(), small()).unwrap();
    for about in 0..5 {
        let history = log.history(&subject(about), Position::START).unwrap();
        let expected = (0..20 * EVENTS).filter(|n| n % 5 == about).map(|n| Position(n + 1));
        assert!(history.iter().map(|stored| stored.position).eq(expected));
    }
}

#[test]
fn histories_that_cannot_be_written_stop_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(histories(&dir), "in the way").unwrap();
    let log = SledLog::open(dir.path(), small()).unwrap();
    fill(&log, 0, EVENTS, 5);
    assert_whole(&log);
    log.close().unwrap();
    fs::remove_file(histories(&dir)).unwrap();
    assert_histories(dir.path(), "written at last");
    assert!(bytes(&dir) > 2_000);
}
