//! All read models made by a node of a cluster, in SQLite and in a PostgreSQL that syncs its disk: at
//! its first start, while its log fetches the stream, and again from its own log. Beside the same events
//! from memory, and beside a node that only fetches.
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

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use databases::{Address, READERS};
use event_journal::{ClusterJournal, ClusterOptions, ConnectOptions, Connection, EmbeddedJournal, Feed};
use event_log::{MemoryLog, Options, SledLog};
use events::Position;
use projection_worker::Worker;
use tempfile::TempDir;
use test_servers::{NatsServer, PostgresServer};
use tokio::runtime::Runtime;
use tokio::sync::watch;

#[path = "../tests/common/mod.rs"]
mod common;

use common::lives::{embedded, lives};

const ROUNDS: usize = 3;

/// What is measured.
const LINES: [&str; 7] = [
    "an empty node fetches the stream",
    "memory into SQLite",
    "an empty node into SQLite",
    "its own log into SQLite",
    "memory into PostgreSQL",
    "an empty node into PostgreSQL",
    "its own log into PostgreSQL",
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
        let mut line = 0;
        let mut take = |work: &mut dyn FnMut()| {
            taken[line].push(timed(work));
            line += 1;
        };
        let fetched = Node::new();
        take(&mut || runtime.block_on(fetched.follow(&nats, events)));
        take(&mut || catch_up(&runtime, &sqlite().0, Arc::clone(&memory), events));
        take(&mut || runtime.block_on(first_build(&nats, &sqlite().0, events)));
        take(&mut || catch_up(&runtime, &sqlite().0, fetched.log(), events));
        take(&mut || catch_up(&runtime, &in_postgres(&postgres), Arc::clone(&memory), events));
        take(&mut || runtime.block_on(first_build(&nats, &in_postgres(&postgres), events)));
        take(&mut || catch_up(&runtime, &in_postgres(&postgres), fetched.log(), events));
    }
    println!("{events} events, all read models, medians of {ROUNDS} rounds");
    for (what, mut rounds) in LINES.into_iter().zip(taken) {
        rounds.sort_unstable();
        let median = rounds[rounds.len() / 2].as_secs_f64();
        println!("{what:36}{median:>7.1} s {:>9.0} a second", events as f64 / median);
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

/// The directory of a node's log.
struct Node(TempDir);

impl Node {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Follows the stream to its end.
    async fn follow(&self, nats: &NatsServer, events: u64) {
        let journal = follow(nats, self.0.path()).await;
        journal.watch().wait_for(|head| *head == Position(events)).await.unwrap();
        assert!(journal.drain(Duration::from_secs(10)).await);
    }

    /// Its log, without a cluster.
    fn log(&self) -> Arc<dyn Feed> {
        Arc::new(EmbeddedJournal::new(Arc::new(open(self.0.path())), Arc::new(|| jiff::Timestamp::UNIX_EPOCH)))
    }
}

fn open(dir: &Path) -> SledLog {
    loop {
        // Closed by a task that may not have ended yet.
        match SledLog::open(dir, Options::default()) {
            Err(event_log::OpenError::AlreadyOpen { .. }) => std::thread::yield_now(),
            log => return log.unwrap(),
        }
    }
}

async fn follow(nats: &NatsServer, dir: &Path) -> ClusterJournal {
    let options = ClusterOptions { allow_unsafe_stream: true, ..ClusterOptions::default() };
    ClusterJournal::open(connect(nats).await, Arc::new(open(dir)), options)
}

/// A worker on an empty node, as it runs, until the tables have everything.
async fn first_build(nats: &NatsServer, worker: &Worker, events: u64) {
    let dir = tempfile::tempdir().unwrap();
    let journal = follow(nats, dir.path()).await;
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn({
        let (worker, journal) = (worker.clone(), journal.clone());
        async move { worker.run(Arc::new(journal), stopped).await }
    });
    worker.applied().wait_for(|applied| *applied == Position(events)).await.unwrap();
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
    assert!(journal.drain(Duration::from_secs(10)).await);
}

fn sqlite() -> (Worker, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (Worker::open(dir.path(), read_models::ALL).unwrap(), dir)
}

fn in_postgres(postgres: &PostgresServer) -> Worker {
    let address = Address::parse(&postgres.database()).unwrap();
    Worker::open_in_postgres(&address, Some(READERS), read_models::ALL).unwrap()
}

fn catch_up(runtime: &Runtime, worker: &Worker, feed: Arc<dyn Feed>, events: u64) {
    runtime.block_on(worker.catch_up(feed, |_| {})).unwrap();
    assert_eq!(*worker.applied().borrow(), Position(events));
}
