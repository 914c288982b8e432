//! The power fails at any moment: every acknowledged event is there afterwards, and the log opens.
//!
//! A log is opened, written and closed while everything it asks of the file system is noted
//! (`trace.rs`). For some moment of that, files and names are made as a disk may hold them when the power
//! fails then (`disk.rs`): what was synced is there, anything else is there, torn or not. From that the
//! log is opened again, also while this is noted, so that the power fails a second time. Traces from which
//! the syncs of one kind are taken out show that losses would be found.
//!
//! 500 failures; `WAYMARK_POWER_LOSSES=10000` makes as many. `WAYMARK_SEED` repeats a run, but for the order
//! in which the log's threads come to the disk: the files of a failure that is found are kept.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

#[path = "../common/mod.rs"]
mod common;
mod disk;
mod failing;
mod failures;
mod lives;
mod trace;

use std::thread;
use std::time::{Duration, Instant};

use common::Random;
use disk::{Disk, Step, Synced};
use event_log::{Options, SledLog};
use failures::{Tally, Trace};
use lives::{Length, append, log_in, moment};
use trace::Tracing;

#[test]
fn nothing_acknowledged_is_lost_when_the_power_fails() {
    let started = Instant::now();
    let wanted = std::env::var("WAYMARK_POWER_LOSSES").map_or(500, |text| text.parse().unwrap());
    let mut random = Random::seeded();
    let mut tally = Tally::default();
    while tally.failures < wanted {
        for length in [Length::Long, Length::Short, Length::Short, Length::Short] {
            let first = Trace::first(length, &mut random);
            tally.judge(&first.failures(&mut random));
            let steps = first.steps.len();
            let half_way = match length {
                // Mostly in a segment that was used before: the next start keeps its rest in UNDO.
                Length::Long => first.failure(steps / 2 + random.below(steps / 2), &mut random),
                Length::Short => first.failure(moment(&first.steps, &mut random), &mut random),
            };
            if tally.judge(std::slice::from_ref(&half_way)) {
                tally.judge(&Trace::after_a_failure(&half_way, &mut random).failures(&mut random));
            }
            tally.judge(&first.after_a_kill(&mut random).failures(&mut random));
        }
    }
    println!("{tally}, {} s", started.elapsed().as_secs());
    tally.wrong.iter().for_each(|wrong| println!("{wrong}"));
    assert!(tally.wrong.is_empty(), "{} times the log was not as it should be", tally.wrong.len());
}

#[test]
fn without_the_syncs_of_one_kind_losses_are_found() {
    const LIVES: usize = 20;
    let mut random = Random::seeded();
    for left_out in [Synced::Block, Synced::File, Synced::Names] {
        let mut tally = Tally::default();
        for _ in 0..LIVES {
            if tally.wrong.is_empty() {
                let mut life = Trace::first(Length::Short, &mut random);
                life.steps.retain(|step| !matches!(step, Step::Synced { what, .. } if *what == left_out));
                tally.judge(&life.failures(&mut random));
            }
        }
        println!("without {left_out:?}: {tally}");
        assert!(!tally.wrong.is_empty(), "without {left_out:?} nothing was found");
    }
}

#[test]
fn head_is_synced_once_the_log_falls_silent() {
    let tracing = Tracing::begin(&Disk::of(tempfile::tempdir().unwrap().path()));
    let log = SledLog::open(log_in(tracing.root()), Options::default()).unwrap();
    let opened = tracing.so_far();
    let made =
        |step: &Step| if let Step::Renamed { to, node, .. } = step { (to.1 == "HEAD").then_some(*node) } else { None };
    let head = opened.iter().find_map(made).unwrap();
    let synced = |step: &Step| matches!(step, Step::Synced { node, .. } if *node == head);
    append(&log, 3, |_| ()).unwrap();
    let begun = Instant::now();
    while !tracing.so_far()[opened.len()..].iter().any(synced) {
        assert!(begun.elapsed() < Duration::from_secs(20), "HEAD was not synced");
        thread::sleep(Duration::from_millis(5));
    }
    log.close().unwrap();
}
