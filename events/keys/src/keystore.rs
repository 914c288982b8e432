//! A key for every person and the deployment's secret, on a shelf that may be shared.
//!
//! Keys are kept in memory as they stand on the shelf, wrapped. One that is not in memory is looked
//! for on the shelf before it is called missing: another node may have made it a moment ago, and
//! nothing must be decided on a history that could have been opened.

mod contents;
mod rotation;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use events::{DeploymentSecret, EventId, Nonce, PersonId, PersonKey};
use zeroize::Zeroizing;

use crate::master_key::{Wrapped, nonce};
use crate::{Entropy, Entry, KeyShelf, KeystoreError, MasterKey, MemoryShelf};
use contents::Contents;

pub use contents::SECRET_ENTRY;

/// Every person's key, and the deployment's secret.
pub struct Keystore {
    shelf: Arc<dyn KeyShelf>,
    master: MasterKey,
    entropy: Entropy,
    secret: DeploymentSecret,
    known: RwLock<HashMap<PersonId, Entry<Wrapped>>>,
    /// Events whose key was not on the shelf. A key is there before anything is sealed with it, so
    /// that it will not come later: the shelf is asked once for each such event.
    pub(crate) closed: Mutex<HashSet<EventId>>,
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
    /// When the shelf cannot be read, is empty or damaged, lacks the deployment's secret, or the
    /// master key is another one.
    pub async fn open(shelf: Arc<dyn KeyShelf>, master: MasterKey, entropy: Entropy) -> Result<Self, KeystoreError> {
        let contents = Contents::read(&[&master], shelf.all().await?)?.ok_or(KeystoreError::Empty)?;
        Ok(Self::over(shelf, master, entropy, contents))
    }

    /// Opens the keystore on a shelf, or makes it there, with a new deployment's secret: where no
    /// event was recorded yet.
    ///
    /// # Errors
    /// As [`open`](Self::open), but for an empty shelf; or when it cannot be written.
    pub async fn open_or_create(
        shelf: Arc<dyn KeyShelf>,
        master: MasterKey,
        entropy: Entropy,
    ) -> Result<Self, KeystoreError> {
        let mut secret = Zeroizing::new([0; 32]);
        entropy(secret.as_mut_slice()).map_err(KeystoreError::Entropy)?;
        Self::open_or_create_with(shelf, master, entropy, &DeploymentSecret::new(*secret)).await
    }

    /// As [`open_or_create`](Self::open_or_create), with this secret where the keystore is made: for
    /// simulations and tests, whose ids are the same on every machine.
    ///
    /// # Errors
    /// As [`open_or_create`](Self::open_or_create).
    pub async fn open_or_create_with(
        shelf: Arc<dyn KeyShelf>,
        master: MasterKey,
        entropy: Entropy,
        secret: &DeploymentSecret,
    ) -> Result<Self, KeystoreError> {
        let contents = match Contents::read(&[&master], shelf.all().await?)? {
            Some(contents) => contents,
            None => {
                let wrapped = master.wrap(&entropy, SECRET_ENTRY, secret.expose())?;
                // Another node may have made it a moment ago, with the same master key or another.
                let stands = shelf.put_new(SECRET_ENTRY, wrapped.to_vec()).await?;
                Contents::read(&[&master], vec![(SECRET_ENTRY, stands)])?.ok_or(KeystoreError::Empty)?
            }
        };
        Ok(Self::over(shelf, master, entropy, contents))
    }

    /// A keystore in memory with the [published](DeploymentSecret::PUBLISHED) secret, for tests and
    /// for processes that have no business with keys: what it makes is forgotten with it.
    #[must_use]
    pub fn forgetful(entropy: Entropy) -> Self {
        let contents = Contents { secret: DeploymentSecret::PUBLISHED, known: HashMap::new() };
        Self::over(Arc::new(MemoryShelf::default()), MasterKey::new(1, [0; 32]), entropy, contents)
    }

    /// The same keystore apart from its shelf: it opens what this one opens, derives the same ids,
    /// and forgets what it makes.
    #[must_use]
    pub fn rehearsal(&self) -> Self {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let on_shelf = |(person, entry): (&PersonId, &Entry<Wrapped>)| match entry {
            Entry::Key(wrapped) => (*person, Entry::Key(wrapped.to_vec())),
            Entry::Destroyed => (*person, Entry::Destroyed),
        };
        let shelf = known.iter().map(on_shelf).collect::<MemoryShelf>();
        let contents = Contents { secret: self.secret.clone(), known };
        Self::over(Arc::new(shelf), self.master.clone(), self.entropy.clone(), contents)
    }

    fn over(shelf: Arc<dyn KeyShelf>, master: MasterKey, entropy: Entropy, contents: Contents) -> Self {
        let Contents { secret, known } = contents;
        Self { shelf, master, entropy, secret, known: RwLock::new(known), closed: Mutex::default() }
    }

    /// The secret from which this deployment's ids are derived.
    #[must_use]
    pub fn secret(&self) -> &DeploymentSecret {
        &self.secret
    }

    /// The person's key, if there is one that was not destroyed.
    ///
    /// # Errors
    /// When the shelf cannot be read, or the key on it is damaged.
    pub async fn key(&self, person: PersonId) -> Result<Option<PersonKey>, KeystoreError> {
        Ok(self.find(person).await?.and_then(Entry::key))
    }

    /// The person's key, made and durable before this returns if there was none. Who has sealed
    /// content that no key opens must not be given a new key here: ask [`key`](Self::key) first.
    ///
    /// # Errors
    /// [`KeystoreError::Destroyed`] if the person's key was destroyed: it is never made again. Else
    /// when the new key could not be made or stored.
    pub async fn key_or_new(&self, person: PersonId) -> Result<PersonKey, KeystoreError> {
        if person == SECRET_ENTRY {
            return Err(KeystoreError::Nobody);
        }
        let entry = match self.remembered(person)? {
            Some(entry) => entry,
            None => {
                let wrapped = new_key(&self.master, &self.entropy, person)?;
                let stands = self.shelf.put_new(person, wrapped.to_vec()).await?;
                self.remember(person, stands)?
            }
        };
        entry.key().ok_or(KeystoreError::Destroyed { person })
    }

    /// Destroys a person's key, for ever: on the shelf a tombstone replaces it, so that no node
    /// makes another, and what was sealed with it stays closed. Safe to repeat, and to be done by
    /// every node that has the key in memory. Copies of the shelf that were made before open nothing
    /// once the master key is [rotated](Self::rotate) and the old one discarded.
    ///
    /// # Errors
    /// When the tombstone cannot be stored, or it is not known whether it was.
    pub async fn destroy(&self, person: PersonId) -> Result<(), KeystoreError> {
        if person == SECRET_ENTRY {
            return Err(KeystoreError::Nobody);
        }
        self.shelf.destroy(person).await?;
        self.remember(person, Entry::Destroyed).map(drop)
    }

    /// Twelve fresh random bytes.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn nonce(&self) -> Result<Nonce, KeystoreError> {
        nonce(&self.entropy)
    }

    /// What is stored for a person, in memory or on the shelf.
    pub(crate) async fn find(&self, person: PersonId) -> Result<Option<Entry<PersonKey>>, KeystoreError> {
        if person == SECRET_ENTRY {
            return Ok(None);
        }
        if let Some(entry) = self.remembered(person)? {
            return Ok(Some(entry));
        }
        match self.shelf.get(person).await? {
            Some(entry) => self.remember(person, entry).map(Some),
            None => Ok(None),
        }
    }

    pub(crate) fn remembered(&self, person: PersonId) -> Result<Option<Entry<PersonKey>>, KeystoreError> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&person).map(|entry| self.open_entry(person, entry)).transpose()
    }

    /// Takes in what stands on the shelf, if it is whole. A tombstone is never taken back: a key
    /// that was read before may come in after it.
    fn remember(&self, person: PersonId, entry: Entry) -> Result<Entry<PersonKey>, KeystoreError> {
        let entry = match entry {
            Entry::Key(wrapped) => Entry::Key(wrapped.try_into().map_err(|_| one_damaged(person))?),
            Entry::Destroyed => Entry::Destroyed,
        };
        let opened = self.open_entry(person, &entry)?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.get(&person) == Some(&Entry::Destroyed) {
            return Ok(Entry::Destroyed);
        }
        known.insert(person, entry);
        Ok(opened)
    }

    fn open_entry(&self, person: PersonId, entry: &Entry<Wrapped>) -> Result<Entry<PersonKey>, KeystoreError> {
        Ok(match entry {
            Entry::Key(wrapped) => {
                let key = self.master.unwrap(person, wrapped).ok_or_else(|| self.not_unwrapped(person, wrapped))?;
                Entry::Key(PersonKey(*key))
            }
            Entry::Destroyed => Entry::Destroyed,
        })
    }

    fn not_unwrapped(&self, person: PersonId, wrapped: &Wrapped) -> KeystoreError {
        // The keystore was rotated after this process opened it.
        contents::other_epoch(&self.master, wrapped).unwrap_or_else(|| one_damaged(person))
    }
}

/// A new random key, wrapped.
fn new_key(master: &MasterKey, entropy: &Entropy, person: PersonId) -> Result<Wrapped, KeystoreError> {
    let mut key = Zeroizing::new([0; 32]);
    entropy(key.as_mut_slice()).map_err(KeystoreError::Entropy)?;
    master.wrap(entropy, person, &key)
}

fn one_damaged(person: PersonId) -> KeystoreError {
    KeystoreError::Damaged { broken: 1, all: 1, first: person }
}
