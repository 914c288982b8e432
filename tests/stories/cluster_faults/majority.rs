//! Two of three servers are gone: for a while, or with their disks.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use stories::cluster::{Cluster, Node, wait};
use stories::text;

use crate::ground::{prepare, registration, session, take};
use crate::load::Acknowledged;
use crate::reckoning::Reckoning;

const HEAD: &str = "waymark_journal_head";
/// What docs/operations.md says that a command takes at most to be answered.
const AT_MOST: Duration = Duration::from_secs(40);
const NODES: [&str; 3] = ["service-1", "service-2", "keeper"];

/// Two services and a keeper, and what was acknowledged: so many sessions.
fn at_work(cluster: &Cluster, sessions: usize) -> (Vec<Node>, Vec<Acknowledged>, usize) {
    let nodes = vec![cluster.serve(NODES[0]), cluster.serve(NODES[1]), cluster.keep(NODES[2])];
    let given = prepare(&nodes[0].client, 1).len() + 1;
    take(&nodes[0].client, "/v1/coaching/register-coach", "coach", &registration(1));
    let logged = (0..sessions).map(|n| {
        let receipt = take(&nodes[0].client, "/v1/coaching/log-hours", &format!("session-{n}"), &session(0, 1, n));
        acknowledged(&receipt)
    });
    let logged = logged.collect();
    (nodes, logged, given)
}

#[track_caller]
fn all_have(nodes: &[Node], position: u64) {
    for node in nodes {
        wait(&format!("{} has {position} events", node.name), || node.client.metric(HEAD) == Some(position));
    }
}

fn acknowledged(receipt: &serde_json::Value) -> Acknowledged {
    let event = receipt["event"].as_str().expect("an event").to_owned();
    Acknowledged { client: 0, event, position: receipt["position"].as_u64().expect("a position") }
}

#[test]
fn without_a_majority_nothing_is_acknowledged_and_with_one_everything_goes_on_by_itself() {
    let mut cluster = Cluster::start();
    let (mut nodes, mut logged, given) = at_work(&cluster, 5);
    cluster.nats.servers[1].kill();
    cluster.nats.servers[2].kill();
    // Each service is asked while the servers are away; nobody knows what became of it.
    let asked = Instant::now();
    let answers: Vec<_> = thread::scope(|scope| {
        let asked: Vec<_> = nodes[..2]
            .iter()
            .enumerate()
            .map(|(n, node)| {
                let (key, session) = (format!("session-{}", 5 + n), session(0, 1, 5 + n));
                scope.spawn(move || node.client.post("/v1/coaching/log-hours", &key, &session))
            })
            .collect();
        nodes.iter().for_each(|node| drop(node.wait_until_troubled("the NATS servers do not answer")));
        asked.into_iter().map(|asked| asked.join().expect("a thread")).collect()
    });
    for answer in &answers {
        let Some((503, told)) = answer else { panic!("{answer:?}") };
        assert!(told["code"] == "outcome-unknown" || told["code"] == "not-recorded", "{told}");
        let detail = told["detail"].as_str().expect("a sentence");
        assert!(detail.contains("repeat the command with the same Idempotency-Key"), "{detail}");
    }
    println!("answered with 503 after {:.1?}", asked.elapsed());
    assert!(asked.elapsed() < AT_MOST, "{:?}", asked.elapsed());
    cluster.fails("operator", &["cluster", "status", "--nats", &cluster.urls()]);

    cluster.nats.servers[1].restart_without_waiting();
    let back = wait("everybody goes on by itself", || nodes.iter().all(Node::is_ready));
    println!("back after {back:.1?}");
    for (n, node) in nodes[..2].iter().enumerate() {
        let (key, session) = (format!("session-{}", 5 + n), session(0, 1, 5 + n));
        let mut answer = None;
        wait("the command is taken when it is repeated", || {
            answer = node.client.post("/v1/coaching/log-hours", &key, &session);
            matches!(answer, Some((200 | 201, _)))
        });
        let (_, receipt) = answer.expect("an answer");
        logged.push(acknowledged(&receipt));
    }
    // Each client had one answer only; in which order the two were taken is nobody's matter.
    logged.sort_by_key(|one| one.position);
    let all = (given + logged.len()) as u64;
    all_have(&nodes, all);
    nodes.iter_mut().for_each(|node| assert!(node.terminate().success()));
    let reckoning = Reckoning::of(&cluster, &NODES, given, &logged);
    println!("{reckoning}");
    reckoning.assert_whole();
}

#[test]
fn after_two_of_three_disks_are_lost_the_longest_log_gives_everything_back() {
    let mut cluster = Cluster::start();
    let nats = cluster.urls();
    let (mut nodes, mut logged, given) = at_work(&cluster, 5);
    let keys = cluster.path("keys-backup");
    cluster.ok("operator", &["cluster", "save-keys", text(&keys), "--nats", &nats]);
    let all = (given + logged.len()) as u64;
    all_have(&nodes, all);
    for server in &mut cluster.nats.servers[..2] {
        server.kill();
        fs::remove_dir_all(server.store()).expect("its disk");
    }
    nodes.iter_mut().for_each(|node| assert!(node.terminate().success()));
    // Not with the third, whose disk is put aside.
    cluster.nats.servers[2].kill();
    fs::rename(cluster.nats.servers[2].store(), cluster.path("third-disk")).expect("put aside");
    cluster.nats.servers.iter_mut().for_each(test_servers::NatsServer::restart_without_waiting);
    cluster.ok("operator", &["cluster", "create", "--nats", &nats]);
    cluster.ok("operator", &["cluster", "restore-keys", text(&keys), "--nats", &nats]);
    let told = cluster.ok("keeper", &["cluster", "repair", "--nats", &nats]);
    assert!(told.contains(&format!("had 0 events and has {all} now")), "{told}");
    nodes.iter_mut().for_each(Node::restart);
    let receipt = take(&nodes[1].client, "/v1/coaching/log-hours", "session-5", &session(0, 1, 5));
    logged.push(acknowledged(&receipt));
    all_have(&nodes, all + 1);
    nodes.iter_mut().for_each(|node| assert!(node.terminate().success()));
    Reckoning::of(&cluster, &NODES, given, &logged).assert_whole();
}
