//! Logs to damage, and what is asked of them afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use event_log::{Access, EventLog, OpenError, Options, SledLog};
use events::Position;
use tempfile::TempDir;

use crate::common::{entry, fill, open, small, subject};

pub(crate) const EVENTS: u64 = 120;

/// Whatever can be read is what was written; returns whether anything was found to be wrong.
pub(crate) fn assert_whole_or_refused(dir: &Path, how: &str) -> bool {
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

pub(crate) fn assert_only_what_was_written(log: &SledLog, how: &str) {
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
pub(crate) fn assert_whole(log: &SledLog) {
    assert_eq!(log.head().position, Position(EVENTS));
    assert_eq!(log.verify(&mut |_| ()).unwrap().head, log.head());
    assert_only_what_was_written(log, "whole");
    assert_eq!(log.history(&subject(3), Position::START).unwrap().len(), EVENTS as usize / 5);
}

/// A log that was written in several goes and closed.
pub(crate) fn closed_log() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (from, to) in [(0, 40), (40, 90), (90, EVENTS)] {
        let log = open(dir.path());
        fill(&log, from, to, 5);
        log.close().unwrap();
    }
    dir
}

#[track_caller]
pub(crate) fn refused(dir: &Path) -> OpenError {
    SledLog::open(dir, small()).expect_err("it should not have opened")
}

pub(crate) fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 0x04;
    bytes
}

/// Flips byte `at` of these bytes wherever they stand in the file, and says in how many places.
pub(crate) fn flip_wherever(path: &Path, bytes: &[u8], at: usize) -> usize {
    let mut file = fs::read(path).unwrap();
    let starts = file.iter().enumerate().filter(|(_, byte)| **byte == bytes[0]);
    let places: Vec<usize> = starts.map(|(place, _)| place).filter(|place| file[*place..].starts_with(bytes)).collect();
    places.iter().for_each(|place| file[place + at] ^= 0x04);
    fs::write(path, file).unwrap();
    places.len()
}

/// How far the file holds anything but the filling of its last segment.
pub(crate) fn used_bytes(path: &Path) -> usize {
    let bytes = fs::read(path).unwrap();
    let filling = *bytes.last().unwrap();
    bytes.iter().rposition(|byte| *byte != filling).unwrap()
}

pub(crate) fn files(dir: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)).map(|entry| entry.path()).collect()
}

pub(crate) fn copy(dir: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    copy_into(dir, to.path());
    to
}

pub(crate) fn copy_into(from: &Path, to: &Path) {
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
