//! The stream is not what it was.

use std::fs;
use std::time::Instant;

use serde_json::json;
use stories::LIMIT;
use stories::cluster::{Cluster, Node, copy, wait};
use test_servers::flip;

use crate::admin::{ask, delete_stream};
use crate::ground::{internship, prepare, registration, session, take};
use crate::reckoning::{root, tables_made_again};

const HEAD: &str = "waymark_journal_head";

#[track_caller]
fn all_have(nodes: &[&Node], position: u64) {
    for node in nodes {
        wait(&format!("{} has {position} events", node.name), || node.client.metric(HEAD) == Some(position));
    }
}

#[track_caller]
fn applied(worker: &Node, position: u64) {
    let has = || worker.client.metric("waymark_worker_position");
    wait(&format!("the tables have {position} events"), || has() == Some(position));
}

/// So many sessions of a coach of their own.
#[track_caller]
fn coach(node: &Node, number: usize, sessions: usize) {
    take(&node.client, "/v1/coaching/register-coach", &format!("coach-{number}"), &registration(number));
    for n in 0..sessions {
        take(&node.client, "/v1/coaching/log-hours", &format!("{number}-{n}"), &session(0, number, n));
    }
}

#[test]
fn a_stream_that_was_cut_short_stops_every_node_and_is_put_back_from_a_keepers_log() {
    let cluster = Cluster::start();
    let mut services = [cluster.serve("service-1"), cluster.serve("service-2")];
    let mut keeper = cluster.keep("keeper");
    let mut worker = cluster.project("worker", "tables");
    prepare(&services[0].client, 1);
    coach(&services[0], 1, 7);
    all_have(&[&keeper], 10);
    assert!(keeper.terminate().success());
    copy(&cluster.path("keeper"), &cluster.path("old"));
    keeper.start_again();
    coach(&services[1], 2, 19);
    all_have(&[&services[0], &services[1], &keeper], 30);
    applied(&worker, 30);

    // Made again behind the nodes' backs, from what somebody found on an old disk.
    let nats = cluster.urls();
    delete_stream(cluster.nats.servers[0].address());
    cluster.ok("operator", &["cluster", "create", "--nats", &nats]);
    let told = cluster.ok("old", &["cluster", "repair", "--nats", &nats]);
    assert!(told.contains("had 0 events and has 10 now"), "{told}");
    for node in services.iter().chain([&keeper, &worker]) {
        let told = node.wait_until_troubled("waymark cluster repair");
        assert!(told.contains("at 30"), "{}: {told}", node.name);
    }
    for service in &services {
        let answer = service.client.post("/v1/coaching/log-hours", "lost", &session(0, 2, 20));
        assert!(matches!(answer, Some((503, _))), "{}: nobody would have it: {answer:?}", service.name);
    }
    let told = cluster.fails("operator", &["cluster", "status", "--nats", &nats]);
    let stopped = told.lines().filter(|line| line.starts_with("- waymark-") && line.contains("log at 30"));
    assert_eq!(stopped.count(), 4, "{told}");

    // A node with a longer log than the stream does not start.
    for node in [&mut services[0], &mut worker] {
        node.kill();
        node.start_again();
        assert_eq!(node.ended().code(), Some(1));
        let said = node.said();
        let refused = said.lines().rfind(|line| line.starts_with("error: ")).unwrap_or_default();
        assert!(refused.contains("10") && refused.contains("30"), "{said}");
        assert!(refused.contains("waymark cluster repair"), "{said}");
    }

    assert!(keeper.terminate().success());
    let told = cluster.ok("keeper", &["cluster", "repair", "--nats", &nats]);
    assert!(told.contains("had 10 events and has 30 now: 20 were published"), "{told}");
    keeper.restart();
    services.iter_mut().for_each(Node::restart);
    worker.restart();
    // A node that comes back with an old log reads what it missed.
    let mut old = cluster.keep("old");
    coach(&services[0], 3, 4);
    all_have(&[&services[0], &services[1], &keeper, &old], 35);
    applied(&worker, 35);
    drop(worker);
    tables_made_again(&cluster, "tables", 35);
    services.iter_mut().chain([&mut keeper, &mut old]).for_each(|node| assert!(node.terminate().success()));
    let whole = root(&cluster, "keeper");
    for name in ["service-1", "service-2", "old", "worker"] {
        assert_eq!(root(&cluster, name), whole, "{name}");
    }
}

#[test]
fn a_stream_made_again_with_other_events_is_not_folded_into_tables_that_know_the_first_ones() {
    let cluster = Cluster::start();
    let mut service = cluster.serve("service");
    let mut worker = cluster.project("worker", "tables");
    let mut down = cluster.project("down", "other-tables");
    prepare(&service.client, 1);
    coach(&service, 1, 7);
    applied(&worker, 10);
    applied(&down, 10);
    down.kill();
    assert!(service.terminate().success());
    delete_stream(cluster.nats.servers[0].address());
    cluster.ok("operator", &["cluster", "create", "--nats", &cluster.urls()]);
    // A node that knows nothing takes the same commands again, whose events have the same ids, and
    // more: the stream grows past where the workers are.
    let fresh = cluster.serve("fresh");
    prepare(&fresh.client, 1);
    coach(&fresh, 1, 7);
    coach(&fresh, 2, 9);
    all_have(&[&fresh], 20);
    worker.wait_until_troubled("position 10 holds another event");
    assert_eq!(worker.client.metric("waymark_worker_position"), Some(10), "nothing of it was folded");
    assert_eq!(worker.client.metric(HEAD), Some(10), "nor is it in its log");

    let status = cluster.fails("operator", &["cluster", "status", "--nats", &cluster.urls()]);
    let worker_says = |line: &str| line.starts_with("- waymark-project ") && line.contains("holds another event");
    assert!(status.lines().any(worker_says), "{status}");

    // One that was away meanwhile knows it by its log, and without that by the tables' checkpoint.
    worker.kill();
    for (worker, tables) in [(&mut down, "other-tables"), (&mut worker, "tables")] {
        worker.start_again();
        assert_eq!(worker.ended().code(), Some(1));
        assert!(worker.said().contains("holds another event"), "{}", worker.said());
        fs::remove_dir_all(cluster.path(&worker.name)).expect("its directory");
        worker.start_again();
        let told = worker.wait_until_troubled("is not the one that was read there");
        assert!(told.contains("has come to position 10") && told.contains("put the right one back"), "{told}");
        assert_eq!(worker.client.metric("waymark_worker_position"), Some(10), "nothing of it was folded");
        // What it says that can be done if this stream is the right one.
        assert!(told.contains("the directory of its tables (`read-models/`"), "{told}");
        worker.kill();
        fs::remove_dir_all(cluster.path(tables)).expect("the tables");
        worker.restart();
        applied(worker, 20);
        worker.kill();
        tables_made_again(&cluster, tables, 20);
    }
}

#[test]
fn a_message_that_is_not_what_was_sent_stops_every_node_and_the_tables_before_it() {
    let cluster = Cluster::start();
    let (mut service, keeper) = (cluster.serve("service"), cluster.keep("keeper"));
    let worker = cluster.project("worker", "tables");
    prepare(&service.client, 1);
    coach(&service, 1, 7);
    // A worker that reads it together with what came before stands where it was.
    applied(&worker, 10);
    let address = format!("waymark.events.coaching.internship.{}", internship(0));
    ask(cluster.nats.servers[0].address(), &address, "not what was sent");
    for node in [&service, &keeper, &worker] {
        let told = node.wait_until_troubled("the message at position 11 is not an event as it was sent");
        assert!(told.contains("waymark cluster repair"), "{}: {told}", node.name);
    }
    assert_eq!(worker.client.metric("waymark_worker_position"), Some(10), "the tables stand before it");
    // What came before it is in every log, and it is in none.
    all_have(&[&service, &keeper, &worker], 10);
    assert!(service.terminate().success());
    root(&cluster, "service");
}

#[test]
fn a_byte_changed_in_one_servers_store_reaches_no_node() {
    let mut cluster = Cluster::start();
    let mut service = cluster.serve("service");
    prepare(&service.client, 1);
    coach(&service, 1, 30);
    let head = service.client.metric(HEAD).expect("a head");
    let leader = leader(&cluster);
    let damaged = (leader + 1) % 3;

    let server = &mut cluster.nats.servers[damaged];
    server.kill();
    let words = internship(0);
    let mut places = server.files().into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "blk"));
    let (file, at) = places
        .find_map(|(path, _)| {
            let bytes = fs::read(&path).expect("a file");
            let mut found = bytes.windows(words.len()).enumerate().filter(|(_, window)| *window == words.as_bytes());
            found.nth(9).map(|(at, _)| (path, at))
        })
        .expect("an event in the store");
    flip(&file, at);
    server.restart();

    // Also while the damaged one leads, a new node gets what the others have.
    let name = cluster.nats.servers[damaged].name().to_owned();
    let prefer = json!({"placement": {"preferred": name}}).to_string();
    wait("the damaged server leads", || {
        ask(cluster.nats.servers[leader].address(), "$JS.API.STREAM.LEADER.STEPDOWN.WAYMARK", &prefer);
        (0..50).any(|_| cluster.nats.leader_of("WAYMARK") == Some(damaged))
    });
    let mut fresh = cluster.node_on("fresh", &["keep"], &cluster.nats.servers[damaged].url()).ready();
    all_have(&[&fresh], head);
    // While the servers change places a command may be answered with 503, and is repeated.
    let began = Instant::now();
    let taken = || service.client.post("/v1/coaching/register-coach", "coach-2", &registration(2));
    while !matches!(taken(), Some((200 | 201, _))) {
        assert!(began.elapsed() < LIMIT, "the service takes nothing any more: {}", service.said());
    }
    for n in 0..3 {
        take(&service.client, "/v1/coaching/log-hours", &format!("2-{n}"), &session(0, 2, n));
    }
    all_have(&[&service, &fresh], head + 4);
    assert!(service.terminate().success() && fresh.terminate().success());
    assert_eq!(root(&cluster, "service"), root(&cluster, "fresh"));
}

fn leader(cluster: &Cluster) -> usize {
    let mut leader = None;
    wait("a leader", || {
        leader = cluster.nats.leader_of("WAYMARK");
        leader.is_some()
    });
    leader.expect("a leader")
}
