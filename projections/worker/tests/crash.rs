//! Killed anywhere, the worker goes on as if nothing had happened.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use common::Chance;
use common::home::{Home, Homes};
use common::store::{Told, lives};
use databases::Address;
use events::Event;
use projection_kit::Value;
use read_models::ALL;

const SEED: u64 = 7;
/// Tells a process that it is the one to be killed, and where its tables are.
const HOME: &str = "WAYMARK_CRASH_HOME";

#[test]
fn killed_anywhere_it_goes_on_as_if_nothing_had_happened_in_sqlite() {
    rounds(Homes::Sqlite, 25, "killed_anywhere_it_goes_on_as_if_nothing_had_happened_in_sqlite");
}

#[test]
fn killed_anywhere_it_goes_on_as_if_nothing_had_happened_in_postgres() {
    rounds(Homes::Postgres, 15, "killed_anywhere_it_goes_on_as_if_nothing_had_happened_in_postgres");
}

fn rounds(homes: Homes, rounds: u64, test: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    if let Ok(home) = std::env::var(HOME) {
        return runtime.block_on(apply_until_killed(&home_at(homes, &home)));
    }
    let mut home = homes.fresh();
    let mut chance = Chance::of(u64::from(std::process::id()));
    println!("seed {}", std::process::id());
    let mut killed = 0;
    while killed < rounds {
        if !kill_one(&home, test, &mut chance) {
            home = homes.fresh();
            continue;
        }
        killed += 1;
        let reached = position(&home);
        if killed % 5 == 0 {
            assert_eq!(home.dump(ALL), runtime.block_on(fresh(reached)), "after {killed} kills, at {reached}");
        }
    }
}

/// Where the tables of a process are that has to find them by a text.
fn place(home: &Home) -> String {
    match home {
        Home::Sqlite(_) | Home::Elsewhere(_) => home.dir().display().to_string(),
        Home::Postgres(address) => address.to_string(),
    }
}

fn home_at(homes: Homes, place: &str) -> Home {
    match homes {
        Homes::Sqlite => Home::Elsewhere(place.into()),
        Homes::Postgres => Home::Postgres(Address::parse(place).unwrap()),
    }
}

/// Starts a worker in a process of its own and kills it after some transactions. False when it had
/// come to the end before that.
fn kill_one(home: &Home, test: &str, chance: &mut Chance) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(HOME, place(home))
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
async fn apply_until_killed(home: &Home) {
    let worker = home.open(ALL);
    let mut told = Told::nothing();
    let mut chance = Chance::of(u64::from(std::process::id()));
    let stored = position(home);
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
    let (home, mut told) = (Homes::Sqlite.fresh(), Told::nothing());
    for event in events().into_iter().take(usize::try_from(upto).unwrap()) {
        told.tell(event).await;
    }
    home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
    home.dump(ALL)
}

fn events() -> Vec<Event> {
    lives(SEED, 15, 6_000)
}

/// How far the tables are; all of them are equally far.
fn position(home: &Home) -> u64 {
    let rows = home.ask("SELECT min(position), max(position) FROM read_models");
    let [Value::Integer(least), Value::Integer(most)] = rows[0][..] else { panic!("{rows:?}") };
    assert_eq!(least, most);
    u64::try_from(least).unwrap()
}
