//! What the log costs, beside what the same disk does without it, in one run.
//!
//! Run with `cargo bench -p event-log`, or with ` -- appends`, ` -- large` or ` -- histories` for a part of it.
//! Give a directory on the disk in question as `WAYMARK_BENCH_DIR`, and another number of events than
//! 1,000,000 as `WAYMARK_BENCH_EVENTS`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a program that measures and prints"
)]

mod histories;
mod invented;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use event_log::{EventLog, Options, SledLog};
use events::Position;

use histories::histories;
use invented::{session, small};

const ROUNDS: usize = 5;
const ONE: usize = 1_500;
const MANY: usize = 60_000;
const CALLERS: usize = 128;
const SUBJECTS: usize = 20_000;

fn main() {
    let events = std::env::var("WAYMARK_BENCH_EVENTS").map_or(1_000_000, |n| n.parse().unwrap());
    let base = std::env::var_os("WAYMARK_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let parts: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let asked = |part: &str| parts.is_empty() || parts.iter().any(|asked| asked == part);
    let dir = tempfile::tempdir_in(base).unwrap();
    if asked("appends") {
        println!("durable appends of 300-byte events, median of {ROUNDS} interleaved rounds");
        appends(dir.path());
    }
    if asked("large") {
        println!("a log of {events} events of about 620 bytes");
        large(&dir.path().join("large"), events);
    }
    if asked("histories") {
        println!("histories in a log of {events} events of about 620 bytes, median of {ROUNDS} interleaved rounds");
        histories(&dir.path().join("histories"), events);
    }
}

fn appends(dir: &Path) {
    let log = Arc::new(SledLog::open(dir.join("log"), Options::default()).unwrap());
    let mut rates = [(); 5].map(|()| Vec::new());
    let mut next = 0;
    for round in 0..ROUNDS {
        rates[0].push(rate(ONE, || raw(&dir.join(format!("raw1-{round}")), ONE, 1)));
        rates[1].push(rate(ONE, || one_caller(&log, &mut next)));
        rates[2].push(rate(MANY, || raw(&dir.join(format!("raw128-{round}")), MANY, CALLERS)));
        rates[3].push(rate(MANY, || tasks(&log, &mut next)));
        rates[4].push(rate(MANY, || threads(&log, &mut next)));
    }
    let [raw1, one, raw128, tasks, threads] = rates.map(median);
    line("1 caller, raw file + fdatasync", raw1, "", None);
    line("1 caller, log", one, "", Some((one / raw1, 0.65)));
    line("128 callers, raw file, 128 events a sync", raw128, "", None);
    line("128 callers (tasks), log", tasks, "", Some((tasks / raw128, 0.55)));
    line("128 callers (threads), log", threads, "", Some((threads / raw128, 0.35)));
    println!();
}

/// The floor: the same bytes appended to a file, `group` events before each sync.
fn raw(path: &Path, events: usize, group: usize) {
    let mut file = File::create(path).unwrap();
    let mut bytes = Vec::new();
    for n in 0..events {
        bytes.extend_from_slice(small(n, n % 1_000).leaf());
        if (n + 1) % group == 0 || n + 1 == events {
            file.write_all(&bytes).unwrap();
            file.sync_data().unwrap();
            bytes.clear();
        }
    }
    fs::remove_file(path).unwrap();
}

fn one_caller(log: &SledLog, next: &mut usize) {
    for _ in 0..ONE {
        let entry = small(*next, *next % 1_000);
        *next += 1;
        let expected = log.last(&entry.subject());
        log.append(entry, expected).wait().unwrap();
    }
}

/// Each of 128 tasks on one thread appends, waits and appends again.
fn tasks(log: &Arc<SledLog>, next: &mut usize) {
    let from = *next;
    *next += MANY;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let callers = (0..CALLERS).map(|caller| {
            let log = Arc::clone(log);
            tokio::spawn(async move {
                for n in (from + caller..from + MANY).step_by(CALLERS) {
                    let entry = small(n, caller);
                    let expected = log.last(&entry.subject());
                    log.append(entry, expected).await.unwrap();
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await.unwrap();
        }
    });
}

/// Each of 128 threads appends, waits and appends again.
fn threads(log: &SledLog, next: &mut usize) {
    let from = *next;
    *next += MANY;
    thread::scope(|scope| {
        for caller in 0..CALLERS {
            scope.spawn(move || {
                for n in (from + caller..from + MANY).step_by(CALLERS) {
                    let entry = small(n, caller);
                    let expected = log.last(&entry.subject());
                    log.append(entry, expected).wait().unwrap();
                }
            });
        }
    });
}

/// Writes so many events about so many subjects. Says how many bytes of JSON, and how many a second.
fn fill(log: &SledLog, events: usize, subjects: usize) -> (usize, f64) {
    let mut json = 0;
    let started = Instant::now();
    let mut waiting = VecDeque::new();
    let mut last = vec![Position::START; subjects];
    for n in 0..events {
        let about = n * 7919 % subjects;
        let entry = session(n, about);
        json += entry.leaf().len();
        waiting.push_back(log.append(entry, last[about]));
        last[about] = Position(n as u64 + 1);
        if waiting.len() > 512 {
            waiting.pop_front().unwrap().wait().unwrap();
        }
    }
    for pending in waiting {
        pending.wait().unwrap();
    }
    (json, events as f64 / started.elapsed().as_secs_f64())
}

fn large(dir: &Path, events: usize) {
    let log = SledLog::open(dir, Options::default()).unwrap();
    let (json, written) = fill(&log, events, SUBJECTS);
    line("written by one caller, 512 in flight", written, "", None);
    scan(&log, events);
    let index = fs::read(dir.join("INDEX")).unwrap();
    log.close().unwrap();
    let disk = bytes_under(dir);
    let ratio = disk as f64 / json as f64;
    println!(
        "  {:<48}{:>12} of {json} bytes of JSON: {ratio:.3}, target at most 0.40: {}",
        "on disk",
        disk,
        verdict(ratio <= 0.40)
    );
    reopen(dir, events, "reopened after a close", Some(1.0));
    // What a kill leaves behind: the last INDEX that was spilled, and no snapshot of the engine.
    fs::write(dir.join("INDEX"), index).unwrap();
    remove_snapshots(&dir.join("engine"));
    reopen(dir, events, "reopened as after a kill", Some(1.0));
    fs::remove_file(dir.join("INDEX")).unwrap();
    reopen(dir, events, "reopened without INDEX, every event read", None);
    let log = SledLog::open(dir, Options::default()).unwrap();
    let started = Instant::now();
    let verified = log.verify(&mut |_| ()).unwrap();
    line("verified", events as f64 / started.elapsed().as_secs_f64(), "", None);
    println!("  {verified:?}");
    println!("  {:<48}{:>12} MB resident at most", "memory", resident_mb());
}

fn scan(log: &SledLog, events: usize) {
    let rates = (0..ROUNDS).map(|_| {
        rate(events, || {
            let (mut after, mut seen, mut bytes) = (Position::START, 0, 0);
            loop {
                let batch = log.batch(after, 1_000).unwrap();
                if batch.is_empty() {
                    break;
                }
                batch.iter().for_each(|(_, leaf, _)| {
                    seen += 1;
                    bytes += leaf.len();
                });
                after = batch.last();
            }
            assert!(seen == events && bytes > 0);
        })
    });
    let rate = median(rates.collect());
    println!(
        "  {:<48}{rate:>12.0} a second, target at least 2000000: {}",
        "scanned in batches of 1,000",
        verdict(rate >= 2e6)
    );
}

fn reopen(dir: &Path, events: usize, how: &str, target: Option<f64>) {
    let started = Instant::now();
    let log = SledLog::open(dir, Options::default()).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(log.head().position, Position(events as u64));
    let target = target.map(|target| format!(", target below {target} s: {}", verdict(seconds < target)));
    println!("  {how:<48}{seconds:>12.3} s{}", target.unwrap_or_default());
}

fn remove_snapshots(engine: &Path) {
    for entry in fs::read_dir(engine).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("snap.") {
            fs::remove_file(path).unwrap();
        }
    }
}

fn rate(events: usize, work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    events as f64 / started.elapsed().max(Duration::from_nanos(1)).as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn line(what: &str, rate: f64, unit: &str, target: Option<(f64, f64)>) {
    let target = target.map_or(String::new(), |(ratio, target)| {
        format!(", {ratio:.2} of the raw file, target at least {target:.2}: {}", verdict(ratio >= target))
    });
    println!("  {what:<48}{rate:>12.0} a second{unit}{target}");
}

fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

fn bytes_under(dir: &Path) -> u64 {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let meta = entry.metadata().unwrap();
            if meta.is_dir() { bytes_under(&entry.path()) } else { allocated(&meta) }
        })
        .sum()
}

#[cfg(unix)]
fn allocated(meta: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(meta) * 512
}

#[cfg(not(unix))]
fn allocated(meta: &fs::Metadata) -> u64 {
    meta.len()
}

/// The most memory this process has had, where the system says.
fn resident_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
