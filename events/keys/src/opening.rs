//! Opening what is sealed beside an event.

use std::sync::PoisonError;

use events::{Event, Personal, Unopenable};

use crate::{Entry, Keystore, KeystoreError};

/// How many events are remembered that nobody has the key to.
const CLOSED: usize = 100_000;

/// What became of an event's sealed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The event has none.
    Nothing,
    /// It is open.
    Open,
    /// The person's key was destroyed: it stays closed for ever, and that is as it should be.
    Erased,
    /// The person's key is not there, and was not destroyed: it was lost.
    NoKey,
    /// It is not what was sealed.
    Failed(Unopenable),
}

impl Keystore {
    /// Opens an event's sealed content, for somebody who may read it.
    ///
    /// # Errors
    /// When it cannot be known whether there is a key.
    pub async fn open_event(&self, event: &mut Event, sealed: Option<&[u8]>) -> Result<Opened, KeystoreError> {
        let (Some(note), Some(sealed)) = (event.sealed, sealed) else { return Ok(Opened::Nothing) };
        let entry = match self.remembered(note.person)? {
            Some(entry) => Some(entry),
            None if self.closed.lock().unwrap_or_else(PoisonError::into_inner).contains(&event.id) => None,
            None => self.find(note.person).await?,
        };
        let key = match entry {
            Some(Entry::Key(key)) => key,
            Some(Entry::Destroyed) => return Ok(Opened::Erased),
            None => {
                let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
                if closed.len() >= CLOSED {
                    closed.clear();
                }
                closed.insert(event.id);
                return Ok(Opened::NoKey);
            }
        };
        let content = match key.open(event.id, event.fact.event_type(), note.person, sealed) {
            Ok(content) => content,
            Err(error) => return Ok(Opened::Failed(error)),
        };
        Ok(match event.fact.open(Personal { person: note.person, content }) {
            Ok(()) => Opened::Open,
            Err(_) => Opened::Failed(Unopenable::Form),
        })
    }
}
