//! Where the wrapped keys of persons are kept.

use events::PersonId;

use crate::BoxFuture;

/// A person and their key, wrapped.
pub type WrappedKey = (PersonId, Vec<u8>);

/// A place for wrapped keys, one a person, apart from the events: a file beside one process, or a
/// bucket that all nodes of a cluster share. What is put here is already encrypted.
pub trait KeyShelf: Send + Sync {
    /// Every person's wrapped key.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn all(&self) -> BoxFuture<'_, Result<Vec<WrappedKey>, ShelfError>>;

    /// One person's wrapped key.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Vec<u8>>, ShelfError>>;

    /// Puts a key there if the person has none, durably, and answers with the one that now stands:
    /// where two nodes make a key for one person, both go on with the first.
    ///
    /// # Errors
    /// When it cannot be put there, or it is not known whether it was.
    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, ShelfError>>;
}

/// Why a shelf of keys could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ShelfError(pub String);
