//! A shelf of keys in memory: for rehearsals and tests.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use events::PersonId;

use crate::{BoxFuture, Entry, KeyShelf, Rewrapped, ShelfError};

/// Wrapped keys that are gone with the process.
#[derive(Debug, Default)]
pub struct MemoryShelf(Mutex<HashMap<PersonId, Entry>>);

impl MemoryShelf {
    fn entries(&self) -> MutexGuard<'_, HashMap<PersonId, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FromIterator<(PersonId, Entry)> for MemoryShelf {
    fn from_iter<I: IntoIterator<Item = (PersonId, Entry)>>(entries: I) -> Self {
        Self(Mutex::new(entries.into_iter().collect()))
    }
}

impl KeyShelf for MemoryShelf {
    fn all(&self) -> BoxFuture<'_, Result<Vec<(PersonId, Entry)>, ShelfError>> {
        let all = self.entries().iter().map(|(person, entry)| (*person, entry.clone())).collect();
        Box::pin(ready(Ok(all)))
    }

    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Entry>, ShelfError>> {
        Box::pin(ready(Ok(self.entries().get(&person).cloned())))
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Entry, ShelfError>> {
        Box::pin(ready(Ok(self.entries().entry(person).or_insert(Entry::Key(wrapped)).clone())))
    }

    fn destroy(&self, person: PersonId) -> BoxFuture<'_, Result<(), ShelfError>> {
        self.entries().insert(person, Entry::Destroyed);
        Box::pin(ready(Ok(())))
    }

    fn rewrap(&self, keys: Vec<Rewrapped>) -> BoxFuture<'_, Result<(), ShelfError>> {
        let mut entries = self.entries();
        for Rewrapped { person, from, to } in keys {
            if let Some(Entry::Key(stands)) = entries.get_mut(&person).filter(|stands| **stands == Entry::Key(from)) {
                *stands = to;
            }
        }
        Box::pin(ready(Ok(())))
    }
}
