//! A disk that takes nothing more, from any call on: that is answered with an error, never with a panic.

use event_log::{EventLog as _, Options, SledLog};

use crate::common::Random;
use crate::disk::{Disk, Luck};
use crate::lives::{Length, Roots, acknowledge, acknowledged, append, check, live, log_in};
use crate::trace::{Tracing, fail_after};

#[test]
fn a_disk_that_fails_is_answered_with_an_error_and_loses_nothing() {
    let mut random = Random::seeded();
    let empty = Disk::of(tempfile::tempdir().unwrap().path());
    let closed = empty.after(&live(&empty, Length::Short, &mut random), Luck::Everything, &mut random);
    let mut roots = Roots::default();
    roots.know(1_000);
    for before in [empty, closed] {
        for error in [libc::EIO, libc::ENOSPC] {
            let (mut calls, mut refused) = (0, 0);
            while !ends_in_order(&before, calls, error, &mut refused, &roots) {
                calls += 1;
            }
            println!("error {error}: at each of {calls} calls, {refused} of them while the log was opened");
            assert!(calls > 20 && 5 < refused && refused < calls, "{calls} calls, {refused} while it was opened");
        }
    }
}

/// Opens, appends and closes; after so many calls every call fails. Whether none did.
fn ends_in_order(before: &Disk, calls: usize, error: i32, refused: &mut usize, roots: &Roots) -> bool {
    let tracing = Tracing::begin(before);
    fail_after(calls, error);
    let closed = match SledLog::open(log_in(tracing.root()), Options::default()) {
        Ok(log) => {
            acknowledge(log.head().position.0);
            (0..4).for_each(|_| drop(append(&log, 2, acknowledge)));
            log.close().map_err(|error| error.to_string())
        }
        Err(error) => {
            *refused += 1;
            Err(error.to_string())
        }
    };
    let steps = tracing.end();
    let left = before.after(&steps, Luck::Nothing, &mut Random::from(0));
    let known = acknowledged(&steps);
    check(&left, known, roots).unwrap_or_else(|wrong| panic!("after {calls} calls, {closed:?}: {wrong}"));
    closed.is_ok()
}
