//! The disk takes no more: the log stops, says why, goes on reading, and loses nothing acknowledged.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail")]
#![cfg(unix)]

mod common;

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::thread;

use common::{all, noisy, open, small, subject};
use event_log::{AppendError, EventLog, SledLog};
use events::Position;

const BYTES: usize = 20_000;
const THREADS: u64 = 4;

#[test]
fn a_full_disk_stops_the_log_and_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let mut known = HashMap::new();
    // The largest file may have so many KiB: in the first, second and third of the engine's segments.
    for (round, limit) in [3_000, 10_000, 15_000, 20_000].into_iter().enumerate() {
        let new = run_on_a_small_disk(dir.path(), round, limit);
        println!("files of at most {limit} KiB: {} events acknowledged", new.len());
        known.extend(new);
        let log = open(dir.path());
        assert_eq!(log.verify(&mut |_| ()).unwrap().head, log.head());
        let events = all(&log, 50);
        for (n, position) in &known {
            let (_, leaf, sealed) = &events[usize::try_from(*position).unwrap() - 1];
            let expected = noisy(*n, *n, BYTES);
            assert_eq!((leaf.as_slice(), sealed.as_deref()), (expected.leaf(), expected.sealed()), "event {n}");
        }
    }
    assert!(known.len() > 100, "only {} events", known.len());
}

/// A process that may not make a file larger than `limit` KiB, and is told so by an error.
fn run_on_a_small_disk(dir: &Path, round: usize, limit: u32) -> HashMap<u64, u64> {
    let output = Command::new("bash")
        .args(["-c", "ulimit -f \"$1\"; trap '' XFSZ; shift; exec \"$@\"", "sh", &limit.to_string()])
        .arg(std::env::current_exe().unwrap())
        .args(["the_child_on_a_small_disk", "--exact", "--ignored", "--nocapture"])
        .env("WAYMARK_FULL_DIR", dir)
        .env("WAYMARK_FULL_ROUND", round.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("stopped in order"), "{said}\n{complained}");
    assert!(!complained.contains("panicked"), "{complained}");
    let acks = said.lines().filter_map(|line| line.strip_prefix("ack ")?.split_once(' '));
    acks.map(|(n, position)| (n.parse().unwrap(), position.parse().unwrap())).collect()
}

#[test]
#[ignore = "a part of the test above, in a process of its own"]
fn the_child_on_a_small_disk() {
    let Some(dir) = std::env::var_os("WAYMARK_FULL_DIR") else { return };
    println!();
    let round: u64 = std::env::var("WAYMARK_FULL_ROUND").unwrap().parse().unwrap();
    let log = match SledLog::open(&dir, small()) {
        Ok(log) => log,
        Err(error) => return println!("not opened: {error}\nstopped in order"),
    };
    let ends: Vec<AppendError> = thread::scope(|scope| {
        let appenders = (0..THREADS).map(|thread| {
            let log = &log;
            scope.spawn(move || append_until_it_ends(log, round * 1_000_000 + thread * 10_000))
        });
        appenders.collect::<Vec<_>>().into_iter().map(|end| end.join().unwrap()).collect()
    });
    assert!(ends.iter().any(|end| matches!(end, AppendError::Unknown { .. })), "{ends:?}");
    println!("{}", ends[0]);
    let stopped = log.append(noisy(9_999_999, 9, BYTES), Position::START).wait().unwrap_err();
    assert!(matches!(stopped, AppendError::Stopped { .. }), "{stopped}");
    assert_eq!(log.stopped(), Some(stopped.to_string()));
    println!("{stopped}");
    let events = all(&log, 10);
    assert_eq!(events.len() as u64, log.head().position.0);
    if let Some(stored) = log.history(&subject(0), Position::START).unwrap().first() {
        assert_eq!(stored.leaf, noisy(0, 0, BYTES).leaf());
    }
    log.verify(&mut |_| ()).unwrap();
    let closed = log.close().unwrap_err();
    println!("{closed}\nstopped in order");
}

fn append_until_it_ends(log: &SledLog, from: u64) -> AppendError {
    for n in from.. {
        match log.append(noisy(n, n, BYTES), Position::START).wait() {
            Ok(appended) => println!("ack {n} {}", appended.position),
            Err(error) => return error,
        }
    }
    unreachable!("the disk is never full")
}
