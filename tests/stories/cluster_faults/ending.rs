//! A service is asked to end while commands are under way; a worker is killed while it applies.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use stories::cluster::{Cluster, SERVE, wait};
use stories::text;
use test_servers::Proxy;

use crate::ground::{prepare, registration, session, take};
use crate::reckoning::{root, tables_made_again};

const UNDER_WAY: usize = 6;
const KILLS: u64 = 20;
/// Ten seconds for what is still arriving, the time of one command, and a few to leave in: shorter
/// than two appends that nobody answers.
const TO_END: Duration = Duration::from_secs(55);
/// How long a worker is watched that writes nothing more.
const LONGEST: Duration = Duration::from_millis(500);

#[test]
fn a_service_that_is_asked_to_end_answers_every_command_under_way() {
    let cluster = Cluster::start();
    let proxy = Proxy::before(cluster.nats.servers[0].address());
    let mut service = cluster.node_on("service", &SERVE, &proxy.url()).ready();
    let mut keeper = cluster.keep("keeper");
    prepare(&service.client, UNDER_WAY);
    for number in 0..UNDER_WAY {
        take(&service.client, "/v1/coaching/register-coach", &format!("coach-{number}"), &registration(number));
        take(&service.client, "/v1/coaching/log-hours", &format!("first-{number}"), &session(number, number, 0));
    }
    let before = service.client.metric("waymark_journal_head").expect("a head");
    let client = service.client.clone();
    proxy.stall_answers();
    thread::scope(|scope| {
        let asked: Vec<_> = (0..UNDER_WAY)
            .map(|number| {
                let client = &client;
                scope.spawn(move || {
                    client.post("/v1/coaching/log-hours", &format!("second-{number}"), &session(number, number, 1))
                })
            })
            .collect();
        // All stand in the stream, and no answer comes.
        let all = before + UNDER_WAY as u64;
        wait("all are recorded", || keeper.client.metric("waymark_journal_head") >= Some(all));
        service.ask_to_end();
        wait("it takes no more", || service.readiness().is_none_or(|(status, _)| status == 503));
        proxy.resume();
        for asked in asked {
            let answer = asked.join().expect("a thread");
            assert!(matches!(answer, Some((201, _))), "a command under way was not answered: {answer:?}");
        }
    });
    assert!(service.ended().success(), "{}", service.said());
    assert!(service.said().ends_with("Stopped in order.\n"), "{}", service.said());
    assert!(keeper.terminate().success());
    assert_eq!(root(&cluster, "service"), root(&cluster, "keeper"), "nothing is half done");
}

#[test]
fn commands_that_wait_for_each_other_do_not_each_hold_up_the_end() {
    let cluster = Cluster::start();
    let proxy = Proxy::before(cluster.nats.servers[0].address());
    let mut service = cluster.node_on("service", &SERVE, &proxy.url()).ready();
    let keeper = cluster.keep("keeper");
    prepare(&service.client, 1);
    take(&service.client, "/v1/coaching/register-coach", "coach", &registration(0));
    let before = service.client.metric("waymark_journal_head").expect("a head");
    let client = service.client.clone();
    proxy.stall_answers();
    thread::scope(|scope| {
        for number in 0..UNDER_WAY {
            let client = &client;
            scope.spawn(move || client.post("/v1/coaching/log-hours", &format!("{number}"), &session(0, 0, number)));
        }
        wait("one is recorded", || keeper.client.metric("waymark_journal_head") > Some(before));
        service.ask_to_end();
        let asked = Instant::now();
        assert!(service.ended().success(), "{}", service.said());
        assert!(asked.elapsed() < TO_END, "{:?}", asked.elapsed());
    });
    assert!(service.said().ends_with("Stopped in order.\n"), "{}", service.said());
}

#[test]
fn a_worker_killed_wherever_it_is_ends_with_the_tables_of_one_that_was_not() {
    let cluster = Cluster::start();
    let master = cluster.secret("master-key");
    cluster.ok("simulated", &["simulate", "--interns", "150", "--years", "2", "--master-key-file", text(&master)]);
    cluster.ok("simulated", &["cluster", "seed", "--nats", &cluster.urls()]);
    let mut worker = cluster.node("worker", &["project", "--tables", "tables"]);
    for kill in 0..KILLS {
        // At the first sign of writing, at the second, and so on: within a transaction, or after it.
        for _ in 0..=kill % 4 {
            let before = writing(&cluster.path("tables"));
            let began = Instant::now();
            while writing(&cluster.path("tables")) == before && began.elapsed() < LONGEST {
                thread::yield_now();
            }
        }
        worker.kill();
        worker.start_again();
    }
    worker.wait_until_ready();
    let head = worker.client.metric("waymark_stream_position").expect("a position");
    wait("the worker reads everything", || worker.client.metric("waymark_worker_position") >= Some(head));
    println!("{head} events, {KILLS} kills");
    drop(worker);
    tables_made_again(&cluster, "tables", head);
}

/// The sizes of the files in a directory: another answer means that somebody writes.
fn writing(dir: &Path) -> Vec<u64> {
    let files = fs::read_dir(dir).into_iter().flatten().flatten();
    files.filter_map(|file| Some(file.metadata().ok()?.len())).collect()
}
