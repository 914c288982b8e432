//! Several nodes on one stream: the same bytes, and the same root.

use std::sync::Arc;
use std::time::Duration;

use event_journal::{
    Announcement, AppendError, ClusterJournal, ConnectOptions, Connection, Feed as _, Journal as _, State, Stopped,
};
use event_log::MemoryLog;
use events::Position;
use jiff::Timestamp;

use crate::scene::{
    LIMIT, Time, add, all, begin, caught_up, connect, event, fill, join, log_in, message, one_server, reaches, run,
    sealed, subject, three_servers, until,
};

#[test]
fn every_node_has_the_same_root_whenever_it_joined() {
    run(async {
        let (cluster, connection) = three_servers().await;
        let first = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&first, 0, 40, 5).await;
        let dir = tempfile::tempdir().unwrap();
        let second = join(&connect(vec![cluster.urls().remove(1)]).await, log_in(dir.path())).await;
        caught_up(&second).await;
        for n in 40..80 {
            add(if n % 2 == 0 { &first } else { &second }, n, n % 5).await;
            // What the other one has acknowledged may be on its way here still.
            let head = Position(n + 1);
            let other = if n % 2 == 0 { &second } else { &first };
            reaches(other, head).await;
        }
        let third = join(&connect(vec![cluster.urls().remove(2)]).await, Arc::new(MemoryLog::new())).await;
        caught_up(&third).await;
        let heads = [&first, &second, &third].map(|node| node.log().head());
        assert_eq!(heads[0].position, Position(80));
        assert_eq!(heads[0], heads[1]);
        assert_eq!(heads[0], heads[2]);
        assert_eq!(all(&first, 7).await, all(&third, 64).await, "sealed content too");
        second.log().verify(&mut |_| ()).unwrap();
    });
}

#[test]
fn a_node_that_comes_back_goes_on_where_its_log_ends() {
    run(async {
        let (_server, connection) = one_server().await;
        let dir = tempfile::tempdir().unwrap();
        let node = join(&connection, log_in(dir.path())).await;
        fill(&node, 0, 20, 3).await;
        assert!(node.drain(LIMIT).await);
        assert_eq!(node.status().borrow().state, State::Stopped(Stopped::Ended));
        drop(node);
        let other = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&other).await;
        fill(&other, 20, 40, 3).await;
        let back = join(&connection, log_in(dir.path())).await;
        caught_up(&back).await;
        assert_eq!(back.log().head(), other.log().head());
    });
}

#[test]
fn a_node_that_ends_answers_what_is_under_way_and_takes_no_more() {
    run(async {
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        let under_way: Vec<_> = (0..200)
            .map(|n| {
                let node: ClusterJournal = node.clone();
                tokio::spawn(async move { node.append(event(n, n), None, Position::START).await })
            })
            .collect();
        reaches(&node, Position(1)).await;
        assert!(node.drain(LIMIT).await, "all were answered");
        let mut taken = 0;
        for answer in under_way {
            match answer.await.unwrap() {
                Ok(_) => taken += 1,
                Err(error) => assert!(error.to_string().contains("ending"), "{error}"),
            }
        }
        assert!(taken > 0);
        assert_eq!(connection.stream_seen().await.unwrap().last, Position(taken), "what was taken was answered");
        assert_eq!(node.head(), Position(taken));
        assert!(node.append(event(999, 999), None, Position::START).await.is_err());
    });
}

#[test]
fn a_node_that_is_closed_takes_no_more_at_once_and_follows_on() {
    run(async {
        let (server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        let other = join(&connect(vec![server.url()]).await, Arc::new(MemoryLog::new())).await;
        add(&node, 0, 0).await;
        node.close();
        let refused = node.append(event(1, 1), None, Position::START).await.unwrap_err();
        assert!(matches!(&refused, AppendError::Failed(why) if why.contains("ending")), "{refused}");
        let position = add(&other, 1, 1).await;
        reaches(&node, position).await;
    });
}

#[test]
fn a_node_that_catches_up_has_what_another_has_acknowledged() {
    run(async {
        let (server, connection) = one_server().await;
        let here = join(&connection, Arc::new(MemoryLog::new())).await;
        let there = join(&connect(vec![server.url()]).await, Arc::new(MemoryLog::new())).await;
        for n in 0..50 {
            let position = add(&there, n, n).await;
            assert!(here.catch_up(Position(n)).await.unwrap(), "there is news");
            assert!(here.head() >= position);
            assert!(!here.catch_up(position).await.unwrap(), "and no more");
        }
    });
}

#[test]
fn an_id_that_the_stream_knows_is_not_taken_again_behind_its_own_event() {
    run(async {
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        assert_eq!(add(&node, 1, 0).await, Position(1));
        let answer = node.append(event(1, 0), sealed(1), Position(1)).await;
        let Err(AppendError::Failed(told)) = &answer else { panic!("{answer:?}") };
        assert!(told.contains("is already at position 1"), "{told}");
        assert_eq!(connection.stream_seen().await.unwrap().last, Position(1));
    });
}

#[test]
fn nodes_announce_themselves_with_how_far_they_are() {
    run(async {
        let (server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        let status = node.status();
        let announcement = Announcement {
            name: "waymark-serve".into(),
            id: "N1".into(),
            version: "0.1.0".into(),
            description: "coaching, funding".into(),
            started: Timestamp::UNIX_EPOCH,
        };
        let announced = connection.announce(announcement, move || status.borrow().metadata()).await.unwrap();
        fill(&node, 0, 3, 1).await;
        until(&node, |status| status.head.position == Position(3)).await;
        let asking = connect(vec![server.url()]).await;
        let nodes = asking.nodes(Duration::from_millis(500)).await.unwrap();
        assert_eq!(nodes.len(), 1);
        let seen = &nodes[0];
        assert_eq!((seen.name.as_str(), seen.id.as_str(), seen.version.as_str()), ("waymark-serve", "N1", "0.1.0"));
        assert_eq!((seen.metadata["head"].as_str(), seen.metadata["lag"].as_str()), ("3", "0"));
        assert_eq!(seen.metadata["root"], node.log().head().root.to_string());
        assert_eq!(seen.metadata["phase"], "following");
        let options =
            ConnectOptions { servers: vec![server.url()], stream: "OTHER".into(), ..ConnectOptions::default() };
        let elsewhere = Connection::open(&options).await.unwrap();
        assert_eq!(elsewhere.nodes(Duration::from_millis(500)).await.unwrap(), [], "it is no node of another stream");
        drop(announced);
        let mut still = nodes;
        for _ in 0..50 {
            still = asking.nodes(Duration::from_millis(100)).await.unwrap();
            if still.is_empty() {
                break;
            }
        }
        assert!(still.is_empty(), "who is gone does not answer");
    });
}

#[test]
fn a_node_waits_where_there_is_no_stream_and_joins_when_it_is_made() {
    run(async {
        let server = test_servers::NatsServer::start();
        let connection = connect(vec![server.url()]).await;
        let node = begin(&connection, Arc::new(MemoryLog::new()));
        let waits = until(&node, |status| matches!(status.state, State::Starting { trouble: Some(_) })).await;
        assert!(waits.state.trouble().unwrap().contains("make it with waymark cluster create"), "{waits:?}");
        connection.create_stream(1).await.unwrap();
        tokio::time::timeout(LIMIT, node.joined()).await.unwrap().unwrap();
    });
}

#[test]
fn a_node_keeps_what_only_a_newer_release_can_read() {
    run(async {
        let (server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 3, 3).await;
        let leaf = String::from_utf8(event(8, 8).to_canonical().unwrap()).unwrap();
        let newer = [leaf.replacen(".v1\"}", ".v9\"}", 1), leaf.replacen("{\"actor\"", "{\"aaa\":1,\"actor\"", 1)];
        let stranger = async_nats::connect(server.url()).await.unwrap();
        for leaf in &newer {
            let address = format!("waymark.events.coaching.internship.{}", subject(8).id);
            let body = message(&address, leaf.as_bytes(), None, Time::Servers);
            stranger.publish(address, body.into()).await.unwrap();
        }
        stranger.flush().await.unwrap();
        reaches(&node, Position(5)).await;
        assert_eq!(add(&node, 3, 0).await, Position(6));
        assert_eq!(node.log().verify(&mut |_| ()).unwrap().head.position, Position(6));
        let fresh = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&fresh).await;
        assert_eq!(fresh.log().head(), node.log().head());
    });
}
