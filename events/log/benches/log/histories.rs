//! The histories of subjects that nobody asked about before, beside SQLite with an index on the same events.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use event_log::{EventLog, Options, SledLog};
use events::{Position, Recorded};
use rusqlite::{Connection, params};

use crate::invented::{session, subject};
use crate::{ROUNDS, bytes_under, fill, median, verdict};

/// How many events each subject has, spread over the whole log.
const EACH: usize = 50;
/// How many histories are read in a round, each of a subject that was not read before.
const HISTORIES: usize = 1_000;

/// A history as both give it out: each event's position and bytes.
type History = Vec<(i64, Vec<u8>)>;

/// Fills both with so many events and reads from both in turn. The system has their files in memory;
/// neither process memory nor the engines' own caches hold what is read.
pub(crate) fn histories(dir: &Path, events: usize) {
    let subjects = events / EACH;
    let (ours, theirs) = (dir.join("log"), dir.join("sqlite"));
    let log = SledLog::open(&ours, Options::default()).unwrap();
    let (json, rate) = fill(&log, events, subjects);
    log.close().unwrap();
    println!("  {:<48}{rate:>12.0} a second", "log, written by one caller, 512 in flight");
    fill_sqlite(&theirs, events, subjects);
    let sqlite_bytes = fs::metadata(&theirs).unwrap().len();
    println!("  {:<48}{:>12.2} of the JSON", "log, on disk", bytes_under(&ours) as f64 / json as f64);
    println!("  {:<48}{:>12.2} of the JSON", "SQLite, on disk", sqlite_bytes as f64 / json as f64);

    let log = SledLog::open(&ours, Options::default()).unwrap();
    println!("  {:<48}{:>12}", "runs of HISTORIES, once they are merged", merged(&ours.join("HISTORIES")));
    let sqlite = Connection::open(&theirs).unwrap();
    let (mut micros, mut decoded) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut next = 0;
    for _ in 0..ROUNDS {
        let asked: Vec<usize> = (next..next + HISTORIES).map(|n| n * 7919 % subjects).collect();
        let reversed: Vec<usize> = asked.iter().map(|n| subjects - 1 - n).collect();
        next += HISTORIES;
        micros[0].push(each(&asked, |about| from_log(&log, about)));
        micros[1].push(each(&asked, |about| from_sqlite(&sqlite, about)));
        decoded[0].push(each(&reversed, |about| decode(&from_log(&log, about))));
        decoded[1].push(each(&reversed, |about| decode(&from_sqlite(&sqlite, about))));
    }
    assert_eq!(from_log(&log, 17), from_sqlite(&sqlite, 17));
    line("a history of 50 events, as bytes", micros);
    line("a history of 50 events, decoded", decoded);
}

/// Waits until no run has been written or merged for two seconds; says how many there are.
fn merged(dir: &Path) -> usize {
    let files = || {
        let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap());
        files.map(|file| (file.file_name(), file.metadata().unwrap().len())).collect::<BTreeSet<_>>()
    };
    let mut before = BTreeSet::new();
    while files() != before {
        before = files();
        thread::sleep(Duration::from_secs(2));
    }
    before.len() - 1
}

fn line(what: &str, [ours, theirs]: [Vec<f64>; 2]) {
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours / theirs;
    println!(
        "  {what:<48}{ours:>12.1} µs, SQLite {theirs:.1} µs: {ratio:.2}, target at most 1.50: {}",
        verdict(ratio <= 1.5)
    );
}

/// How many microseconds one of these takes.
fn each<T>(asked: &[usize], read: impl Fn(usize) -> Vec<T>) -> f64 {
    let started = Instant::now();
    let events: usize = asked.iter().map(|about| read(*about).len()).sum();
    let micros = started.elapsed().as_secs_f64() * 1e6 / asked.len() as f64;
    assert_eq!(events, asked.len() * EACH);
    micros
}

fn from_log(log: &SledLog, about: usize) -> History {
    let history = log.history(&subject(about), Position::START).unwrap();
    history.into_iter().map(|stored| (stored.position.0 as i64, stored.leaf)).collect()
}

fn from_sqlite(sqlite: &Connection, about: usize) -> History {
    let query = "SELECT position, event FROM events WHERE subject = ? ORDER BY position";
    let mut statement = sqlite.prepare_cached(query).unwrap();
    let rows = statement.query_map([subject(about).id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn decode(history: &History) -> Vec<Recorded> {
    history.iter().map(|(position, leaf)| Recorded::decode(Position(*position as u64), leaf).unwrap()).collect()
}

fn fill_sqlite(path: &Path, events: usize, subjects: usize) {
    let mut sqlite = Connection::open(path).unwrap();
    sqlite
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE events (position INTEGER PRIMARY KEY, subject BLOB NOT NULL, event BLOB NOT NULL);
             CREATE INDEX by_subject ON events (subject, position);",
        )
        .unwrap();
    for from in (0..events).step_by(10_000) {
        let transaction = sqlite.transaction().unwrap();
        let mut insert = transaction.prepare("INSERT INTO events VALUES (?, ?, ?)").unwrap();
        for n in from..events.min(from + 10_000) {
            let entry = session(n, n * 7919 % subjects);
            insert.execute(params![n as i64 + 1, entry.subject().id.as_bytes(), entry.leaf()]).unwrap();
        }
        drop(insert);
        transaction.commit().unwrap();
    }
}
