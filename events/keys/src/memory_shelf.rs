//! A shelf of keys in memory: for rehearsals and tests.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{BoxFuture, KeyShelf, ShelfError, WrappedKey};
use events::PersonId;

/// Wrapped keys that are gone with the process.
#[derive(Debug, Default)]
pub struct MemoryShelf(Mutex<HashMap<PersonId, Vec<u8>>>);

impl MemoryShelf {
    fn keys(&self) -> MutexGuard<'_, HashMap<PersonId, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FromIterator<WrappedKey> for MemoryShelf {
    fn from_iter<I: IntoIterator<Item = WrappedKey>>(keys: I) -> Self {
        Self(Mutex::new(keys.into_iter().collect()))
    }
}

impl KeyShelf for MemoryShelf {
    fn all(&self) -> BoxFuture<'_, Result<Vec<WrappedKey>, ShelfError>> {
        let all = self.keys().iter().map(|(person, wrapped)| (*person, wrapped.clone())).collect();
        Box::pin(ready(Ok(all)))
    }

    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Vec<u8>>, ShelfError>> {
        Box::pin(ready(Ok(self.keys().get(&person).cloned())))
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, ShelfError>> {
        Box::pin(ready(Ok(self.keys().entry(person).or_insert(wrapped).clone())))
    }
}
