//! Killed anywhere, the worker goes on as if nothing had happened.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use common::Chance;
use common::store::{Told, dump, lives};
use events::Event;
use projection_worker::Worker;
use read_models::ALL;

const ROUNDS: u64 = 25;
const SEED: u64 = 7;
const DIR: &str = "WAYMARK_CRASH_DIR";

#[test]
fn killed_anywhere_it_goes_on_as_if_nothing_had_happened() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    if let Ok(dir) = std::env::var(DIR) {
        return runtime.block_on(apply_until_killed(Path::new(&dir)));
    }
    let dir = tempfile::tempdir().unwrap();
    let mut chance = Chance::of(u64::from(std::process::id()));
    println!("seed {}", std::process::id());
    let mut killed = 0;
    while killed < ROUNDS {
        if !kill_one(dir.path(), &mut chance) {
            std::fs::remove_dir_all(dir.path()).unwrap();
            continue;
        }
        killed += 1;
        let reached = position(dir.path());
        if killed % 5 == 0 {
            assert_eq!(dump(dir.path(), ALL), runtime.block_on(fresh(reached)), "after {killed} kills, at {reached}");
        }
    }
}

/// Starts a worker in a process of its own and kills it after some transactions. False when it had
/// come to the end before that.
fn kill_one(dir: &Path, chance: &mut Chance) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["killed_anywhere_it_goes_on_as_if_nothing_had_happened", "--exact", "--nocapture"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let wanted = usize::try_from(chance.below(20) + 1).unwrap();
    let reached = lines.by_ref().map_while(Result::ok).filter(|line| line.starts_with("at ")).take(wanted).count();
    // The next transaction is under way by now: a little into it, or further.
    for _ in 0..chance.below(2_000_000) {
        std::hint::spin_loop();
    }
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    reached == wanted && alive
}

/// What the killed process does: a few events, a transaction, a line.
async fn apply_until_killed(dir: &Path) {
    let worker = Worker::open(dir, ALL).unwrap();
    let mut told = Told::nothing();
    let mut chance = Chance::of(u64::from(std::process::id()));
    let stored = position(dir);
    for (n, event) in events().into_iter().enumerate() {
        told.tell(event).await;
        if n as u64 + 1 >= stored && chance.one_in(12) {
            worker.catch_up(told.journal(), |_| {}).await.unwrap();
            println!("at {n}");
            std::io::stdout().flush().unwrap();
        }
    }
}

/// The tables up to a position, made in one go.
async fn fresh(upto: u64) -> String {
    let (dir, mut told) = (tempfile::tempdir().unwrap(), Told::nothing());
    for event in events().into_iter().take(usize::try_from(upto).unwrap()) {
        told.tell(event).await;
    }
    Worker::open(dir.path(), ALL).unwrap().catch_up(told.journal(), |_| {}).await.unwrap();
    dump(dir.path(), ALL)
}

fn events() -> Vec<Event> {
    lives(SEED, 15, 6_000)
}

/// How far the tables are; all of them are equally far.
fn position(dir: &Path) -> u64 {
    let connection = rusqlite::Connection::open(dir.join(projection_kit::store::FILE)).unwrap();
    let sql = "SELECT min(position), max(position) FROM read_models";
    let (least, most): (i64, i64) = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(least, most);
    u64::try_from(least).unwrap()
}
