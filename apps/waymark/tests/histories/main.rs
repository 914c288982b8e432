//! Random histories of all services with random take-backs: what every service decides, every table
//! and every timeline are those of the history without what was taken back; and there is no dead end.
//!
//! Beside them a simulation, for what holds of every command and every kind of event.
//!
//! `WAYMARK_HISTORIES=100000 cargo test --release -p waymark --test histories -- --nocapture` tries
//! more of them.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod college;
mod commands;
mod simulated;

use std::collections::BTreeSet;

use college::{College, Said};
use commands::{Chance, command};
use events::history::effective;
use events::placements::{PlacementEnded, PlacementStarted};
use events::{FromFact as _, Recorded};

/// How many histories an ordinary run tries.
const HISTORIES: u64 = 2_000;
/// How often something is asked in each.
const ASKED: u32 = 56;

#[tokio::test]
async fn a_history_means_what_is_left_of_it_and_all_of_it_can_be_taken_back() {
    let histories = std::env::var("WAYMARK_HISTORIES").ok().and_then(|many| many.parse().ok()).unwrap_or(HISTORIES);
    let (mut accepted, mut taken_back, mut kinds) = (0, 0, BTreeSet::new());
    for seed in 0..histories {
        let mut chance = Chance::of(seed);
        let college = College::new();
        for n in 0..ASKED {
            if n > 16 && chance.one_in(5) {
                let events = college.events().await;
                let Some(event) = chance.pick(&events) else { continue };
                let said = college.take_back(&event.event, &format!("back {n}")).await;
                taken_back += u32::from(said == Said::Accepted);
            } else {
                let (name, json) = command(&mut chance, n, &college.events().await);
                accepted += u32::from(college.ask(name, &json, &format!("key {n}")).await == Said::Accepted);
            }
        }
        let events = college.events().await;
        kinds.extend(events.iter().map(|recorded| recorded.event.fact.event_type().full_name()));
        same_as_what_is_left(seed, &college, &events).await;
        nothing_stays_for_ever(seed, &college).await;
    }
    println!("{histories} histories: {accepted} commands and {taken_back} take-backs accepted, {} types", kinds.len());
    assert!(taken_back > accepted / 20, "hardly anything was taken back");
    assert!(kinds.len() > 25, "{kinds:#?}");
}

/// The tables, the timelines and the answers of all services are those of a college in which the
/// errors never happened.
async fn same_as_what_is_left(seed: u64, college: &College, events: &[Recorded]) {
    let left: Vec<Recorded> = left(events);
    every_end_has_its_start(seed, &left);
    let clean = College::of(&college.stored(&left).await);
    assert_eq!(college.tables(events), clean.tables(&clean.events().await), "seed {seed}: tables");
    let subjects: BTreeSet<_> = events.iter().map(|recorded| recorded.event.subject).collect();
    for subject in subjects {
        assert_eq!(college.timeline(subject).await, clean.timeline(subject).await, "seed {seed}: {subject}");
    }
    let mut chance = Chance::of(seed ^ 0xABCD);
    for n in 0..10 {
        let (name, json) = command(&mut chance, ASKED, &left);
        let key = format!("probe {n}");
        let (here, there) = (college.ask(name, &json, &key).await, clean.ask(name, &json, &key).await);
        assert_eq!(here, there, "seed {seed}: {name} {json}");
    }
}

/// What ends stands on what began, whatever was taken back. No table would notice a placement's end
/// without its start.
fn every_end_has_its_start(seed: u64, left: &[Recorded]) {
    let mut started = BTreeSet::new();
    for Recorded { event, .. } in left {
        if let Some(start) = PlacementStarted::from_fact(&event.fact) {
            started.insert((event.subject, start.placement));
        } else if let Some(end) = PlacementEnded::from_fact(&event.fact) {
            assert!(started.contains(&(event.subject, end.placement)), "seed {seed}: {end:?}");
        }
    }
}

/// Whatever stands can be taken back in some order: nearly always the latest first, but the only plan
/// of an intern goes after the acceptance, whichever was recorded later.
async fn nothing_stays_for_ever(seed: u64, college: &College) {
    for round in 0.. {
        let standing = left(&college.events().await);
        let mut moved = false;
        for recorded in standing.iter().rev() {
            moved |= college.take_back(&recorded.event, &format!("end {round}")).await == Said::Accepted;
        }
        if standing.is_empty() {
            return;
        }
        assert!(moved, "seed {seed}: a dead end: {standing:#?}");
    }
}

/// The events of all subjects that stand, in order.
fn left(events: &[Recorded]) -> Vec<Recorded> {
    effective(events).cloned().collect()
}
