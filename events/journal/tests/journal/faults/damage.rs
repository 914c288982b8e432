//! The stream or a log is not what it was. The node stops, and says at which position and what to do.

use std::sync::Arc;

use async_nats::jetstream::{self, stream};
use event_journal::{
    AppendError, ClusterJournal, Connection, Feed as _, FillError, HistoryMismatch, Journal as _, NodeStatus, Stopped,
};
use event_log::{Damage, Entry, EventLog, Fault, MemoryLog};
use events::{Position, SealedMismatch};
use test_servers::{NatsServer, Proxy, flip};

use crate::scene::{
    Time, add, begin, caught_up, connect, embedded, event, fill, join, log_in, message, one_server, reaches, refused,
    run, sealed, stopped, subject, until,
};

/// What an operator should never do, done to the stream.
async fn raw(server: &NatsServer) -> jetstream::Context {
    jetstream::new(async_nats::connect(server.url()).await.unwrap())
}

/// The stream is made again, with nothing in it.
async fn empty_stream(server: &NatsServer, connection: &Connection) {
    raw(server).await.delete_stream("WAYMARK").await.unwrap();
    connection.create_stream(1).await.unwrap();
}

/// A stream from which messages can be deleted.
async fn careless(server: &NatsServer) -> Connection {
    let config = stream::Config {
        name: "WAYMARK".into(),
        subjects: vec!["waymark.events.>".into()],
        ..stream::Config::default()
    };
    raw(server).await.create_stream(config).await.unwrap();
    connect(vec![server.url()]).await
}

/// A node without a disk on such a stream, with so many events about so many subjects.
async fn careless_node(events: u64, subjects: u64) -> (NatsServer, Connection, ClusterJournal) {
    let server = NatsServer::start();
    let connection = careless(&server).await;
    let node = join(&connection, Arc::new(MemoryLog::new())).await;
    fill(&node, 0, events, subjects).await;
    (server, connection, node)
}

#[test]
fn a_deleted_message_stops_everybody_at_its_position() {
    run(async {
        let (server, connection, node) = careless_node(10, 3).await;
        raw(&server).await.get_stream("WAYMARK").await.unwrap().delete_message(5).await.unwrap();

        let hole = HistoryMismatch::Hole { position: Position(5) };
        assert_eq!(refused(&connection, Arc::new(MemoryLog::new())).await, Stopped::Mismatch(hole));
        let told = stopped(&node).await;
        assert!(told.contains("position 5 is missing") && told.contains("waymark cluster repair"), "{told}");
    });
}

#[test]
fn a_stream_that_was_emptied_stops_the_nodes_and_is_filled_again_from_their_log() {
    run(async {
        let server = NatsServer::start();
        let connection = careless(&server).await;
        let dir = tempfile::tempdir().unwrap();
        let node = join(&connection, log_in(dir.path())).await;
        fill(&node, 0, 30, 3).await;
        let head = node.log().head();
        empty_stream(&server, &connection).await;
        let told = stopped(&node).await;
        assert!(told.contains("ends at position 0 and this node's log at 30"), "{told}");
        assert!(told.contains("waymark cluster repair"), "{told}");
        drop(node);

        let log = log_in(dir.path());
        let behind = refused(&connection, Arc::clone(&log)).await;
        let expected = HistoryMismatch::StreamBehind { stream: Position(0), log: Position(30) };
        assert_eq!(behind, Stopped::Mismatch(expected));
        let filled = connection.fill(&*log, &mut |_| ()).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(0), Position(30)));
        let back = join(&connection, log).await;
        let fresh = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&fresh).await;
        assert_eq!((back.log().head(), fresh.log().head()), (head, head));
        add(&back, 30, 0).await;
        reaches(&fresh, Position(31)).await;
    });
}

#[test]
fn an_append_to_a_stream_that_lost_its_end_is_not_acknowledged_and_there_is_no_second() {
    run(async {
        let (server, connection, node) = careless_node(5, 5).await;
        empty_stream(&server, &connection).await;
        let answer = node.append(event(9, 9), None, Position::START).await;
        assert!(answer.is_err(), "{answer:?}: this node's log does not have it");
        assert_eq!(node.history(subject(9), Position::START).await.unwrap(), []);
        let answer = node.append(event(10, 10), None, Position::START).await;
        let Err(AppendError::Failed(told)) = &answer else { panic!("{answer:?}") };
        assert!(told.contains("lacks events that this node has"), "{told}");
        assert!(connection.stream_seen().await.unwrap().last <= Position(1));
        stopped(&node).await;
    });
}

#[test]
fn a_subject_that_went_back_in_the_stream_is_no_conflict() {
    run(async {
        let (server, connection, node) = careless_node(5, 5).await;
        empty_stream(&server, &connection).await;
        let answer = node.append(event(1, 0), None, Position(1)).await;
        let Err(AppendError::Failed(told)) = &answer else { panic!("{answer:?}") };
        assert!(told.contains("lacks events that this node has"), "{told}");
    });
}

#[test]
fn a_node_that_suspects_a_loss_takes_no_appends_until_the_events_are_there_again() {
    run(async {
        let (server, connection, node) = careless_node(30, 3).await;
        empty_stream(&server, &connection).await;
        let suspects = |status: &NodeStatus| status.appends_blocked().is_some_and(|why| why.contains("lacks events"));
        until(&node, suspects).await;
        let answer = node.append(event(99, 99), None, Position::START).await;
        let Err(AppendError::Failed(told)) = &answer else { panic!("{answer:?}") };
        assert!(told.contains("lacks events that this node has"), "{told}");

        connection.fill(&**node.log(), &mut |_| ()).await.unwrap();
        until(&node, |status| status.appends_blocked().is_none()).await;
        add(&node, 30, 0).await;
        assert_eq!(node.log().head().position, Position(31));
    });
}

#[test]
fn a_node_that_suspects_a_loss_reads_nothing_until_it_is_sure() {
    run(async {
        let (server, _, node) = careless_node(10, 3).await;
        raw(&server).await.get_stream("WAYMARK").await.unwrap().delete_message(5).await.unwrap();
        until(&node, |status| status.appends_blocked().is_some()).await;
        // It is no event: a reader stops there.
        raw(&server).await.publish("waymark.events.coaching.internship.x", "what".into()).await.unwrap().await.unwrap();
        let told = stopped(&node).await;
        assert!(told.contains("position 5 is missing"), "{told}");
    });
}

#[test]
fn a_node_whose_log_has_another_event_does_not_take_part() {
    run(async {
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 10, 3).await;
        let log = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 10, 3).await;
        // The recorded times differ from the first position on.
        let different = HistoryMismatch::Different { position: Position(1) };
        assert_eq!(refused(&connection, log).await, Stopped::Mismatch(different));
    });
}

#[test]
fn a_stream_that_becomes_another_while_a_node_is_cut_off_gives_it_nothing() {
    run(async {
        let (server, direct) = one_server().await;
        let proxy = Proxy::before(server.address());
        let node = join(&connect(vec![proxy.url()]).await, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 3, 3).await;
        let head = node.log().head();
        proxy.cut();
        empty_stream(&server, &direct).await;
        // The same events, recorded at other times, and more of them than the node has.
        let other = join(&direct, Arc::new(MemoryLog::new())).await;
        fill(&other, 0, 9, 3).await;
        proxy.resume();
        let told = stopped(&node).await;
        assert!(told.contains("position 3 holds another event"), "{told}");
        assert_eq!(node.log().head(), head, "nothing came into its log");
    });
}

#[test]
fn a_byte_changed_in_the_servers_files_is_found_by_a_log_and_mended_from_it() {
    run(async {
        let (mut server, connection) = one_server().await;
        let dir = tempfile::tempdir().unwrap();
        let node = join(&connection, log_in(dir.path())).await;
        fill(&node, 0, 40, 3).await;
        let head = node.log().head();
        assert!(node.drain(crate::scene::LIMIT).await);
        drop(node);
        server.kill();
        let words = event_id(20);
        let (file, at) = server
            .files()
            .into_iter()
            .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "blk"))
            .find_map(|(path, _)| {
                let bytes = std::fs::read(&path).unwrap();
                let at = bytes.windows(words.len()).rposition(|window| window == words.as_bytes());
                at.map(|at| (path, at))
            })
            .unwrap();
        flip(&file, at);
        server.restart();

        // The server has cut its stream off there, without a word: the log knows better.
        let connection = connect(vec![server.url()]).await;
        let log = log_in(dir.path());
        let behind = refused(&connection, Arc::clone(&log)).await;
        let expected = HistoryMismatch::StreamBehind { stream: Position(20), log: Position(40) };
        assert_eq!(behind, Stopped::Mismatch(expected));
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        let fresh = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&fresh).await;
        assert_eq!(fresh.log().head(), head);
    });
}

fn event_id(n: u64) -> String {
    event(n, n % 3).id.to_string()
}

#[test]
fn a_message_that_is_no_event_stops_the_node() {
    run(async {
        let (server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 3, 3).await;
        let address = format!("waymark.events.coaching.internship.{}", subject(1).id);
        raw(&server).await.publish(address, "hello".into()).await.unwrap().await.unwrap();
        let told = stopped(&node).await;
        assert!(told.contains("position 4 is not an event as it was sent"), "{told}");
        assert_eq!(node.head(), Position(3));
        // To one that begins, it comes together with what was before it.
        let fresh = begin(&connection, Arc::new(MemoryLog::new()));
        stopped(&fresh).await;
        assert_eq!(fresh.head(), Position(3));
    });
}

#[test]
fn a_message_whose_sealed_content_is_another_events_stops_all_who_read_it() {
    run(async {
        let (server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 4, 2).await;
        // The same message with its own content is taken.
        let address = |n| format!("waymark.events.coaching.internship.{}", subject(n).id);
        let leaf = |n| event(n, n).to_canonical().unwrap();
        let own = message(&address(6), &leaf(6), sealed(6).as_ref(), Time::Servers);
        raw(&server).await.publish(address(6), own.into()).await.unwrap().await.unwrap();
        reaches(&node, Position(5)).await;

        let swapped = message(&address(12), &leaf(12), sealed(18).as_ref(), Time::Servers);
        raw(&server).await.publish(address(12), swapped.into()).await.unwrap().await.unwrap();
        let told = stopped(&node).await;
        let said = "the message at position 6 is not an event as it was sent: its event is whole, but the sealed content beside it is not what it commits to";
        assert!(told.contains(said), "{told}");
        assert_eq!(node.head(), Position(5));
        assert_eq!(node.log().verify(&mut |_| ()).unwrap().head.position, Position(5));
    });
}

#[test]
fn a_stream_is_not_mended_from_a_log_whose_sealed_contents_are_swapped() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 5, 5).await;
        let event = event(6, 6);
        let entry = |n| Entry::new(event.id, event.subject, event.to_canonical().unwrap(), sealed(n).map(|s| s.0));
        log.append(entry(9), Position::START).wait().unwrap();
        let (_server, connection) = one_server().await;
        let refused = connection.fill(&*log, &mut |_| ()).await.unwrap_err();
        let found = Damage { position: Position(6), fault: Fault::Sealed(SealedMismatch::Hash) };
        assert!(matches!(&refused, FillError::Damaged(damage) if *damage == found), "{refused}");
        assert_eq!(connection.stream_seen().await.unwrap().last, Position::START, "nothing was put in");
    });
}

#[test]
fn a_log_that_somebody_else_writes_to_stops_the_node() {
    run(async {
        let (_server, connection) = one_server().await;
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let node = join(&connection, Arc::clone(&log)).await;
        let other = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&other, 0, 3, 3).await;
        caught_up(&node).await;
        reaches(&node, Position(3)).await;
        fill(&embedded(log), 50, 51, 1).await;
        fill(&other, 3, 6, 3).await;
        let told = stopped(&node).await;
        assert!(told.contains("something else writes to this log") || told.contains("another event"), "{told}");
    });
}
