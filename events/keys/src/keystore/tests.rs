mod destroying;
mod rotating;
mod secret;

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use events::coaching::CoachRegistered;
use events::{
    Attribution, CoachId, CommandHash, DeploymentSecret, Event, Line, OpenPart, Owner, Position, ProviderId, Recorded,
    Trace,
};
use jiff::Timestamp;
use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::{BoxFuture, FileShelf, Opened, Rewrapped, ShelfError, WRAPPED};

/// Bytes that count up: different every time, the same in every run.
fn counting() -> Entropy {
    let next = AtomicU8::new(1);
    Arc::new(move |bytes: &mut [u8]| {
        bytes.fill_with(|| next.fetch_add(1, Ordering::Relaxed));
        Ok(())
    })
}

async fn made(shelf: &Arc<Counted>) -> Keystore {
    Keystore::open_or_create(shelf.clone(), MasterKey::new(1, [9; 32]), counting()).await.unwrap()
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

/// A shelf that counts how often it is asked for a key.
#[derive(Default)]
struct Counted {
    shelf: MemoryShelf,
    asked: AtomicUsize,
}

impl Counted {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    async fn copy(&self, mut change: impl FnMut(&mut (PersonId, Entry))) -> Arc<Self> {
        let mut all = self.all().await.unwrap();
        all.iter_mut().for_each(&mut change);
        Arc::new(Self { shelf: all.into_iter().collect(), asked: AtomicUsize::new(0) })
    }
}

impl KeyShelf for Counted {
    fn all(&self) -> BoxFuture<'_, Result<Vec<(PersonId, Entry)>, ShelfError>> {
        self.shelf.all()
    }

    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Entry>, ShelfError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.shelf.get(person)
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Entry, ShelfError>> {
        self.shelf.put_new(person, wrapped)
    }

    fn destroy(&self, person: PersonId) -> BoxFuture<'_, Result<(), ShelfError>> {
        self.shelf.destroy(person)
    }

    fn rewrap(&self, keys: Vec<Rewrapped>) -> BoxFuture<'_, Result<(), ShelfError>> {
        self.shelf.rewrap(keys)
    }
}

#[tokio::test]
async fn a_key_is_made_once_and_is_there_after_a_restart() {
    let shelf = Arc::default();
    let first = made(&shelf).await;
    assert_eq!(first.key(person(1)).await.unwrap(), None);
    let (one, two) = (first.key_or_new(person(1)).await.unwrap(), first.key_or_new(person(2)).await.unwrap());
    assert_ne!(one, two);
    assert_eq!(first.key_or_new(person(1)).await.unwrap(), one);

    let again = Keystore::open(shelf, MasterKey::new(1, [9; 32]), counting()).await.unwrap();
    assert_eq!(again.key(person(1)).await.unwrap(), Some(one));
    assert_eq!(again.key(person(2)).await.unwrap(), Some(two));
}

#[tokio::test]
async fn a_key_that_another_node_made_a_moment_ago_is_found() {
    let shelf = Arc::default();
    let (one, other) = (made(&shelf).await, made(&shelf).await);
    let key = one.key_or_new(person(1)).await.unwrap();
    assert_eq!(other.key(person(1)).await.unwrap(), Some(key.clone()));
    assert_eq!(shelf.asked(), 1);
    assert_eq!(other.key(person(1)).await.unwrap(), Some(key), "and is then in memory");
    assert_eq!(shelf.asked(), 1);
}

#[tokio::test]
async fn two_nodes_that_make_a_key_for_one_person_go_on_with_the_first() {
    let shelf = Arc::default();
    let one = made(&shelf).await;
    let entropy: Entropy = Arc::new(|bytes: &mut [u8]| {
        bytes.fill(77);
        Ok(())
    });
    let another = Keystore::open(shelf.clone(), MasterKey::new(1, [9; 32]), entropy).await;
    let first = one.key_or_new(person(1)).await.unwrap();
    assert_eq!(another.unwrap().key_or_new(person(1)).await.unwrap(), first);
}

#[tokio::test]
async fn keys_do_not_stand_on_the_shelf_in_the_clear() {
    let shelf = Arc::default();
    let key = made(&shelf).await.key_or_new(person(1)).await.unwrap();
    for (_, entry) in shelf.all().await.unwrap() {
        let wrapped = entry.key().unwrap();
        assert!(!wrapped.windows(8).any(|window| window == &key.0[..8]));
    }
}

#[tokio::test]
async fn another_master_key_is_told_at_once() {
    let shelf = Arc::default();
    made(&shelf).await.key_or_new(person(1)).await.unwrap();
    for opened in [
        Keystore::open(shelf.clone(), MasterKey::new(1, [8; 32]), counting()).await,
        Keystore::open_or_create(shelf.clone(), MasterKey::new(1, [8; 32]), counting()).await,
    ] {
        let error = opened.unwrap_err();
        assert!(matches!(error, KeystoreError::WrongMasterKey), "{error}");
    }
}

#[tokio::test]
async fn an_empty_shelf_is_not_taken_for_a_keystore() {
    let error =
        Keystore::open(Arc::new(MemoryShelf::default()), MasterKey::new(1, [9; 32]), counting()).await.unwrap_err();
    assert!(matches!(error, KeystoreError::Empty), "{error}");
}

#[tokio::test]
async fn one_changed_bit_anywhere_is_told_when_the_keystore_is_opened() {
    let shelf = Arc::default();
    made(&shelf).await.key_or_new(person(1)).await.unwrap();
    for of in [SECRET_ENTRY, person(1)] {
        for bit in 0..WRAPPED * 8 {
            let flip = |(person, entry): &mut (PersonId, Entry)| {
                if let Entry::Key(wrapped) = entry
                    && *person == of
                {
                    wrapped[bit / 8] ^= 1 << (bit % 8);
                }
            };
            let damaged = shelf.copy(flip).await;
            let error = Keystore::open(damaged, MasterKey::new(1, [9; 32]), counting()).await.unwrap_err();
            let told = match of {
                SECRET_ENTRY => matches!(error, KeystoreError::SecretLost),
                of => matches!(error, KeystoreError::Damaged { broken: 1, all: 2, first } if first == of),
            };
            assert!(told, "bit {bit} of {of}: {error}");
        }
    }
}

#[tokio::test]
async fn a_key_under_another_persons_name_is_told_when_the_keystore_is_opened() {
    let shelf = Arc::default();
    made(&shelf).await.key_or_new(person(1)).await.unwrap();
    let rename = |(person, _): &mut (PersonId, Entry)| {
        if person.0.as_u128() == 1 {
            person.0 = Uuid::from_u128(7);
        }
    };
    let renamed = shelf.copy(rename).await;
    let error = Keystore::open(renamed, MasterKey::new(1, [9; 32]), counting()).await.unwrap_err();
    assert!(matches!(error, KeystoreError::Damaged { .. }), "{error}");
}

#[tokio::test]
async fn for_an_event_without_a_key_the_shelf_is_asked_once_and_a_later_event_opens() {
    let shelf = Arc::default();
    let (one, other) = (made(&shelf).await, made(&shelf).await);
    let (mut lost, sealed) = registered(&PersonKey([5; 32]), 1);
    for _ in 0..3 {
        assert_eq!(other.open_event(&mut lost, Some(&sealed)).await.unwrap(), Opened::NoKey);
    }
    assert_eq!(shelf.asked(), 1);

    let key = one.key_or_new(person(0xC)).await.unwrap();
    let (mut later, sealed) = registered(&key, 2);
    assert_eq!(other.open_event(&mut later, Some(&sealed)).await.unwrap(), Opened::Open);
}

#[tokio::test]
async fn an_event_with_something_else_beside_it_is_told_by_its_position() {
    let keys = made(&Arc::default()).await;
    let (event, mut sealed) = registered(&keys.key_or_new(person(0xC)).await.unwrap(), 1);
    let leaf = event.to_canonical().unwrap();
    let (recorded, opened) = keys.read(Position(7), &leaf, Some(&sealed)).await.unwrap();
    assert_eq!((opened, recorded.event.fact.sealed().is_some()), (Opened::Open, true));
    sealed[9] ^= 1;
    let error = keys.read(Position(7), &leaf, Some(&sealed)).await.unwrap_err();
    assert!(error.to_string().contains("at position 7 cannot be opened"), "{error}");
}

#[tokio::test]
async fn a_rehearsal_opens_what_is_there_and_leaves_nothing_behind() {
    let shelf = Arc::default();
    let keys = made(&shelf).await;
    let one = keys.key_or_new(person(1)).await.unwrap();
    let rehearsal = keys.rehearsal();
    assert_eq!(rehearsal.key(person(1)).await.unwrap(), Some(one));
    rehearsal.key_or_new(person(2)).await.unwrap();
    assert_eq!(keys.key(person(2)).await.unwrap(), None);
}

/// A coach was registered, with the name sealed under this key.
fn registered(key: &PersonKey, n: u128) -> (Event, Vec<u8>) {
    let coach = CoachId(Uuid::from_u128(0xC));
    let personal = events::coaching::CoachName { name: Line::new("Dean Prescott").unwrap() };
    let provider = ProviderId(Uuid::from_u128(0xD));
    let fact = CoachRegistered { date: date(2026, 3, 10), provider, personal: Some(personal) };
    let mut event = Event {
        id: EventId(Uuid::from_u128(n)),
        subject: coach.subject(),
        fact: fact.into(),
        happened: date(2026, 3, 10),
        recorded: Timestamp::UNIX_EPOCH,
        by: Attribution::by(DeploymentSecret::PUBLISHED.actor("coordinator")),
        trace: Trace::default(),
        rules: events::rule_table::VERSION,
        command: CommandHash([0; 16]),
        sealed: Vec::new(),
    };
    let (purpose, content) = event.open_parts().remove(0);
    let part = OpenPart { owner: Owner::of(event.subject, None).unwrap(), purpose, content };
    let part = key.seal(Nonce([3; 12]), event.id, event.fact.event_type(), part).unwrap();
    let sealed = event.list_sealed(vec![part]).unwrap();
    // As it is read from the log: without the content.
    let leaf = event.to_canonical().unwrap();
    (Recorded::decode(Position(1), &leaf).unwrap().event, sealed.0)
}
