//! Fifty faults, one after the other, under load.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use oorandom::Rand64;

use crate::faults::Fault;
use crate::load::Load;
use crate::reckoning::{Reckoning, tables_made_again};
use crate::scene::{Scene, TABLES};

/// How often every kind of fault happens.
const TIMES: usize = 5;
const CLIENTS: usize = 4;

/// The nodes of the scene, each with a log of its own.
const NODES: [&str; 5] = ["service-1", "service-2", "keeper", "worker-1", "worker-2"];

#[test]
fn fifty_faults_under_load_lose_nothing_and_double_nothing() {
    let began = Instant::now();
    let seed = seed();
    println!("seed {seed}: give it as WAYMARK_SEED to repeat");
    let mut chance = Rand64::new(u128::from(seed));
    let mut rounds: Vec<Fault> = Fault::ALL.repeat(TIMES);
    shuffle(&mut rounds, &mut chance);
    let mut scene = Scene::start();
    let clients: Vec<_> = scene.services.iter().map(|node| node.client.clone()).collect();
    let load = Load::on(&clients.iter().collect::<Vec<_>>());
    let mut seconds: BTreeMap<Fault, Vec<f64>> = BTreeMap::new();

    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let load = &load;
            scope.spawn(move || load.work(client));
        }
        let ends = Ends(&load);
        for fault in &rounds {
            let recovered = fault.strike(&mut scene, &load, &mut chance);
            println!("{:>6.1} s  {fault:?}: back after {recovered:.1?}", began.elapsed().as_secs_f64());
            seconds.entry(*fault).or_default().push(recovered.as_secs_f64());
            assert!(load.refused().is_empty(), "{:?}", load.refused());
        }
        drop(ends);
    });

    scene.catch_up();
    let head = scene.head();
    tables_made_again(&scene.cluster, TABLES, head);
    let Scene { services, keeper, workers, cluster, given, .. } = &mut scene;
    services.iter_mut().chain(workers).chain([keeper]).for_each(|node| assert!(node.terminate().success()));
    let reckoning = Reckoning::of(cluster, &NODES, *given, &load.acknowledged());
    println!("{} rounds:", rounds.len());
    for (fault, seconds) in &mut seconds {
        println!("  {fault:?}: {} times, {}", seconds.len(), middle_and_most(seconds));
    }
    let mut all: Vec<f64> = seconds.into_values().flatten().collect();
    println!("{reckoning}");
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    let (unanswered, failed, behind) = (count(&load.unanswered), count(&load.failed), count(&load.behind));
    println!(
        "attempts: {unanswered} unanswered, {failed} answered by 5xx, {behind} refused by a service that was behind"
    );
    println!("{} commands acknowledged when they were repeated", count(&load.repeated));
    println!("recovery: {}; in all {:.0} s", middle_and_most(&mut all), began.elapsed().as_secs_f64());
    reckoning.assert_whole();
}

/// The load ends, also when a story breaks.
struct Ends<'a>(&'a Load);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.stop();
        if thread::panicking() {
            self.0.abandon();
        }
    }
}

fn middle_and_most(seconds: &mut [f64]) -> String {
    seconds.sort_unstable_by(f64::total_cmp);
    let (middle, most) = (seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
    format!("median {middle:.1} s, most {most:.1} s")
}

/// From `WAYMARK_SEED`, or from whatever this run has.
fn seed() -> u64 {
    let given = std::env::var("WAYMARK_SEED").ok();
    let given = given.map(|text| text.parse().expect("WAYMARK_SEED is a number"));
    given.unwrap_or_else(|| u64::from(std::process::id()))
}

fn shuffle<T>(all: &mut [T], chance: &mut Rand64) {
    for last in (1..all.len()).rev() {
        let other = usize::try_from(chance.rand_range(0..last as u64 + 1)).expect("an index");
        all.swap(last, other);
    }
}
