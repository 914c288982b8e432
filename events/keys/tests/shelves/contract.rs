//! What every shelf of keys has to do. Held to the shelves of this crate by its own tests, and to
//! the bucket on the servers by those of `event-journal`.

use event_keys::{Entry, KeyShelf, Rewrapped};
use events::PersonId;
use uuid::Uuid;

/// Holds the contract to a shelf that is empty, reached in two ways: as by two nodes.
pub(crate) async fn holds(one: &dyn KeyShelf, other: &dyn KeyShelf) {
    nothing_is_told_from_something(one).await;
    the_first_key_stands(one, other).await;
    a_destroyed_key_is_never_made_again(one, other).await;
    a_key_is_rewrapped_only_as_it_was_read(one, other).await;
    everything_is_listed(one).await;
}

async fn nothing_is_told_from_something(shelf: &dyn KeyShelf) {
    assert_eq!(shelf.all().await.unwrap(), []);
    assert_eq!(shelf.get(person(1)).await.unwrap(), None);
    assert_eq!(shelf.put_new(person(1), wrapped(1)).await.unwrap(), Entry::Key(wrapped(1)));
    assert_eq!(shelf.get(person(1)).await.unwrap(), Some(Entry::Key(wrapped(1))));
}

async fn the_first_key_stands(one: &dyn KeyShelf, other: &dyn KeyShelf) {
    one.put_new(person(2), wrapped(2)).await.unwrap();
    assert_eq!(other.put_new(person(2), wrapped(9)).await.unwrap(), Entry::Key(wrapped(2)));
    assert_eq!(one.get(person(2)).await.unwrap(), Some(Entry::Key(wrapped(2))));
}

async fn a_destroyed_key_is_never_made_again(one: &dyn KeyShelf, other: &dyn KeyShelf) {
    one.put_new(person(3), wrapped(3)).await.unwrap();
    one.destroy(person(3)).await.unwrap();
    other.destroy(person(3)).await.unwrap();
    // One who never had a key is not given one afterwards, either.
    one.destroy(person(4)).await.unwrap();
    for destroyed in [person(3), person(4)] {
        assert_eq!(other.put_new(destroyed, wrapped(9)).await.unwrap(), Entry::Destroyed);
        assert_eq!(other.get(destroyed).await.unwrap(), Some(Entry::Destroyed));
    }
}

async fn a_key_is_rewrapped_only_as_it_was_read(one: &dyn KeyShelf, other: &dyn KeyShelf) {
    for n in 5..=7 {
        one.put_new(person(n), wrapped(n)).await.unwrap();
    }
    other.destroy(person(6)).await.unwrap();
    let rewrapped = |n: u8, from: u8| Rewrapped { person: person(n), from: wrapped(from), to: wrapped(n + 10) };
    one.rewrap(vec![rewrapped(5, 5), rewrapped(6, 6), rewrapped(7, 9), rewrapped(8, 8)]).await.unwrap();
    assert_eq!(other.get(person(5)).await.unwrap(), Some(Entry::Key(wrapped(15))));
    assert_eq!(other.get(person(6)).await.unwrap(), Some(Entry::Destroyed), "destroyed meanwhile");
    assert_eq!(other.get(person(7)).await.unwrap(), Some(Entry::Key(wrapped(7))), "not what was read");
    assert_eq!(other.get(person(8)).await.unwrap(), None, "never there");
}

async fn everything_is_listed(shelf: &dyn KeyShelf) {
    let mut all = shelf.all().await.unwrap();
    all.sort();
    let key = |n, is| (person(n), Entry::Key(wrapped(is)));
    let destroyed = |n| (person(n), Entry::Destroyed);
    assert_eq!(all, [key(1, 1), key(2, 2), destroyed(3), destroyed(4), key(5, 15), destroyed(6), key(7, 7)]);
}

fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(n.into()))
}

fn wrapped(n: u8) -> Vec<u8> {
    vec![n; event_keys::WRAPPED]
}
