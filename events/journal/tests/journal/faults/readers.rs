//! Readers without a log, when the stream is not the one that they read from.

use std::sync::Arc;

use async_nats::jetstream;
use event_journal::{Connection, Feed as _, ReadError, StreamFeed};
use event_log::MemoryLog;
use events::Position;
use test_servers::{NatsServer, Proxy};

use crate::scene::{LIMIT, connect, fill, join, one_server, run, subject};

/// A feed that has read ten events, and the server under it.
async fn after_ten() -> (NatsServer, Connection, StreamFeed) {
    let (server, connection) = one_server().await;
    let node = join(&connection, Arc::new(MemoryLog::new())).await;
    fill(&node, 0, 10, 3).await;
    let feed = StreamFeed::open(connect(vec![server.url()]).await, true).await.unwrap();
    let mut read = Position::START;
    while read < Position(10) {
        read = feed.since(read, 100).await.unwrap().last();
    }
    (server, connection, feed)
}

/// Makes the stream again, empty.
async fn made_again(server: &NatsServer, connection: &Connection) {
    let raw = jetstream::new(async_nats::connect(server.url()).await.unwrap());
    raw.delete_stream("WAYMARK").await.unwrap();
    connection.create_stream(1).await.unwrap();
}

/// Why a feed gives nothing more, once whoever waits for its head was woken.
async fn told(feed: &StreamFeed) -> String {
    let mut heads = feed.watch();
    let woken = async {
        while feed.broken().is_none() {
            heads.changed().await.unwrap();
        }
    };
    tokio::time::timeout(LIMIT, woken).await.unwrap();
    let told = feed.broken().unwrap().to_string();
    for after in [Position::START, Position(10), Position(11)] {
        assert_eq!(feed.since(after, 100).await.unwrap_err().to_string(), told);
    }
    told
}

#[test]
fn a_reader_that_has_read_more_than_a_stream_still_has_is_told() {
    run(async {
        let (server, connection, feed) = after_ten().await;
        made_again(&server, &connection).await;
        let told = told(&feed).await;
        assert!(told.contains("ends at position 0") && told.contains("position 10 has been read"), "{told}");
        assert!(told.contains("waymark cluster repair"), "{told}");
    });
}

#[test]
fn a_reader_gets_nothing_of_a_stream_that_was_made_again_with_other_events() {
    run(async {
        let (server, connection, feed) = after_ten().await;
        made_again(&server, &connection).await;
        let other = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&other, 0, 15, 3).await;
        // Either it has found out by itself already, or asking makes it.
        let read = loop {
            match feed.since(Position(10), 100).await {
                Ok(batch) if batch.is_empty() => tokio::task::yield_now().await,
                read => break read,
            }
        };
        assert!(read.is_err(), "{read:?}");
        let told = told(&feed).await;
        assert!(told.contains("position 10 holds another event"), "{told}");
    });
}

#[test]
fn a_reader_stops_before_a_message_that_is_no_event() {
    run(async {
        let (server, _connection, feed) = after_ten().await;
        let raw = async_nats::connect(server.url()).await.unwrap();
        let address = format!("waymark.events.coaching.internship.{}", subject(1).id);
        raw.publish(address, "what nobody sent".into()).await.unwrap();
        feed.watch().wait_for(|head| *head == Position(11)).await.unwrap();
        for _ in 0..2 {
            let told = feed.since(Position(10), 100).await.unwrap_err().to_string();
            assert!(
                told.contains("the message at position 11") && told.contains("not the ones that were sent"),
                "{told}"
            );
        }
    });
}

#[test]
fn how_far_the_stream_goes_is_asked_of_the_servers_where_a_reader_has_not_heard_of_it() {
    run(async {
        let (server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 3, 3).await;
        let proxy = Proxy::before(server.address());
        let feed = StreamFeed::open(connect(vec![proxy.url()]).await, true).await.unwrap();
        proxy.stall_answers();
        fill(&node, 3, 5, 3).await;
        assert!(feed.reaches(Position(3)).await.unwrap(), "that it knows");
        let away = feed.reaches(Position(5)).await.unwrap_err();
        assert!(matches!(away, ReadError::Away(_)), "{away}");
        proxy.resume();
        let reaches = async {
            loop {
                match feed.reaches(Position(5)).await {
                    Err(ReadError::Away(_)) => {}
                    known => return known.unwrap(),
                }
            }
        };
        assert!(tokio::time::timeout(LIMIT, reaches).await.unwrap());
        assert_eq!(feed.since(Position(4), 1).await.unwrap().last(), Position(5));
        assert!(!feed.reaches(Position(6)).await.unwrap());
    });
}
