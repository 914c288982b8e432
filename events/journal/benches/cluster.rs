//! What the cluster costs beside the bare client, and how fast a node and a worker read.
//!
//! `cargo bench -p event-journal` starts its own servers. `WAYMARK_EVENTS` says how many events are
//! read, 200,000 otherwise.
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark prints ratios")]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/journal/scene.rs"]
mod scene;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_nats::{Client, HeaderMap};
use event_journal::{ClusterJournal, Connection, Feed as _, Journal as _, StreamFeed};
use event_log::Entry;
use events::Position;

use scene::{connect, event, join, log_in, sealed, subject};

/// How long each round of appending lasts, and how many there are of each.
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: u64 = 3;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (ours, theirs) = (scene::one_server().await, scene::one_server().await);
        appending("one server, sync always", &ours.1, vec![theirs.0.url()]).await;
        drop((ours, theirs));
        let (ours, theirs) = (scene::three_servers().await, scene::three_servers().await);
        appending("three servers, sync always", &ours.1, theirs.0.urls()).await;
        drop((ours, theirs));
        reading().await;
    });
}

/// The sequencer and the bare client in turn, at streams of the same kind: what the bare client sends
/// is no event, and would stop a node.
async fn appending(ground: &str, connection: &Connection, urls: Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let node = join(connection, log_in(dir.path())).await;
    let bare = async_nats::connect(urls).await.unwrap();
    let numbers = Arc::new(AtomicU64::new(0));
    for writers in [1, 16, 64] {
        let (mut ours, mut theirs) = (0, 0);
        for _ in 0..ROUNDS {
            let (client, node) = (bare.clone(), node.clone());
            theirs += round(writers, &numbers, move |n| bare_append(client.clone(), n)).await;
            ours += round(writers, &numbers, move |n| append(node.clone(), n)).await;
        }
        let a_second = |count: u64| count as f64 / (ROUND.as_secs() * ROUNDS) as f64;
        let (ours, theirs) = (a_second(ours), a_second(theirs));
        println!(
            "{ground}, {writers} under way: bare client {theirs:.0}, sequencer {ours:.0} appends a second, ratio {:.2}",
            ours / theirs
        );
    }
}

/// How many appends so many writers finish in a round, each to a new subject.
async fn round<F: Future<Output = ()> + Send + 'static>(
    writers: usize,
    numbers: &Arc<AtomicU64>,
    append: impl Fn(u64) -> F + Clone + Send + 'static,
) -> u64 {
    let until = Instant::now() + ROUND;
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (numbers, append) = (Arc::clone(numbers), append.clone());
            tokio::spawn(async move {
                let mut done = 0;
                while Instant::now() < until {
                    append(numbers.fetch_add(1, Ordering::Relaxed)).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.unwrap();
    }
    done
}

async fn append(node: ClusterJournal, n: u64) {
    node.append(event(n, n), sealed(n), Position::START).await.unwrap();
}

/// The same headers, and as many bytes.
async fn bare_append(client: Client, n: u64) {
    let subject = subject(n);
    let to = |context: &str| format!("waymark.events.{context}.{}.{}", subject.kind, subject.id);
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", event(n, n).id.to_string());
    headers.insert("Nats-Expected-Stream", "WAYMARK");
    headers.insert("Nats-Expected-Last-Subject-Sequence", "0");
    headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", to("*"));
    let mut body = event(n, n).to_canonical().unwrap();
    body.extend(sealed(n).into_iter().flat_map(|sealed| sealed.0));
    let answer = client.request_with_headers(to("coaching"), headers, body.into()).await.unwrap();
    assert!(!answer.payload.windows(5).any(|window| window == b"error"), "{:?}", answer.payload);
}

async fn reading() {
    let count: u64 = std::env::var("WAYMARK_EVENTS").ok().map_or(200_000, |count| count.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let source = log_in(dir.path());
    let subjects = 5_000;
    for first in (0..count).step_by(1_000) {
        let pending: Vec<_> = (first..count.min(first + 1_000))
            .map(|n| {
                let event = event(n, n % subjects);
                let leaf = event.to_canonical().unwrap();
                let before = Position((n + 1).saturating_sub(subjects));
                source.append(Entry::new(event.id, event.subject, leaf, sealed(n).map(|sealed| sealed.0)), before)
            })
            .collect();
        pending.into_iter().for_each(|pending| assert!(pending.wait().is_ok()));
    }
    let (server, connection) = scene::one_server().await;
    let rate = |start: Instant| count as f64 / start.elapsed().as_secs_f64();

    let start = Instant::now();
    connection.fill(&*source, &mut |_| ()).await.unwrap();
    println!("filling a stream: {:.0} events a second", rate(start));

    let home = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let node = join(&connect(vec![server.url()]).await, log_in(home.path())).await;
    node.caught_up().await.unwrap();
    println!(
        "a new node catches up {count} events: {:.0} a second, {:.1} s",
        rate(start),
        start.elapsed().as_secs_f64()
    );
    drop(node);

    let feed = StreamFeed::open(connect(vec![server.url()]).await, true).await.unwrap();
    let start = Instant::now();
    let mut after = Position::START;
    while after.0 < count {
        after = feed.since(after, 2_000).await.unwrap().last();
    }
    println!("a feed without a log: {:.0} events a second", rate(start));
}
