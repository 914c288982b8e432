//! After a rotation the old master key and old copies of the shelf are worth nothing.

use std::fs;

use super::*;

fn master(epoch: u32) -> MasterKey {
    MasterKey::new(epoch, [u8::try_from(epoch).unwrap(); 32])
}

#[tokio::test]
async fn after_a_rotation_every_living_key_and_the_secret_are_the_same_under_the_next_master_key() {
    let shelf: Arc<dyn KeyShelf> = Arc::<MemoryShelf>::default();
    let keys = Keystore::open_or_create(shelf.clone(), master(1), counting()).await.unwrap();
    let (key, secret) = (keys.key_or_new(person(1)).await.unwrap(), keys.secret().clone());
    keys.destroy(person(2)).await.unwrap();
    let rotated = Keystore::rotate(shelf.clone(), &master(1), master(2), counting()).await.unwrap();
    assert_eq!(rotated.secret(), &secret);
    assert_eq!(rotated.key(person(1)).await.unwrap(), Some(key.clone()));
    assert!(matches!(rotated.key_or_new(person(2)).await, Err(KeystoreError::Destroyed { .. })));
    let made = rotated.key_or_new(person(3)).await.unwrap();
    let again = Keystore::open(shelf, master(2), counting()).await.unwrap();
    assert_eq!(again.key(person(1)).await.unwrap(), Some(key));
    assert_eq!(again.key(person(3)).await.unwrap(), Some(made));
}

#[tokio::test]
async fn old_file_and_old_master_key_open_nothing_that_was_destroyed_once_the_old_key_is_discarded() {
    let dir = tempfile::tempdir().unwrap();
    let file = FileShelf::path(dir.path());
    let shelf = Arc::new(FileShelf::open_or_create(dir.path()).unwrap());
    let keys = Keystore::open_or_create(shelf.clone(), master(1), counting()).await.unwrap();
    let (mut event, sealed) = registered(&keys.key_or_new(person(0xC)).await.unwrap(), 1);
    keys.key_or_new(person(2)).await.unwrap();
    let old_copy = fs::read(&file).unwrap();
    keys.destroy(person(0xC)).await.unwrap();
    drop(keys);
    Keystore::rotate(shelf, &master(1), master(2), counting()).await.unwrap();
    let now = fs::read(&file).unwrap();

    // No wrapped bytes of the old epoch stay in the file: 64 a record after what tells whose it is.
    for record in old_copy[40..].chunks(81) {
        assert!(!now.windows(WRAPPED).any(|window| window == &record[17..]));
    }
    // The old master key opens nothing that is there now.
    let open = async |epoch| {
        let shelf = Arc::new(FileShelf::open(dir.path()).unwrap());
        Keystore::open(shelf, master(epoch), counting()).await
    };
    let error = open(1).await.unwrap_err();
    assert!(matches!(error, KeystoreError::OtherEpoch { needed: 2, given: 1 }), "{error}");
    // The new one opens no old copy: neither the destroyed key nor any other.
    fs::write(&file, &old_copy).unwrap();
    let error = open(2).await.unwrap_err();
    assert!(matches!(error, KeystoreError::OtherEpoch { needed: 1, given: 2 }), "{error}");
    // And the file as it is now calls the person erased.
    fs::write(&file, &now).unwrap();
    let keys = open(2).await.unwrap();
    assert_eq!(keys.open_event(&mut event, Some(&sealed)).await.unwrap(), Opened::Erased);
}

#[tokio::test]
async fn a_rotation_goes_to_the_next_epoch_and_to_other_bytes() {
    let shelf: Arc<dyn KeyShelf> = Arc::<MemoryShelf>::default();
    Keystore::open_or_create(shelf.clone(), master(1), counting()).await.unwrap();
    for next in [master(1), master(3), MasterKey::new(2, [1; 32])] {
        let error = Keystore::rotate(shelf.clone(), &master(1), next, counting()).await.unwrap_err();
        assert!(matches!(error, KeystoreError::NotNextEpoch { current: 1, .. }), "{error}");
    }
    Keystore::open(shelf, master(1), counting()).await.unwrap();
}

#[tokio::test]
async fn an_interrupted_rotation_is_told_and_repeating_it_ends_it() {
    let shelf = Arc::<MemoryShelf>::default();
    let keys = Keystore::open_or_create(shelf.clone(), master(1), counting()).await.unwrap();
    let (first, second) = (keys.key_or_new(person(1)).await.unwrap(), keys.key_or_new(person(2)).await.unwrap());
    // One key is done, another and the secret are not.
    let Some(Entry::Key(from)) = shelf.get(person(1)).await.unwrap() else { panic!("no key") };
    let to = master(2).wrap(&counting(), person(1), &first.0).unwrap().to_vec();
    shelf.rewrap(vec![Rewrapped { person: person(1), from, to }]).await.unwrap();
    for epoch in [1, 2] {
        let error = Keystore::open(shelf.clone(), master(epoch), counting()).await.unwrap_err();
        assert!(matches!(error, KeystoreError::RotationInterrupted { upto: 2 }), "{error}");
        assert!(error.to_string().contains("of epoch 1, and some under that of epoch 2"), "{error}");
    }
    for _ in 0..2 {
        let rotated = Keystore::rotate(shelf.clone(), &master(1), master(2), counting()).await.unwrap();
        assert_eq!(rotated.key(person(1)).await.unwrap(), Some(first.clone()));
        assert_eq!(rotated.key(person(2)).await.unwrap(), Some(second.clone()));
    }
}

#[tokio::test]
async fn damage_stops_a_rotation_before_anything_is_written() {
    let shelf = Arc::default();
    made(&shelf).await.key_or_new(person(1)).await.unwrap();
    let damaged = shelf
        .copy(|(person, entry)| {
            if let Entry::Key(wrapped) = entry
                && person.0.as_u128() == 1
            {
                wrapped[20] ^= 1;
            }
        })
        .await;
    let mut before = damaged.all().await.unwrap();
    before.sort();
    let rotated = Keystore::rotate(damaged.clone(), &MasterKey::new(1, [9; 32]), master(2), counting()).await;
    let error = rotated.unwrap_err();
    assert!(matches!(error, KeystoreError::Damaged { broken: 1, all: 2, .. }), "{error}");
    let mut after = damaged.all().await.unwrap();
    after.sort();
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_process_that_still_has_the_old_master_key_says_which_one_is_needed() {
    let shelf: Arc<dyn KeyShelf> = Arc::<MemoryShelf>::default();
    let old = Keystore::open_or_create(shelf.clone(), master(1), counting()).await.unwrap();
    let new = Keystore::rotate(shelf, &master(1), master(2), counting()).await.unwrap();
    new.key_or_new(person(1)).await.unwrap();
    let error = old.key(person(1)).await.unwrap_err();
    assert!(matches!(error, KeystoreError::OtherEpoch { needed: 2, given: 1 }), "{error}");
}
