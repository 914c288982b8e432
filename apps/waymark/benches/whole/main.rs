//! The whole, measured on simulated programmes: reading, rebuilding and importing at size.
//!
//! `cargo bench -p waymark` runs it; `WAYMARK_BENCH_INTERNS` sets the size, 9,000 interns (about a
//! million events) unless told otherwise. Every figure stands beside what was asked for.
#![expect(clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used, reason = "a benchmark")]

mod cold;
mod sheets;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use event_journal::{EmbeddedJournal, Journal};
use event_keys::{FileShelf, Keystore, MasterKey};
use event_log::{EventLog, Options, SledLog};
use events::{Position, Recorded};
use import::Mapping;
use projection_worker::Worker;
use simulation::Scale;
use tokio::runtime::Runtime;
use waymark::commands::simulate::simulate;
use waymark::data_dir::DataDir;
use waymark::intake::{Direct, Ended, known, send_all};
use waymark::{output, services, system};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let interns = std::env::var("WAYMARK_BENCH_INTERNS").ok().and_then(|n| n.parse().ok()).unwrap_or(9_000);
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();

    println!("a simulated log");
    let data = DataDir::open_or_create(&dir.path().join("data"), None).unwrap();
    let log: Arc<dyn EventLog> = Arc::new(SledLog::open(data.log(), Options::default()).unwrap());
    let master = data.master_key(None).unwrap();
    let shelf = Arc::new(FileShelf::open_or_create(&data.keys()).unwrap().without_sync());
    let keys = Keystore::open_or_create(shelf, master, system::entropy());
    let keys = Arc::new(runtime.block_on(keys).unwrap());
    data.finish().unwrap();
    let started = Instant::now();
    let events = simulate(Scale { interns, years: 6, seed: 1 }, &log, &keys).unwrap();
    rate("simulated, decided and written", events, started, None);
    drop(log);

    let started = Instant::now();
    let log: Arc<dyn EventLog> = Arc::new(SledLog::open(data.log(), Options::default()).unwrap());
    println!("{:<44}{:>12.2} s            under 1", "reopened", started.elapsed().as_secs_f64());
    let json = scan(&*log, events);
    let disk = size(&data.log());
    println!("{:<44}{:>12.2}              at most 0.4", "on disk, of the events' JSON", disk as f64 / json as f64);

    cold::cold(&runtime, &log, &keys);
    let events = log.head().position.0;

    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(log, system::clock()));
    let started = Instant::now();
    let worker = Worker::open(&data.read_models(), read_models::ALL).unwrap();
    runtime.block_on(worker.catch_up(journal.clone(), |_| {})).unwrap();
    rate("all read models made", events, started, Some(200_000));
    drop((worker, journal));
    memory(data.path());

    println!("\nan import");
    import_sheets(&runtime, dir.path());
}

fn scan(log: &dyn EventLog, events: u64) -> u64 {
    let (started, mut json, mut after) = (Instant::now(), 0, Position::START);
    loop {
        let batch = log.batch(after, 8192).unwrap();
        if batch.is_empty() {
            break;
        }
        for (position, leaf, _) in batch.iter() {
            json += leaf.len() as u64;
            let _ = black_box(Recorded::decode(position, leaf).unwrap());
        }
        after = batch.last();
    }
    rate("scanned and decoded, one core", events, started, Some(500_000));
    json
}

/// What `waymark up` holds in memory once it serves and its indexes are read.
fn memory(data: &Path) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_waymark"));
    server.args(["--data", data.to_str().unwrap(), "up", "--open", "--listen", "127.0.0.1:0"]);
    let mut server = server.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = std::io::BufReader::new(server.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    let url = &line[line.find("http://").unwrap()..].split_whitespace().next().unwrap().to_owned();
    // A refused command waits for the index of where every coach is: then all is in memory.
    let hours = r#"{"internship":"00000000-0000-4000-8000-000000000000","coach":"00000000-0000-4000-8000-000000000000","date":"2024-01-01","start":"09:00:00","minutes":60,"activity":"review","claimable":true}"#;
    let request = ureq::post(format!("{url}/v1/coaching/log-hours")).header("idempotency-key", "bench");
    let _refused = request.header("content-type", "application/json").send(hours);
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!("{:<44}{resident:>15}           under 500 MB", "memory of `waymark up`, at its most");
    server.kill().unwrap();
    server.wait().unwrap();
}

fn import_sheets(runtime: &Runtime, dir: &Path) {
    let sheets = dir.join("sheets");
    let mapping = sheets::write(&sheets, 900);
    let data = DataDir::open_or_create(&dir.join("imported"), None).unwrap();
    let shelf = Arc::new(FileShelf::open_or_create(&data.keys()).unwrap());
    let keys =
        runtime.block_on(Keystore::open_or_create(shelf, MasterKey::new(1, [7; 32]), system::entropy())).unwrap();
    let keys = Arc::new(keys);
    let started = Instant::now();
    let commands: Vec<_> = services::command_types().copied().collect();
    let draft = Mapping::read(&mapping, &commands).unwrap().plan(&sheets, system::today()).unwrap();
    let mut plan = runtime.block_on(draft.named(&[], keys.secret())).unwrap();
    println!(
        "{:<44}{:>12.2} s            {} commands",
        "planned",
        started.elapsed().as_secs_f64(),
        plan.commands.len()
    );
    let log: Arc<dyn EventLog> = Arc::new(SledLog::open(data.log(), Options::default()).unwrap());
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(log, system::clock()));
    let services = services::all(&journal, &keys);
    let gateway = Arc::new(Direct::new(services, journal.clone(), keys, system::today(), uuid::Uuid::nil()).unwrap());
    let sent = runtime.block_on(async {
        let known = known(&gateway, &plan, Vec::new()).await.unwrap();
        plan.compare(known, &*gateway).await.unwrap();
        let bar = output::progress(plan.commands.len() as u64, "importing");
        let (outcomes, ended) = send_all(&gateway, &plan.commands, &bar, std::future::pending()).await;
        assert!(matches!(ended, Ended::Whole), "{ended:?}");
        outcomes
    });
    let total = sent.len() as u64;
    let report = plan.report(sent);
    rate("imported end to end, durable", total, started, Some(5_000));
    assert!(report.is_clean(), "{:#?}", report.troubles().take(3).collect::<Vec<_>>());
    assert_eq!(journal.head().0, total);
}

fn rate(what: &str, many: u64, started: Instant, wanted: Option<u64>) {
    let rate = many as f64 / started.elapsed().as_secs_f64();
    let wanted = wanted.map(|wanted| format!("at least {}", output::number(wanted))).unwrap_or_default();
    println!("{what:<44}{:>12} a second     {wanted}", output::number(rate as u64));
}

fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() }).sum()
}
