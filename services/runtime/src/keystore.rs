//! A key for every person, apart from the log, on a shelf that may be shared.
//!
//! Keys are kept in memory as they stand on the shelf, wrapped. One that is not in memory is looked
//! for on the shelf before it is called missing: another node may have made it a moment ago, and
//! nothing must be decided on a history that could have been opened.

#[cfg(test)]
mod tests;
mod wrapping;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use event_journal::{KeyShelf, ShelfError, WrappedKey};
use events::{DeploymentSecret, Event, EventId, Nonce, PersonId, PersonKey, Personal, Unopenable};
use uuid::Uuid;

use crate::MemoryShelf;
pub(crate) use wrapping::Wrapped;
pub use wrapping::{MasterKey, WRAPPED};

/// Fills a buffer with random bytes; the rim brings it.
pub type Entropy = Arc<dyn Fn(&mut [u8]) -> io::Result<()> + Send + Sync>;

/// Nobody: what is wrapped for the nil person tells a wrong master key at once.
const NOBODY: PersonId = PersonId(Uuid::nil());

/// How many events are remembered that nobody has the key to.
const CLOSED: usize = 100_000;

/// Why the keystore does not open or take a key.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// The shelf cannot be read or written.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// There are events, and no keystore was ever made, or all of it is gone.
    #[error("the keystore is empty, and with it every person's key gone: put it back from a backup")]
    Empty,
    /// The master key is another one.
    #[error("the master key does not open the keystore: give the master key that it was made with")]
    WrongMasterKey,
    /// Keys are not what was put there.
    #[error(
        "{broken} of {all} keys in the keystore are damaged, the first that of person {first}: put the keystore back from a backup; until then nothing is recorded, so that no second key is made for anybody"
    )]
    Damaged {
        /// How many cannot be unwrapped.
        broken: usize,
        /// Of how many.
        all: usize,
        /// Whose key is one of them.
        first: PersonId,
    },
    /// No randomness to be had.
    #[error("no random bytes to make a key of: {0}")]
    Entropy(io::Error),
}

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

/// Every person's key.
pub struct Keystore {
    shelf: Arc<dyn KeyShelf>,
    master: MasterKey,
    entropy: Entropy,
    known: RwLock<HashMap<PersonId, Wrapped>>,
    /// Events whose key was not on the shelf. A key is there before anything is sealed with it, so
    /// that it will not come later: the shelf is asked once for each such event.
    closed: Mutex<HashSet<EventId>>,
}

impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keystore(…)")
    }
}

impl Keystore {
    /// Opens the keystore on a shelf: every key on it is unwrapped once, to see that it is whole.
    ///
    /// # Errors
    /// When the shelf cannot be read, is empty or damaged, or the master key is another one.
    pub async fn open(shelf: Arc<dyn KeyShelf>, master: MasterKey, entropy: Entropy) -> Result<Self, KeystoreError> {
        let known = read(&master, shelf.all().await?)?;
        Ok(Self::over(shelf, master, entropy, known.ok_or(KeystoreError::Empty)?))
    }

    /// Opens the keystore on a shelf, or makes it there: where no event was recorded yet.
    ///
    /// # Errors
    /// As [`open`](Self::open), but for an empty shelf; or when it cannot be written.
    pub async fn open_or_create(
        shelf: Arc<dyn KeyShelf>,
        master: MasterKey,
        entropy: Entropy,
    ) -> Result<Self, KeystoreError> {
        let known = match read(&master, shelf.all().await?)? {
            Some(known) => known,
            None => {
                let wrapped = master.wrap(&entropy, NOBODY, &[0; 32])?;
                // Another node may have made it a moment ago, with the same master key or another.
                let stands = shelf.put_new(NOBODY, wrapped.to_vec()).await?;
                read(&master, vec![(NOBODY, stands)])?.ok_or(KeystoreError::Empty)?
            }
        };
        Ok(Self::over(shelf, master, entropy, known))
    }

    /// A keystore in memory, for rehearsals: what it makes is forgotten with it.
    #[must_use]
    pub fn forgetful(master: MasterKey, entropy: Entropy) -> Self {
        Self::over(Arc::new(MemoryShelf::default()), master, entropy, HashMap::new())
    }

    /// The same keystore apart from its shelf: it opens what this one opens, and forgets what it makes.
    #[must_use]
    pub fn rehearsal(&self) -> Self {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let shelf = known.iter().map(|(person, wrapped)| (*person, wrapped.to_vec())).collect::<MemoryShelf>();
        Self::over(Arc::new(shelf), self.master.clone(), self.entropy.clone(), known)
    }

    fn over(shelf: Arc<dyn KeyShelf>, master: MasterKey, entropy: Entropy, known: HashMap<PersonId, Wrapped>) -> Self {
        Self { shelf, master, entropy, known: RwLock::new(known), closed: Mutex::default() }
    }

    /// The person's key, if there is one.
    ///
    /// # Errors
    /// When the shelf cannot be read, or the key on it is damaged.
    pub async fn key(&self, person: PersonId) -> Result<Option<PersonKey>, KeystoreError> {
        if let Some(key) = self.remembered(person)? {
            return Ok(Some(key));
        }
        match self.shelf.get(person).await? {
            Some(wrapped) => self.remember(person, &wrapped).map(Some),
            None => Ok(None),
        }
    }

    /// The person's key, made and durable before this returns if there was none. Who has sealed
    /// content that no key opens must not be given a new key here: ask [`key`](Self::key) first.
    ///
    /// # Errors
    /// When the new key could not be made or put on the shelf.
    pub async fn key_or_new(&self, person: PersonId) -> Result<PersonKey, KeystoreError> {
        if let Some(key) = self.remembered(person)? {
            return Ok(key);
        }
        let mut key = [0; 32];
        (self.entropy)(&mut key).map_err(KeystoreError::Entropy)?;
        let wrapped = self.master.wrap(&self.entropy, person, &key)?;
        let stands = self.shelf.put_new(person, wrapped.to_vec()).await?;
        self.remember(person, &stands)
    }

    /// The secret of the deployment, which ids follow from.
    #[must_use]
    pub fn secret(&self) -> &DeploymentSecret {
        &DeploymentSecret::PUBLISHED
    }

    /// Twelve fresh random bytes.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub fn nonce(&self) -> Result<Nonce, KeystoreError> {
        wrapping::nonce(&self.entropy)
    }

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

    fn remembered(&self, person: PersonId) -> Result<Option<PersonKey>, KeystoreError> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let Some(wrapped) = known.get(&person) else { return Ok(None) };
        self.master.unwrap(person, wrapped).map(Some).ok_or_else(|| one_damaged(person))
    }

    /// Takes in what stands on the shelf, if it is whole.
    fn remember(&self, person: PersonId, wrapped: &[u8]) -> Result<PersonKey, KeystoreError> {
        let wrapped: Wrapped = wrapped.try_into().map_err(|_| one_damaged(person))?;
        let key = self.master.unwrap(person, &wrapped).ok_or_else(|| one_damaged(person))?;
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(person, wrapped);
        Ok(key)
    }
}

fn one_damaged(person: PersonId) -> KeystoreError {
    KeystoreError::Damaged { broken: 1, all: 1, first: person }
}

/// Every key of a shelf, each unwrapped once. `None`: nothing was ever put there.
fn read(master: &MasterKey, all: Vec<WrappedKey>) -> Result<Option<HashMap<PersonId, Wrapped>>, KeystoreError> {
    if all.is_empty() {
        return Ok(None);
    }
    let (count, mut broken) = (all.len(), Vec::new());
    let mut known = HashMap::with_capacity(count);
    for (person, wrapped) in all {
        match Wrapped::try_from(wrapped).ok().filter(|wrapped| master.unwrap(person, wrapped).is_some()) {
            Some(wrapped) => {
                known.insert(person, wrapped);
            }
            None => broken.push(person),
        }
    }
    if known.is_empty() {
        return Err(KeystoreError::WrongMasterKey);
    }
    let lost = (!known.contains_key(&NOBODY) && !broken.contains(&NOBODY)).then_some(NOBODY);
    match broken.iter().min().copied().or(lost) {
        Some(first) => Err(KeystoreError::Damaged { broken: broken.len().max(1), all: count, first }),
        None => {
            known.remove(&NOBODY);
            Ok(Some(known))
        }
    }
}
