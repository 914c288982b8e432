//! Opening what is sealed beside an event.

use std::sync::PoisonError;

use events::{Event, Personal, Unopenable};

use crate::{Keystore, KeystoreError};

/// How many events are remembered that nobody has the key to.
const CLOSED: usize = 100_000;

/// What became of an event's sealed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The event has none.
    Nothing,
    /// It is open.
    Open,
    /// The person's key is not there: destroyed, or lost.
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
        let key = match self.remembered(note.person)? {
            Some(key) => Some(key),
            None if self.closed.lock().unwrap_or_else(PoisonError::into_inner).contains(&event.id) => None,
            None => self.key(note.person).await?,
        };
        let Some(key) = key else {
            let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
            if closed.len() >= CLOSED {
                closed.clear();
            }
            closed.insert(event.id);
            return Ok(Opened::NoKey);
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
