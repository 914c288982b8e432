//! A destroyed key is destroyed for every node and for ever.

use super::*;

#[tokio::test]
async fn what_was_sealed_with_a_destroyed_key_is_erased_and_not_lost() {
    let shelf = Arc::default();
    let (one, other) = (made(&shelf).await, made(&shelf).await);
    let (mut event, sealed) = registered(&one.key_or_new(person(0xC)).await.unwrap(), 1);
    one.destroy(person(0xC)).await.unwrap();
    one.destroy(person(0xC)).await.unwrap();
    for node in [&one, &other, &one.rehearsal()] {
        assert_eq!(node.open_event(&mut event, Some(&sealed)).await.unwrap(), Opened::Erased);
        assert_eq!(node.key(person(0xC)).await.unwrap(), None);
        let error = node.key_or_new(person(0xC)).await.unwrap_err();
        assert!(matches!(error, KeystoreError::Destroyed { person: of } if of == person(0xC)), "{error}");
    }
    assert!(event.fact.sealed().is_none());
}

#[tokio::test]
async fn a_node_that_has_the_key_in_memory_forgets_it_when_it_destroys_it_too() {
    let shelf = Arc::default();
    let (one, other) = (made(&shelf).await, made(&shelf).await);
    let (mut event, sealed) = registered(&other.key_or_new(person(0xC)).await.unwrap(), 1);
    one.destroy(person(0xC)).await.unwrap();
    other.destroy(person(0xC)).await.unwrap();
    assert_eq!(other.open_event(&mut event, Some(&sealed)).await.unwrap(), Opened::Erased);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_destroyed_key_is_not_made_again_by_racing_nodes_nor_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let nodes = async || {
        let shelf = Arc::new(FileShelf::open_or_create(dir.path()).unwrap());
        let open = async || Keystore::open_or_create(shelf.clone(), MasterKey::new(1, [9; 32]), counting()).await;
        (Arc::new(open().await.unwrap()), Arc::new(open().await.unwrap()))
    };
    let (one, other) = nodes().await;
    let mut races = Vec::new();
    for n in 1..=100 {
        let (one, other) = (one.clone(), other.clone());
        let destroys = tokio::spawn(async move { one.destroy(person(n)).await });
        let makes = tokio::spawn(async move { other.key_or_new(person(n)).await });
        races.push((destroys, makes));
    }
    for (destroys, makes) in races {
        destroys.await.unwrap().unwrap();
        match makes.await.unwrap() {
            Ok(_) | Err(KeystoreError::Destroyed { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    drop((one, other));
    let (one, other) = nodes().await;
    for n in 1..=100 {
        for node in [&one, &other] {
            let error = node.key_or_new(person(n)).await.unwrap_err();
            assert!(matches!(error, KeystoreError::Destroyed { .. }), "{n}: {error}");
        }
    }
}

#[tokio::test]
async fn a_key_that_was_read_before_its_destruction_does_not_come_back_after_it() {
    let shelf = Arc::default();
    let keys = made(&shelf).await;
    keys.key_or_new(person(1)).await.unwrap();
    let read = shelf.get(person(1)).await.unwrap().unwrap();
    keys.destroy(person(1)).await.unwrap();
    assert_eq!(keys.remember(person(1), read).unwrap(), Entry::Destroyed);
    assert_eq!(keys.key(person(1)).await.unwrap(), None);
}
