//! A node whose clock is an hour wrong.

use std::path::{Path, PathBuf};
use std::process::Command;

use stories::cluster::{Cluster, SERVE, wait};
use stories::text;
use tempfile::TempDir;

use crate::ground::{prepare, registration, session, take};

/// A library that gives a process another clock, compiled into a directory of its own.
fn library() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let library = dir.path().join("clock.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("cluster_faults/clock.c");
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl");
    assert!(compile.status().expect("a C compiler, which the build needs too").success());
    (dir, library)
}

#[test]
fn events_are_in_the_order_of_their_times_though_one_node_is_an_hour_fast_and_one_an_hour_slow() {
    let cluster = Cluster::start();
    let (_dir, library) = library();
    let wrong = |name: &str, seconds: &str| {
        let clock = [("LD_PRELOAD", text(&library)), ("CLOCK_AHEAD_SECONDS", seconds)];
        let environment = [&clock[..], &[("WAYMARK_LOG", "info")]].concat();
        cluster.node_in(name, &SERVE, &cluster.urls(), &environment).ready()
    };
    let mut services = [wrong("right", "0"), wrong("fast", "3600"), wrong("slow", "-3600")];
    let clocks = services.each_ref().map(|service| minutes(&service.said()));
    assert!((45..75).contains(&ahead(clocks[1], clocks[0])), "its clock is not fast: {clocks:?}");
    assert!((45..75).contains(&ahead(clocks[0], clocks[2])), "its clock is not slow: {clocks:?}");
    prepare(&services[0].client, 3);
    for (number, service) in services.iter().enumerate() {
        take(&service.client, "/v1/coaching/register-coach", &format!("coach-{number}"), &registration(number));
    }
    for n in 0..30 {
        let (number, service) = (n % 3, &services[n % 3]);
        take(&service.client, "/v1/coaching/log-hours", &format!("session-{n}"), &session(n % 2, number, n));
    }
    let head = services[0].client.metric("waymark_stream_position").expect("a head");
    for service in &services {
        wait("everybody has everything", || service.client.metric("waymark_journal_head") >= Some(head));
    }
    services.iter_mut().for_each(|service| assert!(service.terminate().success()));
    let events: Vec<serde_json::Value> =
        cluster.ok("fast", &["events"]).lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let times: Vec<&str> = events.iter().map(|event| event["recordedtime"].as_str().expect("a time")).collect();
    assert_eq!(times.len(), 37);
    assert!(times.is_sorted(), "{times:?}");
    let logs = ["right", "fast", "slow"].map(|name| cluster.ok(name, &["events"]));
    assert!(logs.iter().all(|log| *log == logs[0]));
}

/// The minute of the day at which a process began to serve, by its own clock.
fn minutes(said: &str) -> i32 {
    let line = said.lines().find(|line| line.contains("serving")).expect("it says when it serves");
    let (_, time) = line.split_once('T').expect("a time");
    let part = |at: std::ops::Range<usize>| time[at].parse::<i32>().expect("a number");
    part(0..2) * 60 + part(3..5)
}

/// How many minutes one clock is ahead of the other, across midnight too.
fn ahead(one: i32, other: i32) -> i32 {
    (one - other).rem_euclid(24 * 60)
}
