//! No server answers: a node works from its own log, and goes on by itself when one does.

use std::sync::Arc;

use event_journal::{ClusterJournal, ConnectOptions, Connection, Feed as _, Journal as _, ReadError, State, Trouble};
use event_log::{EventLog, MemoryLog};
use events::Position;
use test_servers::{NatsServer, Proxy};

use crate::scene::{
    LIMIT, add, all, begin, caught_up, connect, event, fill, join, log_in, one_server, reaches, run, stopped, until,
};

/// A node that begins while nothing answers behind the proxy, on the log that another one kept before,
/// with 20 events.
async fn begun_without(server: &NatsServer) -> (tempfile::TempDir, Proxy, ClusterJournal) {
    let dir = tempfile::tempdir().unwrap();
    let connection = connect(vec![server.url()]).await;
    connection.create_stream(1).await.unwrap();
    let before = join(&connection, log_in(dir.path())).await;
    fill(&before, 0, 20, 3).await;
    assert!(before.drain(LIMIT).await);
    drop(before);
    let proxy = Proxy::before(server.address());
    proxy.cut();
    let options = ConnectOptions { servers: vec![proxy.url()], ..ConnectOptions::default() };
    let node = begin(&Connection::open_or_wait(&options).await.unwrap(), log_in(dir.path()));
    (dir, proxy, node)
}

#[test]
fn a_node_that_begins_without_servers_reads_its_own_log_and_follows_when_they_are_back() {
    run(async {
        let server = NatsServer::start();
        let (_dir, proxy, node) = begun_without(&server).await;
        assert_eq!(all(&node, 7).await.len(), 20, "all that it had");
        let starting = until(&node, |status| matches!(status.state, State::Starting { trouble: Some(_) })).await;
        assert!(starting.state.trouble().unwrap().contains("do not answer"), "{starting:?}");
        let away = node.reaches(Position(21)).await.unwrap_err();
        assert!(matches!(away, ReadError::Away(_)), "{away}");
        let refused = node.append(event(20, 50), None, Position::START).await.unwrap_err();
        assert!(refused.to_string().contains("do not answer"), "{refused}");

        proxy.resume();
        tokio::time::timeout(LIMIT, node.joined()).await.unwrap().unwrap();
        let other = join(&connect(vec![server.url()]).await, Arc::new(MemoryLog::new())).await;
        caught_up(&other).await;
        add(&other, 20, 50).await;
        reaches(&node, Position(21)).await;
        assert_eq!(node.log().head(), other.log().head());
    });
}

#[test]
fn a_stream_that_was_replaced_while_a_node_had_no_server_gives_it_nothing() {
    run(async {
        let server = NatsServer::start();
        let (_dir, proxy, node) = begun_without(&server).await;
        let head = node.log().head();
        let direct = connect(vec![server.url()]).await;
        let raw = async_nats::jetstream::new(async_nats::connect(server.url()).await.unwrap());
        raw.delete_stream("WAYMARK").await.unwrap();
        direct.create_stream(1).await.unwrap();
        let other = join(&direct, Arc::new(MemoryLog::new())).await;
        fill(&other, 0, 25, 3).await;
        proxy.resume();
        let told = stopped(&node).await;
        assert!(told.contains("position 1 holds another event"), "{told}");
        assert_eq!(node.log().head(), head, "nothing came into its log");
        assert_eq!(all(&node, 100).await.len(), 20, "which can still be read");
    });
}

#[test]
fn how_far_the_stream_goes_is_asked_of_the_servers_where_a_node_has_not_heard_of_it() {
    run(async {
        let (server, connection) = one_server().await;
        let other = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&other, 0, 3, 3).await;
        let proxy = Proxy::before(server.address());
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let node = join(&connect(vec![proxy.url()]).await, log).await;
        caught_up(&node).await;
        proxy.stall_answers();
        fill(&other, 3, 5, 3).await;
        assert!(node.reaches(Position(3)).await.unwrap(), "that it knows");
        let away = node.reaches(Position(5)).await.unwrap_err();
        assert!(matches!(away, ReadError::Away(_)), "{away}");
        until(&node, |status| {
            matches!(status.state, State::Suspect { trouble: Trouble::NotReading(_) | Trouble::NoAnswer(_), .. })
        })
        .await;
        proxy.resume();
        let reaches = async {
            loop {
                match node.reaches(Position(5)).await {
                    Err(ReadError::Away(_)) => {}
                    known => return known.unwrap(),
                }
            }
        };
        assert!(tokio::time::timeout(LIMIT, reaches).await.unwrap());
        assert!(!node.reaches(Position(6)).await.unwrap(), "that is certain after a while");
    });
}
