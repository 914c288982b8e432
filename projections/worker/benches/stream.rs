//! All read models made from the stream, in SQLite and in a PostgreSQL that syncs its disk, beside
//! the same events from memory, and beside what the feed alone delivers.
//!
//! `cargo bench -p projection-worker --bench stream` starts its own servers. `WAYMARK_EVENTS` says
//! how many events there are, 200,000 otherwise. Every line is the median of rounds in which all of
//! them take turns; the NATS server and PostgreSQL work on the same processors.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::allow_attributes,
    reason = "a benchmark"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use event_journal::{ConnectOptions, Connection, Feed, StreamFeed};
use event_log::MemoryLog;
use events::Position;
use projection_kit::store::READERS;
use projection_postgres::Address;
use projection_worker::Worker;
use test_servers::{NatsServer, PostgresServer};
use tokio::runtime::Runtime;

#[path = "../tests/common/mod.rs"]
mod common;

use common::lives::{embedded, lives, read};

const ROUNDS: usize = 3;

/// What is measured, and how many events a second are wanted of it.
const LINES: [(&str, Option<u64>); 6] = [
    ("the feed alone", None),
    ("the feed, decoded", None),
    ("memory into SQLite", None),
    ("the stream into SQLite", Some(100_000)),
    ("memory into PostgreSQL", None),
    ("the stream into PostgreSQL", Some(50_000)),
];

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let events = std::env::var("WAYMARK_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let log = runtime.block_on(lives(events));
    let memory: Arc<dyn Feed> = Arc::new(embedded(&log));
    let nats = NatsServer::start();
    runtime.block_on(fill(&nats, &log, events));
    let postgres = PostgresServer::durable();

    let mut taken: [Vec<Duration>; LINES.len()] = Default::default();
    for _ in 0..ROUNDS {
        let stream = || runtime.block_on(feed(&nats));
        taken[0].push(timed(|| runtime.block_on(read(&*stream(), events, false))));
        taken[1].push(timed(|| runtime.block_on(read(&*stream(), events, true))));
        taken[2].push(timed(|| into_sqlite(&runtime, Arc::clone(&memory), events)));
        taken[3].push(timed(|| into_sqlite(&runtime, stream(), events)));
        taken[4].push(timed(|| into_postgres(&runtime, Arc::clone(&memory), &postgres, events)));
        taken[5].push(timed(|| into_postgres(&runtime, stream(), &postgres, events)));
    }
    let medians = taken.map(|mut rounds| {
        rounds.sort_unstable();
        rounds[rounds.len() / 2].as_secs_f64()
    });
    println!("{events} events, all read models, medians of {ROUNDS} rounds");
    let [alone, _, sqlite, _, postgres, _] = medians;
    // From the stream: beside the same from memory. The others: beside the feed alone.
    let floors = [(alone, ""), (alone, "the feed alone"), (alone, "the feed alone")];
    let floors = floors.into_iter().chain([(sqlite, "memory"), (alone, "the feed alone"), (postgres, "memory")]);
    for (((what, wanted), median), (floor, floor_is)) in LINES.into_iter().zip(medians).zip(floors) {
        let rate = events as f64 / median;
        let ratio = if floor_is.is_empty() { String::new() } else { format!("{:.2} of {floor_is}", floor / median) };
        let wanted = wanted.map(|wanted| format!("at least {wanted}")).unwrap_or_default();
        println!("{what:28}{rate:>9.0} a second  {ratio:24}{wanted}");
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

async fn connect(nats: &NatsServer) -> Connection {
    Connection::open(&ConnectOptions { servers: vec![nats.url()], ..ConnectOptions::default() }).await.unwrap()
}

async fn fill(nats: &NatsServer, log: &MemoryLog, events: u64) {
    let connection = connect(nats).await;
    connection.create_stream(1).await.unwrap();
    let filled = connection.fill(log, &mut |_| ()).await.unwrap();
    assert_eq!(filled.after, Position(events));
    connection.close().await;
}

/// A feed as a worker that has just started has it.
async fn feed(nats: &NatsServer) -> Arc<dyn Feed> {
    Arc::new(StreamFeed::open(connect(nats).await, true).await.unwrap())
}

fn into_sqlite(runtime: &Runtime, feed: Arc<dyn Feed>, events: u64) {
    let dir = tempfile::tempdir().unwrap();
    catch_up(runtime, &Worker::open(dir.path(), read_models::ALL).unwrap(), feed, events);
}

fn into_postgres(runtime: &Runtime, feed: Arc<dyn Feed>, postgres: &PostgresServer, events: u64) {
    let address = Address::parse(&postgres.database()).unwrap();
    let worker = Worker::open_in_postgres(&address, Some(READERS), read_models::ALL).unwrap();
    catch_up(runtime, &worker, feed, events);
}

fn catch_up(runtime: &Runtime, worker: &Worker, feed: Arc<dyn Feed>, events: u64) {
    runtime.block_on(worker.catch_up(feed, |_| {})).unwrap();
    assert_eq!(*worker.applied().borrow(), Position(events));
}
