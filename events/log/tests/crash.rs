//! The process is killed while many threads append, again and again on the same directories. Whatever
//! was acknowledged must be there, with the same bytes, in a log that is whole.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use common::{Random, all, entry, open, small, subject};
use event_log::{EventLog, Options, SledLog};
use events::Position;

const DIRECTORIES: u64 = 4;
const ROUNDS: u64 = 52;
const THREADS: u64 = 6;
/// Event numbers: the round's millions, the thread's hundred thousands, and a count.
const ROUND: u64 = 1_000_000;
const THREAD: u64 = 100_000;

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let mut random = Random::seeded();
    let started = Instant::now();
    let (mut acknowledged, mut there) = (0, 0);
    for _ in 0..DIRECTORIES {
        let dir = tempfile::tempdir().unwrap();
        let mut known = HashMap::new();
        for round in 0..ROUNDS {
            // Some at once, some after hundreds; whatever the seed, never few in all.
            let least = [0, 1, 15, 60][usize::try_from(round + round / 4).unwrap() % 4];
            let acks = least + random.below(2 * least + 1);
            let new = run_and_kill(dir.path(), round, acks);
            acknowledged += new.len();
            known.extend(new);
            // Most rounds open what the kill left behind in the next child; some look at it here.
            if round % 4 == 3 {
                check(dir.path(), &known);
            }
        }
        there += check(dir.path(), &known);
    }
    let rounds = DIRECTORIES * ROUNDS;
    let seconds = started.elapsed().as_secs();
    println!("{rounds} rounds, {acknowledged} events acknowledged, {there} there, lost 0, {seconds} s");
    assert!(acknowledged > 1_000, "only {acknowledged}: the test kills too early");
}

/// Runs until `acks` acknowledgements were read, kills, and returns all that were written.
fn run_and_kill(dir: &Path, round: u64, acks: usize) -> HashMap<u64, u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["the_child_that_is_killed", "--exact", "--ignored", "--nocapture"])
        .env("WAYMARK_CRASH_DIR", dir)
        .env("WAYMARK_CRASH_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = HashMap::new();
    let mut killed = false;
    for line in lines.map_while(Result::ok) {
        if let Some((n, position)) = line.strip_prefix("ack ").and_then(|ack| ack.split_once(' ')) {
            let (Ok(n), Ok(position)) = (n.parse(), position.parse()) else { break };
            assert_eq!(acknowledged.insert(n, position), None, "event {n} acknowledged twice");
        }
        let ready = line == "open" || line.starts_with("ack ");
        if ready && acknowledged.len() >= acks && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(killed, "the child ended by itself after {} events", acknowledged.len());
    child.wait().unwrap();
    acknowledged
}

/// Opens, and holds the log against everything that was ever acknowledged.
fn check(dir: &Path, known: &HashMap<u64, u64>) -> usize {
    let log = open(dir);
    let verified = log.verify(&mut |_| ()).unwrap();
    let events = all(&log, 100);
    assert_eq!(verified.head, log.head());
    assert_eq!(events.len() as u64, log.head().position.0);
    assert!(events.iter().zip(1..).all(|((position, ..), n)| *position == Position(n)));
    for (n, position) in known {
        let (_, leaf, sealed) = &events[usize::try_from(*position).unwrap() - 1];
        let expected = entry(*n, about(*n));
        assert_eq!(leaf, expected.leaf(), "event {n} at {position}");
        assert_eq!(sealed.as_deref(), expected.sealed(), "event {n} at {position}");
    }
    // Pages may have been half written when the process was killed.
    for about in known.keys().map(|n| about(*n)).collect::<HashSet<_>>() {
        let its = format!("\"subject\":\"{}\"", subject(about));
        let its = |leaf: &[u8]| leaf.windows(its.len()).any(|window| window == its.as_bytes());
        let expected = events.iter().filter(|(_, leaf, _)| its(leaf));
        let history = log.history(&subject(about), Position::START).unwrap();
        assert!(expected.eq(&history.into_iter().map(|it| (it.position, it.leaf, it.sealed)).collect::<Vec<_>>()));
    }
    known.len()
}

/// Threads have subjects of their own and one that they contend for.
fn about(n: u64) -> u64 {
    if n.is_multiple_of(5) { 0 } else { 1 + n / THREAD % (ROUND / THREAD) * 3 + n % 3 }
}

#[test]
#[ignore = "a part of the test above, in a process of its own"]
fn the_child_that_is_killed() {
    let Some(dir) = std::env::var_os("WAYMARK_CRASH_DIR") else { return };
    let round: u64 = std::env::var("WAYMARK_CRASH_ROUND").unwrap().parse().unwrap();
    // Odd rounds spill the index all the time, so that kills meet it half done.
    let spill_every = if round % 2 == 1 { 10 } else { 200_000 };
    let log = SledLog::open(Path::new(&dir), Options { spill_every, ..small() }).unwrap();
    say("\nopen");
    thread::scope(|scope| {
        for number in 0..THREADS {
            let log = &log;
            scope.spawn(move || {
                let from = round * ROUND + number * THREAD;
                for n in from..from + THREAD {
                    append(log, n);
                }
            });
        }
    });
}

/// Appends event `n`, again after each conflict, and says where it stands.
fn append(log: &SledLog, n: u64) {
    loop {
        let expected = log.last(&subject(about(n)));
        match log.append(entry(n, about(n)), expected).wait() {
            Ok(appended) => return say(&format!("ack {n} {}", appended.position)),
            Err(event_log::AppendError::Conflict { .. }) => (),
            Err(error) => panic!("{error}"),
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
