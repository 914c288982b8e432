//! The keys of persons in a bucket that all nodes share.

use std::path::PathBuf;

use async_nats::HeaderMap;
use async_nats::jetstream::stream::Config;
use event_keys::{Entry, KeyShelf as _, Rewrapped};
use events::PersonId;
use test_servers::NatsServer;
use uuid::Uuid;

#[path = "../../../keys/tests/shelves/contract.rs"]
mod contract;

use crate::scene::{connect, one_server, run, three_servers};

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

#[test]
fn a_bucket_holds_the_contract_of_shelves() {
    run(async {
        let (cluster, connection) = three_servers().await;
        let one = connection.create_key_bucket(3).await.unwrap();
        let other = connect(cluster.urls()).await.key_bucket().await.unwrap();
        contract::holds(&one, &other).await;
    });
}

#[test]
fn the_first_key_of_a_person_is_everybodys() {
    run(async {
        let (cluster, connection) = three_servers().await;
        let one = connection.create_key_bucket(3).await.unwrap();
        let other = connect(cluster.urls()).await.key_bucket().await.unwrap();
        assert_eq!(one.all().await.unwrap(), []);
        assert_eq!(one.get(person(1)).await.unwrap(), None);
        for n in 0..10 {
            let (first, second) =
                tokio::join!(one.put_new(person(n), vec![1; 60]), other.put_new(person(n), vec![2; 60]));
            let (first, second) = (first.unwrap(), second.unwrap());
            assert_eq!(first, second, "both go on with the same");
            assert_eq!(other.get(person(n)).await.unwrap(), Some(first));
        }
        let all = other.all().await.unwrap();
        assert_eq!(all.len(), 10);
        assert!(all.iter().all(|(_, entry)| matches!(entry, Entry::Key(wrapped) if wrapped.len() == 60)));
        connection.create_key_bucket(3).await.unwrap();
        assert_eq!(one.all().await.unwrap().len(), 10, "making it again changes nothing");
    });
}

#[test]
fn keys_are_read_and_made_while_the_servers_elect_another_leader() {
    run(async {
        let (mut cluster, connection) = three_servers().await;
        let bucket = connection.create_key_bucket(3).await.unwrap();
        bucket.put_new(person(1), vec![1; 60]).await.unwrap();
        let leader = tokio::task::block_in_place(|| cluster.leader_of("KV_WAYMARK_KEYS")).unwrap();
        cluster.servers[leader].kill();
        let (read, made) = tokio::join!(bucket.get(person(1)), bucket.put_new(person(2), vec![2; 60]));
        assert_eq!((read.unwrap(), made.unwrap()), (Some(Entry::Key(vec![1; 60])), Entry::Key(vec![2; 60])));
    });
}

#[test]
fn a_bucket_gets_as_many_replicas_as_are_asked_for() {
    run(async {
        let (_cluster, connection) = three_servers().await;
        for replicas in [1, 3] {
            connection.create_key_bucket(replicas).await.unwrap();
            assert_eq!(connection.key_bucket().await.unwrap().replicas(), replicas);
        }
    });
}

#[test]
fn a_key_that_was_destroyed_is_not_made_again_by_another_node_that_races_for_it() {
    run(async {
        let (cluster, connection) = three_servers().await;
        let one = connection.create_key_bucket(3).await.unwrap();
        let other = connect(cluster.urls()).await.key_bucket().await.unwrap();
        for n in 0..10 {
            let (destroyed, _) = tokio::join!(one.destroy(person(n)), other.put_new(person(n), vec![2; 60]));
            destroyed.unwrap();
            assert_eq!(other.put_new(person(n), vec![3; 60]).await.unwrap(), Entry::Destroyed);
            assert_eq!(one.get(person(n)).await.unwrap(), Some(Entry::Destroyed));
        }
    });
}

#[test]
fn a_destroyed_keys_bytes_are_in_no_file_of_the_server() {
    run(async {
        let (server, connection) = one_server().await;
        let bucket = connection.create_key_bucket(1).await.unwrap();
        bucket.put_new(person(1), vec![0xA1; 60]).await.unwrap();
        let next = Rewrapped { person: person(1), from: vec![0xA1; 60], to: vec![0xB2; 60] };
        assert_eq!((files_with(&server, 0xA1), files_with(&server, 0xB2)), (1, 0));
        bucket.rewrap(vec![next]).await.unwrap();
        assert_eq!((files_with(&server, 0xA1), files_with(&server, 0xB2)), (0, 1));
        bucket.destroy(person(1)).await.unwrap();
        assert_eq!((files_with(&server, 0xA1), files_with(&server, 0xB2)), (0, 0));
    });
}

/// How many files of a server hold a key of sixty such bytes.
fn files_with(server: &NatsServer, byte: u8) -> usize {
    let holds = |file: &PathBuf| std::fs::read(file).unwrap().windows(60).any(|found| found == [byte; 60]);
    server.files().iter().filter(|(file, _)| holds(file)).count()
}

#[test]
fn a_destruction_that_broke_off_after_the_tombstone_is_finished_when_it_is_repeated() {
    run(async {
        let (server, connection) = one_server().await;
        let bucket = connection.create_key_bucket(1).await.unwrap();
        bucket.put_new(person(1), vec![0xA1; 60]).await.unwrap();
        let raw = raw(&server).await;
        let ack = raw.publish(format!("$KV.WAYMARK_KEYS.{}.destroyed", person(1)), "destroyed".into()).await.unwrap();
        ack.await.unwrap();
        assert_eq!(bucket.get(person(1)).await.unwrap(), Some(Entry::Destroyed));
        assert_eq!(bucket.all().await.unwrap(), [(person(1), Entry::Destroyed)]);
        assert_eq!(files_with(&server, 0xA1), 1);
        bucket.destroy(person(1)).await.unwrap();
        assert_eq!(files_with(&server, 0xA1), 0);
        assert_eq!(bucket.get(person(1)).await.unwrap(), Some(Entry::Destroyed));
    });
}

#[test]
fn a_key_is_not_overwritten_purged_or_rolled_up_by_hand() {
    run(async {
        let (server, connection) = one_server().await;
        let bucket = connection.create_key_bucket(1).await.unwrap();
        bucket.put_new(person(1), vec![1; 60]).await.unwrap();
        let raw = raw(&server).await;
        let of_person = format!("$KV.WAYMARK_KEYS.{}.key", person(1));
        let rollup = HeaderMap::from_iter([("Nats-Rollup".parse().unwrap(), "sub".parse().unwrap())]);
        for headers in [HeaderMap::new(), rollup] {
            let sent = raw.publish_with_headers(of_person.clone(), headers, "another".into()).await.unwrap();
            assert!(sent.await.is_err());
        }
        let stream = raw.get_stream("KV_WAYMARK_KEYS").await.unwrap();
        assert!(stream.purge().filter(&of_person).await.is_err());
        assert_eq!(bucket.get(person(1)).await.unwrap(), Some(Entry::Key(vec![1; 60])));
    });
}

#[test]
fn settings_by_which_keys_may_be_overwritten_or_not_erased_are_told_and_put_right() {
    run(async {
        let (server, connection) = one_server().await;
        let raw = raw(&server).await;
        // As other tools make a bucket, and as one that denies deletions for ever.
        for (deny_delete, mended) in [(false, true), (true, false)] {
            let config = Config {
                name: "KV_WAYMARK_KEYS".into(),
                subjects: vec!["$KV.WAYMARK_KEYS.>".into()],
                max_messages_per_subject: 5,
                allow_rollup: true,
                deny_delete,
                ..Config::default()
            };
            raw.create_stream(config).await.unwrap();
            let told = connection.key_bucket().await.unwrap().unsafe_settings();
            for setting in ["discard_new_per_subject", "max_msgs_per_subject", "deny_purge", "allow_rollup_hdrs"] {
                assert!(told.contains(&setting), "{setting}: {told:?}");
            }
            assert_eq!(told.contains(&"deny_delete"), deny_delete);
            match connection.create_key_bucket(1).await {
                Ok(bucket) => assert_eq!((bucket.unsafe_settings(), mended), (vec![], true)),
                Err(error) => assert!(!mended && error.to_string().contains("deny"), "{error}"),
            }
            raw.delete_stream("KV_WAYMARK_KEYS").await.unwrap();
        }
    });
}

async fn raw(server: &NatsServer) -> async_nats::jetstream::Context {
    async_nats::jetstream::new(async_nats::connect(server.url()).await.unwrap())
}

#[test]
fn a_bucket_that_is_not_there_is_said_to_be_missing() {
    run(async {
        let (_server, connection) = one_server().await;
        let told = connection.key_bucket().await.unwrap_err().to_string();
        assert!(told.contains("WAYMARK_KEYS") && told.contains("waymark cluster create"), "{told}");
    });
}
