//! The network between a node and the servers fails in the middle of an append.

use std::sync::Arc;
use std::time::Duration;

use event_journal::{AppendError, ClusterJournal, ClusterOptions, Connection, Feed as _, Journal as _};
use event_log::MemoryLog;
use events::Position;
use test_servers::{NatsServer, Proxy};

use crate::scene::{LIMIT, add, caught_up, connect, event, join, one_server, reaches, run, sealed, subject};

/// A node behind a proxy, and a connection that is not.
struct CutOff {
    _server: NatsServer,
    direct: Connection,
    proxy: Proxy,
    node: ClusterJournal,
}

async fn cut_off(limit: Duration) -> CutOff {
    let (server, direct) = one_server().await;
    let proxy = Proxy::before(server.address());
    let connection = connect(vec![proxy.url()]).await;
    let options = ClusterOptions { allow_unsafe_stream: true, limit, ..ClusterOptions::default() };
    let node = ClusterJournal::open(connection, Arc::new(MemoryLog::new()), options);
    node.joined().await.unwrap();
    add(&node, 0, 0).await;
    CutOff { _server: server, direct, proxy, node }
}

async fn stream_reaches(direct: &Connection, position: u64) {
    let reached = async {
        while direct.stream_seen().await.unwrap().last < Position(position) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, reached).await.unwrap();
}

#[test]
fn an_append_whose_answer_is_lost_is_settled_and_there_once() {
    run(async {
        let CutOff { direct, proxy, node, .. } = &cut_off(LIMIT / 2).await;
        for round in 1..6 {
            proxy.stall_answers();
            let appending = node.clone();
            let append =
                tokio::spawn(async move { appending.append(event(round, 0), sealed(round), Position(round)).await });
            stream_reaches(direct, round + 1).await;
            assert!(!append.is_finished(), "the answer has not come");
            proxy.cut();
            proxy.resume();
            assert_eq!(append.await.unwrap().unwrap(), Position(round + 1));
        }
        assert_eq!(direct.stream_seen().await.unwrap().last, Position(6), "nothing twice");
        assert_eq!(node.history(subject(0), Position::START).await.unwrap().len(), 6);
    });
}

#[test]
fn an_append_that_was_held_back_conflicts_once_the_subject_has_gone_on() {
    run(async {
        let CutOff { direct, proxy, node, .. } = &cut_off(LIMIT).await;
        let other = join(direct, Arc::new(MemoryLog::new())).await;
        caught_up(&other).await;
        proxy.stall();
        let appending = node.clone();
        let append = tokio::spawn(async move { appending.append(event(1, 0), sealed(1), Position(1)).await });
        add(&other, 2, 0).await;
        assert!(!append.is_finished());
        proxy.resume();
        let answer = append.await.unwrap();
        assert!(
            matches!(answer, Err(AppendError::Conflict { expected: Position(1), current: Position(2) })),
            "{answer:?}"
        );
        assert_eq!(node.history(subject(0), Position(1)).await.unwrap().len(), 1, "the cause can be read");
        assert_eq!(direct.stream_seen().await.unwrap().last, Position(2));
    });
}

#[test]
fn an_append_whose_answer_does_not_come_in_time_is_unknown_and_a_repeat_tells() {
    run(async {
        let CutOff { direct, proxy, node, .. } = &cut_off(Duration::from_secs(2)).await;
        proxy.stall_answers();
        let answer = node.append(event(1, 0), sealed(1), Position(1)).await;
        assert!(matches!(answer, Err(AppendError::OutcomeUnknown(_))), "{answer:?}");
        proxy.cut();
        proxy.resume();
        stream_reaches(direct, 2).await;
        reaches(node, Position(2)).await;
        let repeat = node.append(event(1, 0), sealed(1), Position(1)).await;
        assert!(matches!(repeat, Err(AppendError::Conflict { current: Position(2), .. })), "{repeat:?}");
        assert_eq!(direct.stream_seen().await.unwrap().last, Position(2), "nothing twice");
    });
}

#[test]
fn a_node_that_was_cut_off_reports_it_and_catches_up_by_itself() {
    run(async {
        let CutOff { direct, proxy, node, .. } = &cut_off(LIMIT).await;
        let other = join(direct, Arc::new(MemoryLog::new())).await;
        caught_up(&other).await;
        proxy.cut();
        for n in 1..50 {
            add(&other, n, n % 5).await;
        }
        proxy.resume();
        reaches(node, Position(50)).await;
        assert_eq!(node.log().head(), other.log().head());
    });
}
