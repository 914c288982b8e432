//! All read models rebuilt from a log in memory, against only decoding the same events: in SQLite,
//! and in a PostgreSQL on this machine that syncs its disk.
//!
//! `WAYMARK_BENCH_INTERNS` sets how many internships there are, 70 events each; 14,000 without it.

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

use databases::{Address, READERS};
use event_journal::Feed;
use projection_worker::Worker;
use test_servers::{PostgresServer, database_of};

#[path = "../tests/common/mod.rs"]
mod common;

use common::lives::{EVENTS_EACH, embedded, lives, read};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let interns = std::env::var("WAYMARK_BENCH_INTERNS").ok().and_then(|n| n.parse().ok()).unwrap_or(14_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let events = interns * EVENTS_EACH;
    let journal: Arc<dyn Feed> = Arc::new(embedded(&runtime.block_on(lives(events))));

    let decoding = Measured::of(|| runtime.block_on(read(&*journal, events, true)));
    decoding.report("decode only, one thread", events, &decoding);

    let dir = tempfile::tempdir().unwrap();
    let worker = Worker::open(dir.path(), read_models::ALL).unwrap();
    let first = Measured::of(|| runtime.block_on(worker.catch_up(Arc::clone(&journal), |_| {})).unwrap());
    first.report("first build, all models", events, &decoding);
    let again = Measured::of(|| runtime.block_on(worker.rebuild(Arc::clone(&journal), &[], |_| {})).unwrap());
    again.report("rebuild beside, all models", events, &decoding);
    let size = std::fs::metadata(dir.path().join(databases::FILE)).unwrap().len();
    println!("{events} events; the file has {} MB", size / 1_000_000);
    drop(worker);

    let server = PostgresServer::durable();
    let url = server.database();
    let worker = Worker::open_in_postgres(&Address::parse(&url).unwrap(), Some(READERS), read_models::ALL).unwrap();
    let first_there = Measured::of(|| runtime.block_on(worker.catch_up(Arc::clone(&journal), |_| {})).unwrap());
    first_there.report("first build, PostgreSQL", events, &decoding);
    let again_there = Measured::of(|| runtime.block_on(worker.rebuild(Arc::clone(&journal), &[], |_| {})).unwrap());
    again_there.report("rebuild beside, PostgreSQL", events, &decoding);
    let ratio = |there: &Measured, here: &Measured| here.clock.as_secs_f64() / there.clock.as_secs_f64();
    let (first, again) = (ratio(&first_there, &first), ratio(&again_there, &again));
    println!("PostgreSQL does {first:.2} of SQLite's first build a second, and {again:.2} of its rebuild");
    let size = server.sql(database_of(&url), "SELECT pg_database_size(current_database()) / 1000000");
    println!("{events} events; the database has {size} MB");
}

/// Time by the clock, and of the processor over all threads where the system tells.
struct Measured {
    clock: Duration,
    processor: Duration,
}

impl Measured {
    fn of(work: impl FnOnce()) -> Self {
        let (started, processor) = (Instant::now(), processor());
        work();
        Self { clock: started.elapsed(), processor: self::processor().saturating_sub(processor) }
    }

    fn report(&self, what: &str, events: u64, floor: &Self) {
        let a_second = u128::from(events) * 1_000_000 / self.clock.as_micros().max(1);
        let ratio = floor.clock.as_secs_f64() / self.clock.as_secs_f64();
        let each = self.processor.as_micros() as f64 / events as f64;
        println!("{what:28} {a_second:>9} events/s, {ratio:.2} of decoding alone; {each:.2} µs of processor an event");
    }
}

/// Processor time of this process so far, to a hundredth of a second.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
