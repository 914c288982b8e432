use std::fs;
use std::path::Path;

use events::{DeploymentSecret, InternshipId, Position};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::store::Store;
use crate::{Entry, EventLog, Options, SledLog};

const EVENTS: u64 = 40;

#[test]
fn a_process_that_was_killed_before_it_could_put_things_back_has_changed_nothing() {
    let (dir, whole, damaged) = damaged_log();
    for kills in 1..=2 {
        kill_after_the_engine_started(dir.path());
        assert!(dir.path().join(FILE).exists());
        assert!(db(dir.path()) != damaged, "the engine wrote over nothing: the test shows nothing");
        if kills == 2 {
            // Killed again while it was putting back: the half of it is not there.
            fs::write(dir.path().join("engine/db"), vec![7; damaged.len() / 2]).unwrap();
        }
        assert!(open(dir.path()).is_err());
        assert!(db(dir.path()) == damaged, "after {kills} kills");
        assert!(!dir.path().join(FILE).exists());
    }
    fs::write(dir.path().join("engine/db"), whole).unwrap();
    let log = open(dir.path()).unwrap();
    assert_eq!((log.head().position, log.verify(&mut |_| ()).unwrap().head), (Position(EVENTS), log.head()));
}

#[test]
fn a_reader_puts_back_what_a_killed_process_kept() {
    let (dir, _, damaged) = damaged_log();
    kill_after_the_engine_started(dir.path());
    let options = Options { access: crate::Access::Read, ..Options::default() };
    assert!(SledLog::open(dir.path(), options).unwrap().damage().is_some());
    assert!(db(dir.path()) == damaged);
}

#[test]
fn what_is_kept_is_not_put_back_if_it_is_damaged_and_unfinished_it_is_nothing() {
    let (dir, _, damaged) = damaged_log();
    kill_after_the_engine_started(dir.path());
    let path = dir.path().join(FILE);
    let kept = fs::read(&path).unwrap();
    for at in [3, kept.len() / 2, kept.len() - 1] {
        let mut spoilt = kept.clone();
        spoilt[at] ^= 1;
        fs::write(&path, spoilt).unwrap();
        let error = open(dir.path()).unwrap_err();
        assert!(error.to_string().contains("UNDO, which keeps"), "{error}");
    }
    fs::write(dir.path().join("UNDO.new"), &kept[..kept.len() / 2]).unwrap();
    fs::write(&path, kept).unwrap();
    assert!(open(dir.path()).is_err());
    assert!(db(dir.path()) == damaged);
    assert!(!dir.path().join("UNDO.new").exists());
}

#[test]
fn nothing_is_kept_on_disk_where_the_file_ends_in_empty_room() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    let directory = Directory::lock(dir.path()).unwrap();
    let snapshots = Snapshots::of(&directory.engine()).unwrap();
    for from in [0, snapshots.place()] {
        let undo = Undo::keep(&directory, snapshots.paths(), from).unwrap();
        assert!(matches!(undo.kept, Kept::InMemory(_)), "from {from}");
    }
}

fn kill_after_the_engine_started(dir: &Path) {
    let directory = Directory::lock(dir).unwrap();
    let snapshots = Snapshots::of(&directory.engine()).unwrap();
    let undo = Undo::keep(&directory, snapshots.paths(), snapshots.place()).unwrap();
    assert!(matches!(undo.kept, Kept::OnDisk));
    drop(Store::look(&directory.engine(), 1 << 20));
}

/// A log with a byte of its first event flipped; the engine's file without that, and with it.
fn damaged_log() -> (TempDir, Vec<u8>, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    let whole = db(dir.path());
    let mut damaged = whole.clone();
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    damaged[used / 2] ^= 0x10;
    fs::write(dir.path().join("engine/db"), &damaged).unwrap();
    (dir, whole, damaged)
}

fn fill(dir: &Path) {
    let log = open(dir).unwrap();
    for n in 0..EVENTS {
        let subject = InternshipId(Uuid::from_u128(u128::from(n))).subject();
        let id = DeploymentSecret::PUBLISHED.event(subject, "first");
        let leaf = format!("{{\"id\":\"{id}\",\"subject\":\"{subject}\"}}").into_bytes();
        log.append(Entry::new(id, subject, leaf, None), Position::START).wait().unwrap();
    }
    log.close().unwrap();
}

fn open(dir: &Path) -> Result<SledLog, OpenError> {
    SledLog::open(dir, Options::default())
}

fn db(dir: &Path) -> Vec<u8> {
    fs::read(dir.join("engine/db")).unwrap()
}
