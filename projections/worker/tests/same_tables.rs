//! The tables are the same however they came about.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::ops::ControlFlow;

use common::Chance;
use common::store::{Told, dump, lives};
use events::{Event, Position, Recorded, Subject};
use projection_kit::{Misread, Projection, Source, Value, Wanted, believed};
use projection_worker::Worker;
use read_models::ALL;

#[tokio::test]
async fn a_rebuild_gives_the_tables_that_running_live_gave_whatever_the_batches() {
    for seed in 0..12 {
        println!("seed {seed}");
        let (live, told) = live(seed, &lives(seed, 12, 900)).await;
        let worker = Worker::open(live.path(), ALL).unwrap();
        let before = dump(live.path(), ALL);
        assert!(before.lines().count() > 120, "{before}");

        worker.rebuild(told.journal(), &[], |_| {}).await.unwrap();
        assert_eq!(dump(live.path(), ALL), before, "rebuilt beside");

        let fresh = tempfile::tempdir().unwrap();
        Worker::open(fresh.path(), ALL).unwrap().catch_up(told.journal(), |_| {}).await.unwrap();
        assert_eq!(dump(fresh.path(), ALL), before, "in one go");
    }
}

#[tokio::test]
async fn the_tables_are_those_of_a_history_in_which_the_errors_never_happened() {
    for seed in 100..112 {
        println!("seed {seed}");
        let lives = lives(seed, 6, 500);
        let (live, _) = live(seed, &lives).await;
        let dump = dump(live.path(), ALL);
        let mut found: Vec<_> = dump.lines().filter(|line| !is_bookkeeping(line)).collect();
        found.sort_unstable();
        let expected = without_errors(&lives);
        let mut expected: Vec<_> = expected.lines().collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "seed {seed}");
    }
}

/// Runs the worker while the events come in, a random number at a time, and opens it anew now and
/// then.
async fn live(seed: u64, events: &[Event]) -> (tempfile::TempDir, Told) {
    let dir = tempfile::tempdir().unwrap();
    let (mut told, mut chance) = (Told::nothing(), Chance::of(seed + 1000));
    let mut worker = Worker::open(dir.path(), ALL).unwrap();
    for event in events {
        told.tell(event.clone()).await;
        if chance.one_in(7) {
            worker.catch_up(told.journal(), |_| {}).await.unwrap();
        }
        if chance.one_in(90) {
            drop(worker);
            worker = Worker::open(dir.path(), ALL).unwrap();
        }
    }
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    (dir, told)
}

fn is_bookkeeping(line: &str) -> bool {
    line.starts_with("read_models|") || line.starts_with("parked|")
}

/// The same tables, by leaving the errors out from the start.
fn without_errors(events: &[Event]) -> String {
    let mut histories = BTreeMap::<Subject, Vec<Recorded>>::new();
    for (n, event) in events.iter().enumerate() {
        let recorded = Recorded { position: Position(n as u64 + 1), event: event.clone() };
        histories.entry(event.subject).or_default().push(recorded);
    }
    let mut told: Vec<_> = histories.values().flat_map(|history| believed(history)).collect();
    told.sort_by_key(|recorded| recorded.position);
    let mut dump = String::new();
    for model in ALL {
        let (table, parked, skipped) = (model.table(), BTreeMap::new(), BTreeSet::new());
        let mut projection = Projection { pages: model.pages(true), parked, skipped };
        told.iter().for_each(|event| projection.take(event, &mut Nothing).unwrap());
        projection.pages.changes(&mut |page| {
            for row in page.cells.chunks(table.columns.len()) {
                dump.push_str(table.name);
                row.iter().for_each(|cell| write!(dump, "|{}", text(cell)).unwrap());
                dump.push('\n');
            }
            ControlFlow::Continue(())
        });
    }
    dump
}

fn text(cell: &Value) -> String {
    match cell {
        Value::Null => "-".to_owned(),
        Value::Flag(flag) => u8::from(*flag).to_string(),
        Value::Integer(_) | Value::Text(_) => cell.to_string(),
    }
}

/// There is no other source: nothing is taken back, and everything makes sense.
struct Nothing;

impl Source for Nothing {
    type Error = Infallible;

    fn history(&mut self, subject: Subject, upto: Position) -> Result<Vec<Recorded>, Infallible> {
        panic!("{subject} was folded again at {upto}")
    }

    fn rows(&mut self, _: &Wanted) -> Result<Vec<Vec<Value>>, Infallible> {
        unreachable!()
    }

    fn misread(&mut self, _: Misread) -> Infallible {
        unreachable!()
    }
}
