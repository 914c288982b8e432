//! The tables are the same however they came about.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod common;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;

use common::Chance;
use common::home::{Home, Homes, shown};
use common::store::{Told, lives};
use events::history::effective;
use events::{Event, Position, Recorded, Subject};
use projection_kit::{Misread, Projection, Source, Value, Wanted};
use read_models::ALL;

in_both! {
    async fn a_rebuild_gives_the_tables_that_running_live_gave_whatever_the_batches(homes: Homes) {
        for seed in 0..6 {
            println!("seed {seed}");
            let (live, told) = live(homes, seed, &lives(seed, 12, 900)).await;
            let worker = live.open(ALL);
            let before = live.dump(ALL);
            assert!(before.lines().count() > 120, "{before}");

            worker.rebuild(told.journal(), &[], |_| {}).await.unwrap();
            assert_eq!(live.dump(ALL), before, "rebuilt beside");

            let fresh = homes.fresh();
            fresh.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
            assert_eq!(fresh.dump(ALL), before, "in one go");
        }
    }
}

in_both! {
    async fn the_tables_are_those_of_a_history_in_which_the_errors_never_happened(homes: Homes) {
        for seed in 100..106 {
            println!("seed {seed}");
            let lives = lives(seed, 6, 500);
            let (live, _) = live(homes, seed, &lives).await;
            let dump = live.dump(ALL);
            let mut found: Vec<_> = dump.lines().filter(|line| !is_bookkeeping(line)).collect();
            found.sort_unstable();
            let expected = without_errors(&lives);
            let mut expected: Vec<_> = expected.lines().collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "seed {seed}");
        }
    }
}

/// Runs the worker while the events come in, a random number at a time, and reopens it now and
/// then.
async fn live(homes: Homes, seed: u64, events: &[Event]) -> (Home, Told) {
    let home = homes.fresh();
    let (mut told, mut chance) = (Told::nothing(), Chance::of(seed + 1000));
    let mut worker = home.open(ALL);
    for event in events {
        told.tell(event.clone()).await;
        if chance.one_in(7) {
            worker.catch_up(told.journal(), |_| {}).await.unwrap();
        }
        if chance.one_in(90) {
            drop(worker);
            worker = home.open(ALL);
        }
    }
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    (home, told)
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
    let mut told: Vec<_> = histories.values().flat_map(|history| effective(history).cloned()).collect();
    told.sort_by_key(|recorded| recorded.position);
    let mut dump = String::new();
    for model in ALL {
        let (table, parked, skipped) = (model.table(), BTreeMap::new(), BTreeMap::new());
        let mut projection = Projection { pages: model.pages(true), parked, skipped };
        told.iter().for_each(|event| projection.take(event, &mut Nothing).unwrap());
        projection.pages.changes(&mut |page| {
            for row in page.cells.chunks(table.columns.len()) {
                dump.push_str(table.name);
                row.iter().for_each(|cell| write!(dump, "|{}", shown(cell)).unwrap());
                dump.push('\n');
            }
            ControlFlow::Continue(())
        });
    }
    dump
}

/// There is no other source: nothing is taken back, and everything makes sense.
struct Nothing;

impl Source for Nothing {
    type Error = Infallible;

    fn history(&mut self, subject: Subject, upto: Position) -> Result<Arc<[Recorded]>, Infallible> {
        panic!("{subject} was folded again at {upto}")
    }

    fn rows(&mut self, _: &Wanted) -> Result<Vec<Vec<Value>>, Infallible> {
        unreachable!()
    }

    fn misread(&mut self, _: Misread) -> Infallible {
        unreachable!()
    }
}
