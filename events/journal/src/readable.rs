//! Stored events as they can be read.

use event_keys::{Keystore, Opened, OpeningError};
use event_log::Stored;
use events::{PersonId, Position, Recorded};

/// Stored events, decoded and opened as far as there are keys.
#[derive(Clone, Debug)]
pub struct Readable {
    /// All of them, in order.
    pub events: Vec<Recorded>,
    /// Persons whose sealed content stays closed because their key is missing, and where.
    pub closed: Vec<(PersonId, Position)>,
}

impl Readable {
    /// Decodes these events, and opens what is sealed beside them.
    ///
    /// # Errors
    /// When one of them cannot be decoded, is sealed with something else, or it cannot be known
    /// whether there is a key.
    pub async fn open(stored: &[Stored], keys: &Keystore) -> Result<Self, OpeningError> {
        let mut readable = Self { events: Vec::with_capacity(stored.len()), closed: Vec::new() };
        for Stored { position, leaf, sealed } in stored {
            let (recorded, opened) = keys.read(*position, leaf, sealed.as_deref()).await?;
            if opened == Opened::NoKey {
                let owners = recorded.event.sealed.iter().map(|part| part.owner.person());
                readable.closed.extend(owners.map(|person| (person, *position)));
            }
            readable.events.push(recorded);
        }
        Ok(readable)
    }
}
