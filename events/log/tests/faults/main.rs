//! Files that are damaged, missing, too new, or in use: each is told apart and says what to do next,
//! and nothing is read that was not written.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

#[path = "../common/mod.rs"]
mod common;
mod engine;
mod head;
mod histories;
mod logs;
mod refused;

use std::fs;

use common::{Random, fill, open, small};
use event_log::{Access, OpenError, Options, SledLog};
use logs::{EVENTS, assert_whole, closed_log, flipped, refused};

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
