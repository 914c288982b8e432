//! Where the wrapped keys of persons are stored.

use events::PersonId;

use crate::BoxFuture;

/// What is stored for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry<K = Vec<u8>> {
    /// Their key; on a shelf, wrapped.
    Key(K),
    /// A tombstone: their key was destroyed, and none is stored for them again.
    Destroyed,
}

impl<K> Entry<K> {
    /// The key, if it was not destroyed.
    pub fn key(self) -> Option<K> {
        match self {
            Self::Key(key) => Some(key),
            Self::Destroyed => None,
        }
    }
}

/// A person's key, wrapped under the next master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// Whose.
    pub person: PersonId,
    /// What the shelf holds now.
    pub from: Vec<u8>,
    /// What replaces it.
    pub to: Vec<u8>,
}

/// A place for wrapped keys, one a person, apart from the events: a file beside one process, or a
/// bucket that all nodes of a cluster share. What is stored here is already encrypted, so a shelf
/// never looks inside it. All changes are durable when they are answered.
pub trait KeyShelf: Send + Sync {
    /// Every entry, tombstones too.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn all(&self) -> BoxFuture<'_, Result<Vec<(PersonId, Entry)>, ShelfError>>;

    /// One person's entry; `None` if nothing was ever stored for them.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Entry>, ShelfError>>;

    /// Stores a key if the person has no entry, and answers with the entry that now stands: where
    /// two nodes make a key for one person, both go on with the first.
    ///
    /// # Errors
    /// When it cannot be stored, or it is not known whether it was.
    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Entry, ShelfError>>;

    /// Replaces whatever is stored for a person, even nothing, by a tombstone. Safe to repeat.
    ///
    /// # Errors
    /// When it cannot be stored, or it is not known whether it was.
    fn destroy(&self, person: PersonId) -> BoxFuture<'_, Result<(), ShelfError>>;

    /// Replaces each of these keys, in this order, if it is still what it was read as. One that was
    /// destroyed meanwhile stays destroyed.
    ///
    /// # Errors
    /// When they cannot all be replaced. A shelf of many entries may have replaced some: repeat it.
    fn rewrap(&self, keys: Vec<Rewrapped>) -> BoxFuture<'_, Result<(), ShelfError>>;
}

/// Why a shelf of keys could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ShelfError(pub String);
