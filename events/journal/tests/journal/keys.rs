//! The keys of persons in a bucket that all nodes share.

use event_keys::{Entry, KeyShelf as _};
use events::PersonId;
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
fn an_entry_that_was_purged_by_hand_counts_as_destroyed() {
    run(async {
        let (server, connection) = one_server().await;
        let bucket = connection.create_key_bucket(1).await.unwrap();
        bucket.put_new(person(1), vec![1; 60]).await.unwrap();
        let raw = async_nats::jetstream::new(async_nats::connect(server.url()).await.unwrap());
        raw.get_key_value("WAYMARK_KEYS").await.unwrap().purge(person(1).to_string()).await.unwrap();
        assert_eq!(bucket.get(person(1)).await.unwrap(), Some(Entry::Destroyed));
        assert_eq!(bucket.put_new(person(1), vec![3; 60]).await.unwrap(), Entry::Destroyed);
    });
}

#[test]
fn a_bucket_that_is_not_there_is_said_to_be_missing() {
    run(async {
        let (_server, connection) = one_server().await;
        let told = connection.key_bucket().await.unwrap_err().to_string();
        assert!(told.contains("WAYMARK_KEYS") && told.contains("waymark cluster create"), "{told}");
    });
}
