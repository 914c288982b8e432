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

use async_nats::jetstream::consumer::pull;
use async_nats::{Client, HeaderMap, jetstream};
use event_journal::{ClusterJournal, Connection, Feed as _, Journal as _, SequencerAlone};
use event_log::{Entry, MemoryLog};
use events::Position;
use futures_util::StreamExt as _;
use tokio::sync::watch;

use scene::{connect, event, join, log_in, sealed, subject};

/// How long each round of appending lasts, and how many there are of each.
const ROUND: Duration = Duration::from_millis(600);
const ROUNDS: usize = 12;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut one = Vec::new();
        for _ in 0..GROUNDS {
            one.push(scene::one_server().await);
        }
        appending("one server", one.iter().map(|(server, node)| (vec![server.url()], node)).collect()).await;
        drop(one);
        let mut three = Vec::new();
        for _ in 0..GROUNDS {
            three.push(scene::three_servers().await);
        }
        let mut leaders = Vec::new();
        for (servers, _) in &three {
            let url = servers.urls().swap_remove(servers.leader_of("WAYMARK").unwrap());
            leaders.push((vec![url.clone()], connect(vec![url]).await));
        }
        appending("three servers", leaders.iter().map(|(urls, node)| (urls.clone(), node)).collect()).await;
        drop(three);
        reading().await;
    });
}

/// Who appends: the bare client; the sequencer, which publishes under its condition and answers when
/// the quorum has the event; the bare client that also reads everything back and counts an append only
/// once it has been read, which is what a whole append asks of the servers; a node, for which an append
/// is whole when its own log has it too, with that log in memory; a node with its log on the disk that
/// the servers sync to; and the sequencer once more, while that last node follows beside it.
const PARTIES: usize = 6;
/// At how many streams, each with servers of its own: the last two share one.
const GROUNDS: usize = 5;

/// The parties in turn, each at servers of its own: what the bare client sends is no event, and would
/// stop a node. All of them are connected to the server that leads their stream: to another one, each
/// event makes a way more.
async fn appending(ground: &str, servers: Vec<(Vec<String>, &Connection)>) {
    let dir = tempfile::tempdir().unwrap();
    let bare = async_nats::connect(servers[0].0.clone()).await.unwrap();
    let sequencer = Arc::new(SequencerAlone::on(servers[1].1.clone()));
    let back = ReadBack::beside(async_nats::connect(servers[2].0.clone()).await.unwrap()).await;
    let memory = join(servers[3].1, Arc::new(MemoryLog::new())).await;
    let disk = join(servers[4].1, log_in(dir.path())).await;
    let followed = Arc::new(SequencerAlone::on(servers[4].1.clone()));
    let numbers = Arc::new(AtomicU64::new(0));
    println!("{ground}, sync always: appends a second, and of the bare client's");
    println!(
        "under way     bare       sequencer       read back   log in memory     log on disk   sequencer, followed"
    );
    for writers in [1, 16, 64, 256] {
        let mut rates = Vec::new();
        for first in 0..ROUNDS {
            let mut rate = [0.0; PARTIES];
            // Each of them begins as often as any other.
            for party in (0..PARTIES).map(|n| (first + n) % PARTIES) {
                let (bare, back, memory, disk) = (bare.clone(), back.clone(), memory.clone(), disk.clone());
                let (sequencer, followed) = (Arc::clone(&sequencer), Arc::clone(&followed));
                rate[party] = match party {
                    0 => round(writers, &numbers, move |n| publish(bare.clone(), n)).await,
                    1 => round(writers, &numbers, move |n| place(Arc::clone(&sequencer), n)).await,
                    2 => round(writers, &numbers, move |n| back.clone().append(n)).await,
                    3 => round(writers, &numbers, move |n| append(memory.clone(), n)).await,
                    4 => round(writers, &numbers, move |n| append(disk.clone(), n)).await,
                    _ => round(writers, &numbers, move |n| place(Arc::clone(&followed), n)).await,
                };
            }
            rates.push(rate);
        }
        let of = |value: &dyn Fn(&[f64; PARTIES]) -> f64| median(rates.iter().map(value).collect());
        print!("{writers:>9}   {:>6.0}", of(&|rates| rates[0]));
        for party in 1..PARTIES {
            print!("   {:>6.0}  {:.2}", of(&|rates| rates[party]), of(&|rates| rates[party] / rates[0]));
        }
        println!();
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How many appends a second so many writers finish, each to a new subject.
async fn round<F: Future<Output = ()> + Send + 'static>(
    writers: usize,
    numbers: &Arc<AtomicU64>,
    append: impl Fn(u64) -> F + Clone + Send + 'static,
) -> f64 {
    let until = Instant::now() + ROUND;
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (numbers, append) = (Arc::clone(numbers), append.clone());
            tokio::spawn(async move {
                let mut done = 0_u32;
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
    f64::from(done) / ROUND.as_secs_f64()
}

async fn place(sequencer: Arc<SequencerAlone>, n: u64) {
    sequencer.place(&event(n, n), sealed(n).as_ref()).await.unwrap();
}

async fn append(node: ClusterJournal, n: u64) {
    node.append(event(n, n), sealed(n), Position::START).await.unwrap();
}

/// The same headers, and as many bytes. Answers with its position.
async fn send(client: &Client, n: u64) -> u64 {
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
    let answer: serde_json::Value = serde_json::from_slice(&answer.payload).unwrap();
    answer["seq"].as_u64().unwrap_or_else(|| panic!("{answer}"))
}

async fn publish(client: Client, n: u64) {
    send(&client, n).await;
}

/// The bare client with a reader beside it.
#[derive(Clone)]
struct ReadBack {
    client: Client,
    read: watch::Receiver<u64>,
}

impl ReadBack {
    async fn beside(client: Client) -> Self {
        let stream = jetstream::new(client.clone()).get_stream("WAYMARK").await.unwrap();
        let consumer = stream.create_consumer(pull::OrderedConfig::default()).await.unwrap();
        let mut messages = consumer.messages().await.unwrap();
        let (tell, read) = watch::channel(0);
        tokio::spawn(async move {
            while let Some(Ok(message)) = messages.next().await {
                tell.send_replace(message.info().unwrap().stream_sequence);
            }
        });
        Self { client, read }
    }

    async fn append(mut self, n: u64) {
        let position = send(&self.client, n).await;
        self.read.wait_for(|read| *read >= position).await.unwrap();
    }
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
    node.watch().wait_for(|head| head.0 >= count).await.unwrap();
    println!(
        "a new node catches up {count} events: {:.0} a second, {:.1} s",
        rate(start),
        start.elapsed().as_secs_f64()
    );
    drop(node);
}
