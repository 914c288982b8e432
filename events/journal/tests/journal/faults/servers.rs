//! Servers are killed, stopped and brought back under load.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use event_journal::{AppendError, ClusterJournal, Feed as _, HistoryMismatch, Journal as _, State, Stopped};
use event_log::MemoryLog;
use events::{EventId, Position};
use test_servers::{NatsCluster, NatsServer};
use tokio::task::JoinHandle;

use crate::scene::{
    LIMIT, begin, caught_up, connect, decode, embedded, event, fill, join, one_server, reaches_within, refused, run,
    sealed, subject, three_servers, until,
};

/// What a writer was told, and what it does not know.
#[derive(Default)]
struct Told {
    acknowledged: BTreeMap<Position, EventId>,
    unknown: usize,
}

/// Writers, each with a subject of its own, who append one event after the other until they are told
/// to stop.
struct Load {
    stop: Arc<AtomicBool>,
    writers: Vec<JoinHandle<Told>>,
}

impl Load {
    fn on(nodes: &[ClusterJournal], writers: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let writer = |n: usize| writer(nodes[n % nodes.len()].clone(), n as u64, Arc::clone(&stop));
        Self { writers: (0..writers).map(writer).collect(), stop }
    }

    async fn end(self) -> Vec<Told> {
        self.stop.store(true, Ordering::Relaxed);
        let mut told = Vec::new();
        for writer in self.writers {
            told.push(writer.await.unwrap());
        }
        told
    }
}

/// Waits until every node has so many events more than any has now.
async fn go_on(nodes: &[ClusterJournal], more: u64) {
    let head = nodes.iter().map(|node| node.head().0).max().unwrap_or(0);
    for node in nodes {
        reaches_within(LIMIT, node, Position(head + more + 1)).await;
    }
}

fn writer(node: ClusterJournal, about: u64, stop: Arc<AtomicBool>) -> JoinHandle<Told> {
    tokio::spawn(async move {
        let mut told = Told::default();
        let mut n = 0;
        while !stop.load(Ordering::Relaxed) {
            let history = node.history(subject(about), Position::START).await.unwrap();
            let last = history.last().map_or(Position::START, |stored| stored.position);
            let id = event(n, about).id;
            if let Some(there) = history.iter().find(|stored| decode(stored.position, &stored.leaf).id == id) {
                told.acknowledged.insert(there.position, id);
                n += 1;
                continue;
            }
            match node.append(event(n, about), sealed(n), last).await {
                Ok(position) => {
                    told.acknowledged.insert(position, id);
                    n += 1;
                }
                Err(AppendError::Conflict { .. }) => {}
                Err(AppendError::OutcomeUnknown(_)) => told.unknown += 1,
                Err(AppendError::Failed(why)) => panic!("{why}"),
            }
        }
        told
    })
}

/// Every acknowledged event stands where it was said to, once, on every node.
async fn check(nodes: &[ClusterJournal], told: Vec<Told>) {
    let (mut lost, mut twice, mut acknowledged, mut unknown) = (0, 0, 0, 0);
    for node in nodes {
        caught_up(node).await;
    }
    let events = crate::scene::all(&nodes[0], 1000).await;
    let mut ids: Vec<EventId> = events.iter().map(|(position, leaf, _)| decode(*position, leaf).id).collect();
    for one in told {
        unknown += one.unknown;
        for (position, id) in one.acknowledged {
            acknowledged += 1;
            lost += usize::from(ids.get(usize::try_from(position.0).unwrap() - 1) != Some(&id));
        }
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    twice += all - ids.len();
    println!("{acknowledged} acknowledged, {unknown} unknown, {lost} lost, {twice} twice");
    assert_eq!((lost, twice), (0, 0));
    assert!(acknowledged > 20, "{acknowledged}");
    let heads: Vec<_> = nodes.iter().map(|node| node.log().head()).collect();
    assert!(heads.iter().all(|head| *head == heads[0]), "{heads:?}");
}

#[test]
fn a_server_that_is_killed_and_comes_back_has_lost_nothing() {
    run(async {
        let (mut server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        let load = Load::on(std::slice::from_ref(&node), 4);
        for _ in 0..3 {
            go_on(std::slice::from_ref(&node), 20).await;
            tokio::task::block_in_place(|| server.restart());
        }
        go_on(std::slice::from_ref(&node), 20).await;
        let told = load.end().await;
        let late = join(&connect(vec![server.url()]).await, Arc::new(MemoryLog::new())).await;
        check(&[node, late], told).await;
    });
}

async fn nodes(cluster: &NatsCluster) -> Vec<ClusterJournal> {
    let mut nodes = Vec::new();
    for _ in 0..3 {
        nodes.push(join(&connect(cluster.urls()).await, Arc::new(MemoryLog::new())).await);
    }
    nodes
}

#[test]
fn the_leader_killed_under_load_loses_nothing_and_the_others_go_on() {
    run(async {
        let (mut cluster, _connection) = three_servers().await;
        let nodes = nodes(&cluster).await;
        let load = Load::on(&nodes, 6);
        go_on(&nodes, 30).await;
        let leader = tokio::task::block_in_place(|| cluster.leader_of("WAYMARK")).unwrap();
        let killed = Instant::now();
        cluster.servers[leader].kill();
        go_on(&nodes, 20).await;
        println!("{} ms from the kill of the leader to 20 more events everywhere", killed.elapsed().as_millis());
        tokio::task::block_in_place(|| cluster.servers[leader].restart());
        go_on(&nodes, 20).await;
        check(&nodes, load.end().await).await;
    });
}

#[test]
fn a_server_that_is_stopped_and_goes_on_loses_nothing() {
    run(async {
        let (cluster, _connection) = three_servers().await;
        let nodes = nodes(&cluster).await;
        let load = Load::on(&nodes, 6);
        go_on(&nodes, 30).await;
        let leader = tokio::task::block_in_place(|| cluster.leader_of("WAYMARK")).unwrap();
        let stopped = Instant::now();
        cluster.servers[leader].stop();
        // The node whose connection was with the stopped server finds that out by its silence.
        go_on(&nodes, 20).await;
        println!("{} ms from the stop of the leader to 20 more events everywhere", stopped.elapsed().as_millis());
        cluster.servers[leader].cont();
        go_on(&nodes, 20).await;
        check(&nodes, load.end().await).await;
    });
}

#[test]
fn a_leader_that_hears_from_no_other_server_is_not_believed_to_have_lost_events() {
    run(async {
        let (cluster, connection) = three_servers().await;
        let log = Arc::new(MemoryLog::new());
        fill(&join(&connection, log.clone()).await, 0, 5, 2).await;
        // As if the others had gone on without this leader.
        fill(&embedded(log.clone()), 5, 6, 2).await;
        let leader = cluster.leader_of("WAYMARK").unwrap();
        let alone = connect(vec![cluster.servers[leader].url()]).await;
        let others = || cluster.servers.iter().enumerate().filter(|(n, _)| *n != leader).map(|(_, server)| server);
        assert!(alone.stream_seen().await.unwrap().in_touch);
        others().for_each(NatsServer::stop);
        let start = Instant::now();
        while alone.stream_seen().await.unwrap().in_touch {
            assert!(start.elapsed() < LIMIT, "it still hears from the others");
        }
        let waits = begin(&alone, log.clone());
        let told = until(&waits, |status| matches!(status.state, State::Starting { trouble: Some(_) })).await;
        assert!(told.state.trouble().unwrap().contains("hears from too few"), "{told:?}");
        others().for_each(NatsServer::cont);
        let told = refused(&connection, log).await;
        let lost = matches!(told, Stopped::Mismatch(HistoryMismatch::StreamBehind { .. }));
        assert!(lost, "{told}: now it is sure");
    });
}
