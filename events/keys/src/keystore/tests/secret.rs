//! The deployment's secret is made with the keystore, is the same for every node, and is missed.

use super::*;

async fn open(shelf: Arc<Counted>) -> Result<Keystore, KeystoreError> {
    Keystore::open(shelf, MasterKey::new(1, [9; 32]), counting()).await
}

#[tokio::test]
async fn it_is_made_once_from_entropy_and_is_the_same_for_every_node() {
    let shelf = Arc::default();
    let one = made(&shelf).await;
    let entropy: Entropy = Arc::new(|bytes: &mut [u8]| {
        bytes.fill(77);
        Ok(())
    });
    let other = Keystore::open_or_create(shelf.clone(), MasterKey::new(1, [9; 32]), entropy).await.unwrap();
    assert_eq!(other.secret(), one.secret());
    assert_eq!(open(shelf).await.unwrap().secret(), one.secret());
    assert_ne!(made(&Arc::default()).await.secret(), &DeploymentSecret::PUBLISHED);
    assert_ne!(one.secret(), &DeploymentSecret::new([0; 32]));
}

#[tokio::test]
async fn a_rehearsal_has_the_real_one_and_what_is_forgetful_the_published_one() {
    let keys = made(&Arc::default()).await;
    assert_eq!(keys.rehearsal().secret(), keys.secret());
    assert_eq!(Keystore::forgetful(counting()).secret(), &DeploymentSecret::PUBLISHED);
}

#[tokio::test]
async fn it_does_not_stand_on_the_shelf_in_the_clear() {
    let shelf = Arc::default();
    let keys = made(&shelf).await;
    let Some(Entry::Key(wrapped)) = shelf.get(SECRET_ENTRY).await.unwrap() else { panic!("no secret") };
    assert!(!wrapped.windows(8).any(|window| window == &keys.secret().expose()[..8]));
}

#[tokio::test]
async fn its_loss_is_told_and_no_other_is_made() {
    let shelf = Arc::default();
    made(&shelf).await.key_or_new(person(1)).await.unwrap();
    let without: Arc<MemoryShelf> =
        Arc::new(shelf.all().await.unwrap().into_iter().filter(|(person, _)| *person != SECRET_ENTRY).collect());
    for opened in [
        Keystore::open(without.clone(), MasterKey::new(1, [9; 32]), counting()).await,
        Keystore::open_or_create(without.clone(), MasterKey::new(1, [9; 32]), counting()).await,
    ] {
        let error = opened.unwrap_err();
        assert!(matches!(error, KeystoreError::SecretLost), "{error}");
        for part in ["no id can be derived", "nothing is recorded", "from a backup"] {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
    assert_eq!(without.all().await.unwrap().len(), 1);
    // Not even where only tombstones are left.
    let tombstones: MemoryShelf = [(person(1), Entry::Destroyed)].into_iter().collect();
    let opened = Keystore::open_or_create(Arc::new(tombstones), MasterKey::new(1, [9; 32]), counting()).await;
    assert!(matches!(opened, Err(KeystoreError::SecretLost)));
}

#[tokio::test]
async fn it_is_nobodys_key_and_is_not_destroyed_as_one() {
    let shelf = Arc::default();
    let keys = made(&shelf).await;
    assert!(matches!(keys.key_or_new(SECRET_ENTRY).await, Err(KeystoreError::Nobody)));
    assert!(matches!(keys.destroy(SECRET_ENTRY).await, Err(KeystoreError::Nobody)));
    assert_eq!(keys.key(SECRET_ENTRY).await.unwrap(), None);
    assert_eq!(open(shelf).await.unwrap().secret(), keys.secret());
}

#[tokio::test]
async fn nothing_secret_is_ever_shown() {
    let keys = made(&Arc::default()).await;
    assert_eq!(format!("{keys:?} {:?}", MasterKey::new(3, [9; 32])), "Keystore(…) MasterKey(epoch 3, …)");
}
