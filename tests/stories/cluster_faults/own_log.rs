//! No server answers, and a node has its own log.

use std::fs;

use stories::cluster::{Cluster, Node, wait};
use stories::text;
use test_servers::NatsServer;

use crate::ground::{prepare, registration, take};
use crate::reckoning::tables_made_again;

#[test]
fn a_worker_that_is_restarted_while_no_server_answers_makes_its_tables_from_its_own_log() {
    let mut cluster = Cluster::start();
    let master = cluster.secret("master-key");
    cluster.ok("simulated", &["simulate", "--interns", "60", "--years", "2", "--master-key-file", text(&master)]);
    cluster.ok("simulated", &["cluster", "seed", "--nats", &cluster.urls()]);
    let mut worker = cluster.project("worker", "tables");
    let applied = |worker: &Node| worker.client.metric("waymark_worker_position");
    let head = worker.client.metric("waymark_stream_position").expect("a position");
    wait("it has read everything", || applied(&worker) == Some(head));
    worker.kill();
    cluster.nats.servers.iter_mut().for_each(NatsServer::kill);
    fs::remove_dir_all(cluster.path("tables")).expect("the tables");

    worker.start_again();
    wait("the tables are made again", || applied(&worker) == Some(head));
    let told = worker.wait_until_troubled("do not answer");
    assert!(told.contains(&format!("\"head\":{head}")), "{told}");
    cluster.nats.servers.iter_mut().for_each(NatsServer::restart_without_waiting);
    worker.wait_until_ready();
    let service = cluster.serve("service");
    prepare(&service.client, 1);
    take(&service.client, "/v1/coaching/register-coach", "coach", &registration(0));
    let now = service.client.metric("waymark_journal_head").expect("a head");
    wait("it follows again", || applied(&worker) == Some(now));
    drop((worker, service));
    tables_made_again(&cluster, "tables", now);
}
