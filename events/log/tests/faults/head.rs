//! HEAD, and logs that are not what it says.

use std::fs;

use event_log::{Access, AppendError, EventLog, Fault, OpenError, Options, SledLog};
use events::Position;

use crate::common::{all, entry, fill, open, small};
use crate::logs::{EVENTS, assert_whole, closed_log, copy, copy_into, flipped, refused};

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
