//! Opening what is sealed beside an event.

use std::sync::PoisonError;

use events::{DecodeError, Event, EventId, PersonId, PersonKey, Position, Recorded, Sealed, Unopenable};

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

/// Why a recorded event cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// It cannot be decoded.
    #[error(transparent)]
    Undecodable(#[from] DecodeError),
    /// It cannot be known whether there is a key.
    #[error(transparent)]
    Keys(#[from] KeystoreError),
    /// Sealed content beside it is not what was sealed.
    #[error(
        "the sealed content of the event at position {position} cannot be opened: {error}; verify the log and compare the keystore with its backup"
    )]
    Unopenable {
        /// Where.
        position: Position,
        /// How.
        error: Unopenable,
    },
}

impl Keystore {
    /// Decodes a recorded event and opens its sealed parts, for somebody who may read them. Says what
    /// became of them as [`open_event`](Self::open_event) does.
    ///
    /// # Errors
    /// As [`OpeningError`] says; a missing or destroyed key is no error.
    pub async fn read(
        &self,
        position: Position,
        leaf: &[u8],
        sealed: Option<&[u8]>,
    ) -> Result<(Recorded, Opened), OpeningError> {
        let mut recorded = Recorded::decode(position, leaf)?;
        match self.open_event(&mut recorded.event, sealed).await? {
            Opened::Failed(error) => Err(OpeningError::Unopenable { position, error }),
            opened @ (Opened::Nothing | Opened::Open | Opened::Erased | Opened::NoKey) => Ok((recorded, opened)),
        }
    }

    /// Opens an event's sealed parts, for somebody who may read them. Where some stay closed, the worst
    /// that became of a part is the answer, and the others are open.
    ///
    /// # Errors
    /// When it cannot be known whether there is a key.
    pub async fn open_event(&self, event: &mut Event, sealed: Option<&[u8]>) -> Result<Opened, KeystoreError> {
        let Some(sealed) = sealed else { return Ok(Opened::Nothing) };
        let parts = event.sealed.clone();
        let Ok(parts) = Sealed::split(&parts, sealed) else { return Ok(Opened::Failed(Unopenable::Forged)) };
        let mut opened = Opened::Nothing;
        for (part, bytes) in parts {
            let Some(bytes) = bytes else { continue };
            let one = match self.entry_of(part.owner.person(), event.id).await? {
                None => Opened::NoKey,
                Some(Entry::Destroyed) => Opened::Erased,
                Some(Entry::Key(key)) => match key.open(event.id, event.fact.event_type(), part, bytes) {
                    Err(error) => return Ok(Opened::Failed(error)),
                    Ok(content) => match event.open(&part.purpose, content) {
                        Err(_) => return Ok(Opened::Failed(Unopenable::Form)),
                        Ok(()) => Opened::Open,
                    },
                },
            };
            opened = worse(opened, one);
        }
        Ok(opened)
    }

    /// What the shelf holds for the owner of an event's content. It is asked once for an event that no
    /// key opens.
    async fn entry_of(&self, person: PersonId, event: EventId) -> Result<Option<Entry<PersonKey>>, KeystoreError> {
        if let Some(entry) = self.remembered(person)? {
            return Ok(Some(entry));
        }
        if self.closed.lock().unwrap_or_else(PoisonError::into_inner).contains(&event) {
            return Ok(None);
        }
        let entry = self.find(person).await?;
        if entry.is_none() {
            let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
            if closed.len() >= CLOSED {
                closed.clear();
            }
            closed.insert(event);
        }
        Ok(entry)
    }
}

/// Of what became of two parts, what matters more: a key that was lost, one that was destroyed.
fn worse(one: Opened, other: Opened) -> Opened {
    let rank = |opened: &Opened| match opened {
        Opened::Nothing => 0,
        Opened::Open => 1,
        Opened::Erased => 2,
        Opened::NoKey => 3,
        Opened::Failed(_) => 4,
    };
    if rank(&other) > rank(&one) { other } else { one }
}
