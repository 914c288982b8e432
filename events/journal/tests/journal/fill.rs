//! An embedded log becomes a cluster, and a stream gets back what it lost.

use std::sync::Arc;

use event_journal::{Apart, Feed as _, FillError, Journal as _};
use event_log::{EventLog, MemoryLog};
use events::Position;

use crate::scene::{add, embedded, event, fill, join, log_in, one_server, run, sealed, subject, three_servers};

#[test]
fn an_embedded_log_becomes_a_cluster_with_the_same_root() {
    run(async {
        let dir = tempfile::tempdir().unwrap();
        let log = log_in(dir.path());
        fill(&embedded(log.clone()), 0, 1_700, 40).await;
        let (_cluster, connection) = three_servers().await;
        let mut told = Vec::new();
        let filled = connection.fill(&*log, &mut |position| told.push(position.0)).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(0), Position(1_700)));
        assert!(told.len() > 1 && told.is_sorted() && told.last() == Some(&1_700), "{told:?}");

        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        node.caught_up().await.unwrap();
        assert_eq!(node.log().head(), log.head());
        // The log itself becomes a node's log, and commands go on where they were.
        let first = join(&connection, log).await;
        assert_eq!(add(&first, 1_700, 0).await, Position(1_701));
        node.watch().wait_for(|head| *head == Position(1_701)).await.unwrap();
        assert_eq!(node.log().head(), first.log().head());
    });
}

#[test]
fn filling_goes_on_where_it_was_and_ends_where_nothing_is_missing() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let journal = embedded(log.clone());
        fill(&journal, 0, 10, 4).await;
        let (_server, connection) = one_server().await;
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        fill(&journal, 10, 25, 4).await;
        let filled = connection.fill(&*log, &mut |_| ()).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(10), Position(25)));
        let filled = connection.fill(&*log, &mut |_| ()).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(25), Position(25)));
    });
}

#[test]
fn a_stream_that_is_not_the_beginning_of_the_log_is_left_alone() {
    run(async {
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 5, 2).await;
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 9, 2).await;
        let refused = connection.fill(&*log, &mut |_| ()).await.unwrap_err();
        assert!(matches!(refused, FillError::Apart(Apart::Different { position: Position(1) })), "{refused}");
        let short: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let refused = connection.fill(&*short, &mut |_| ()).await.unwrap_err();
        assert!(matches!(refused, FillError::StreamLonger { .. }), "{refused}");
        assert_eq!(connection.stream_seen().await.unwrap().last, Position(5), "nothing was put in");
    });
}

#[test]
fn filling_stops_where_somebody_else_appends() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 1_200, 4).await;
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        let appending = node.clone();
        let mut asked = false;
        let mut between = |_: Position| {
            if !asked {
                asked = true;
                let appending = appending.clone();
                let append = async move { appending.append(event(9, 99), sealed(9), Position::START).await };
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(append)).unwrap();
            }
        };
        let refused = connection.fill(&*log, &mut between).await.unwrap_err();
        assert!(matches!(refused, FillError::Refused { .. }), "{refused}");
        let last = connection.stream_seen().await.unwrap().last;
        assert_eq!(last.0 % 2, 1, "whole batches and one event: {last}");
        let held = subject(99);
        assert_eq!(node.log().history(&held, Position::START).unwrap().len(), 1);
    });
}
