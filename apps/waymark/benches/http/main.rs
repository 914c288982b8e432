//! Commands a second through HTTP: on one machine alone, and in clusters of real processes.
//!
//! `cargo bench -p waymark --bench http` starts everything itself. `WAYMARK_BENCH_MS` says how long
//! each round lasts, 1,500 otherwise. Clients, services and NATS servers share the machine's
//! processors and its disk; every log and every server syncs before it answers.
//!
//! A *session* is logged for one of 1,000 internships that all clients share. A *referral* is of
//! somebody new: it makes and keeps a key for that person, and seals what is personal.
//!
//! `cargo bench -p waymark --bench http -- cold` asks about each internship of a simulated log once, and
//! again once all are known. `WAYMARK_BENCH_INTERNS` says how many there are, 30,000 otherwise.
#![expect(clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used, reason = "a benchmark")]

mod bare;
mod client;
mod cold;
mod commands;
mod ground;

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{LocalSet, spawn_local};

use client::Client;
use commands::{Kind, prepare};
use ground::Ground;

const CLIENTS: [usize; 3] = [1, 16, 64];
const ROUNDS: usize = 3;

/// Commands a second, and how long they took, over all rounds of one kind.
#[derive(Default)]
struct Measured {
    rates: Vec<f64>,
    latencies: Vec<Duration>,
}

fn main() {
    let round = std::env::var("WAYMARK_BENCH_MS").map_or(1_500, |ms| ms.parse().unwrap());
    // One thread: what the clients take of the processors is missing where they ask.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if std::env::args().any(|argument| argument == "cold") {
        let interns = std::env::var("WAYMARK_BENCH_INTERNS").map_or(30_000, |many| many.parse().unwrap());
        return runtime.block_on(LocalSet::new().run_until(cold::cold(interns)));
    }
    runtime.block_on(LocalSet::new().run_until(measure(Duration::from_millis(round))));
}

async fn measure(round: Duration) {
    let grounds = [Ground::embedded().await, Ground::cluster(1).await, Ground::cluster(3).await];
    for ground in &grounds {
        prepare(ground).await;
    }
    println!("{:34}{:>8}{:>10}{:>9}{:>9}", "", "clients", "a second", "p50 ms", "p99 ms");
    println!("the bare JetStream client, as many bytes and the same headers");
    let mut bare = Vec::new();
    for clients in CLIENTS {
        bare.push(publishing(&grounds, clients, round).await);
    }
    for kind in [Kind::Session, Kind::Referral] {
        println!("{}", kind.told());
        let numbers: Vec<_> = grounds.iter().map(|_| Rc::default()).collect();
        for (clients, bare) in CLIENTS.into_iter().zip(&bare) {
            let mut measured: [Measured; 3] = Default::default();
            for _ in 0..ROUNDS {
                for ((ground, numbers), measured) in grounds.iter().zip(&numbers).zip(&mut measured) {
                    measured.take(asking(ground, kind, numbers, clients, round).await);
                }
            }
            let embedded = measured[0].rate();
            for ((ground, measured), bare) in grounds.iter().zip(&mut measured).zip(bare) {
                let of = |floor: f64| measured.rate() / floor;
                let ratio = match bare {
                    None => String::new(),
                    Some(bare) => format!("{:>6.2} of embedded, {:.2} of the bare client", of(embedded), of(*bare)),
                };
                println!("{}{ratio}", measured.line(&ground.name, clients));
            }
        }
    }
}

/// What the servers of each ground, if it has any, give to clients that only publish: appends a second.
async fn publishing(grounds: &[Ground], clients: usize, round: Duration) -> Vec<Option<f64>> {
    let mut measured: Vec<_> = grounds.iter().map(|_| Measured::default()).collect();
    for _ in 0..ROUNDS {
        for (ground, measured) in grounds.iter().zip(&mut measured) {
            let Some(publisher) = &ground.bare else { continue };
            let works = (0..clients).map(|_| {
                let mut publisher = publisher.clone();
                async move || publisher.append().await
            });
            measured.take(repeated(works, round).await);
        }
    }
    let told = grounds.iter().zip(&mut measured).map(|(ground, measured)| {
        let measured = Some(measured).filter(|measured| !measured.rates.is_empty())?;
        println!("{}", measured.line(&ground.name, clients));
        Some(measured.rate())
    });
    told.collect()
}

/// Clients spread over the nodes, each with a connection that it keeps.
async fn asking(ground: &Ground, kind: Kind, numbers: &Rc<AtomicU64>, clients: usize, round: Duration) -> Measured {
    let mut works = Vec::new();
    for node in ground.nodes.iter().cycle().take(clients) {
        let (mut client, numbers) = (Client::of(node, &ground.key).await, Rc::clone(numbers));
        works.push(async move || client.ask(&kind.command(numbers.fetch_add(1, Ordering::Relaxed))).await);
    }
    repeated(works, round).await
}

/// Each does its work again and again until the round is over.
async fn repeated<W: AsyncFnMut() + 'static>(works: impl IntoIterator<Item = W>, round: Duration) -> Measured {
    let began = Instant::now();
    let tasks: Vec<_> = works
        .into_iter()
        .map(|mut work| {
            spawn_local(async move {
                let mut latencies = Vec::new();
                while began.elapsed() < round {
                    let asked = Instant::now();
                    work().await;
                    latencies.push(asked.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    Measured { rates: vec![latencies.len() as f64 / began.elapsed().as_secs_f64()], latencies }
}

impl Measured {
    fn take(&mut self, round: Self) {
        self.rates.extend(round.rates);
        self.latencies.extend(round.latencies);
    }

    /// The median of the rounds.
    fn rate(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_unstable_by(f64::total_cmp);
        rates[rates.len() / 2]
    }

    fn line(&mut self, name: &str, clients: usize) -> String {
        self.latencies.sort_unstable();
        let ms = |percent: usize| self.latencies[self.latencies.len() * percent / 100].as_secs_f64() * 1e3;
        format!("  {name:32}{clients:>8}{:>10.0}{:>9.2}{:>9.2}", self.rate(), ms(50), ms(99))
    }
}
