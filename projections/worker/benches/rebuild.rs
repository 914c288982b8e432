//! All read models rebuilt from a log in memory, against only decoding the same events.
//!
//! `WAYMARK_BENCH_INTERNS` sets how many internships there are, 70 events each; 14,000 without it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::allow_attributes,
    reason = "a benchmark"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use event_journal::{EmbeddedJournal, Journal};
use event_log::MemoryLog;
use events::{Position, Recorded};
use projection_worker::Worker;

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Chance, Intern};

const EVENTS_EACH: usize = 70;

fn main() {
    let interns = std::env::var("WAYMARK_BENCH_INTERNS").ok().and_then(|n| n.parse().ok()).unwrap_or(14_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let journal = runtime.block_on(lives(interns));
    let events = journal.head().0;

    let floor = runtime.block_on(decode_only(&*journal));
    println!("decode only, one thread:     {:>9} events/s", rate(events, floor));

    let dir = tempfile::tempdir().unwrap();
    let worker = Worker::open(dir.path(), read_models::ALL).unwrap();
    let started = Instant::now();
    runtime.block_on(worker.catch_up(Arc::clone(&journal), |_| {})).unwrap();
    let first = started.elapsed();
    println!(
        "first build, all models:     {:>9} events/s, {:.2} of decoding alone",
        rate(events, first),
        ratio(floor, first)
    );

    let started = Instant::now();
    runtime.block_on(worker.rebuild(Arc::clone(&journal), &[], |_| {})).unwrap();
    let again = started.elapsed();
    println!(
        "rebuild beside, all models:  {:>9} events/s, {:.2} of decoding alone",
        rate(events, again),
        ratio(floor, again)
    );
    let size = std::fs::metadata(dir.path().join(projection_kit::store::FILE)).unwrap().len();
    println!("{events} events; the file has {} MB", size / 1_000_000);
}

/// Interns whose lives run side by side.
async fn lives(interns: u64) -> Arc<dyn Journal> {
    let journal = EmbeddedJournal::new(Arc::new(MemoryLog::new()), Arc::new(|| jiff::Timestamp::UNIX_EPOCH));
    let mut chance = Chance::of(1);
    let mut lives: Vec<_> = (0..interns).map(|n| (Intern::new(n, None), Position::START)).collect();
    for _ in 0..EVENTS_EACH {
        for (intern, last) in &mut lives {
            *last = journal.append(intern.next(&mut chance), None, *last).await.unwrap();
        }
    }
    Arc::new(journal)
}

async fn decode_only(journal: &dyn Journal) -> Duration {
    let started = Instant::now();
    let mut after = Position::START;
    loop {
        let batch = journal.since(after, 8_192).await.unwrap();
        if batch.is_empty() {
            return started.elapsed();
        }
        for (position, leaf, _) in batch.iter() {
            std::hint::black_box(Recorded::decode(position, leaf).unwrap());
        }
        after = batch.last();
    }
}

fn rate(events: u64, took: Duration) -> u64 {
    u64::try_from(u128::from(events) * 1_000_000 / took.as_micros().max(1)).unwrap()
}

fn ratio(floor: Duration, took: Duration) -> f64 {
    floor.as_secs_f64() / took.as_secs_f64()
}
