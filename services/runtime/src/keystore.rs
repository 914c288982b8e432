//! A key for every person, apart from the log.
//!
//! One file, `persons`, of fixed records that are only ever appended:
//!
//! ```text
//! "WMKEYS1\n"                                    8 bytes, the format
//! person 16 · nonce 12 · wrapped key and tag 48   76 bytes a record, the first for the nil person:
//!                                                 it tells a wrong master key at once
//! ```
//!
//! A key is wrapped with AES-256-GCM-SIV under the master key, with the person as associated data,
//! and is on disk before anything is sealed with it. A record cut short by a crash was never used,
//! and is cut off at the next start.

use std::collections::HashMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Key};
use events::{Event, Nonce, PersonId, PersonKey, Personal, Unopenable};
use uuid::Uuid;

const FORMAT: &[u8; 8] = b"WMKEYS1\n";
const RECORD: usize = 16 + WRAPPED;
const WRAPPED: usize = 12 + 48;

/// Fills a buffer with random bytes; the rim brings it.
pub type Entropy = Arc<dyn Fn(&mut [u8]) -> io::Result<()> + Send + Sync>;

/// The key that wraps all others. Never shown.
#[derive(Clone)]
pub struct MasterKey(pub [u8; 32]);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Why the keystore does not open or take a key.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// A file operation failed.
    #[error("could not {action} {path}: {source}; check the path, its permissions and the room on the disk")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not a keystore of this version.
    #[error(
        "{0} is not a keystore that this version can read: use the version that wrote it, or put it back from a backup"
    )]
    Format(PathBuf),
    /// The master key is another one.
    #[error("the master key does not open {0}: give the master key that this data directory was made with")]
    WrongMasterKey(PathBuf),
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
    /// The person's key is not here: destroyed, or never known to this keystore.
    NoKey,
    /// It is not what was sealed.
    Failed(Unopenable),
}

/// Every person's key.
pub struct Keystore {
    path: PathBuf,
    master: MasterKey,
    entropy: Entropy,
    /// Whether a new key is durable before it is used.
    durable: bool,
    inner: Mutex<Inner>,
}

struct Inner {
    /// Where new keys go; nowhere, in a keystore that forgets them.
    file: Option<File>,
    wrapped: HashMap<PersonId, [u8; WRAPPED]>,
}

impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keystore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Keystore {
    /// Opens the keystore in a directory, or makes one there.
    ///
    /// # Errors
    /// When the file cannot be read or made, is no keystore, or the master key is another one.
    pub fn open(dir: &Path, master: MasterKey, entropy: Entropy) -> Result<Self, KeystoreError> {
        let path = dir.join("persons");
        let io = |action| {
            let path = path.clone();
            move |source| KeystoreError::Io { action, path, source }
        };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io("open"))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io("read"))?;

        let header = FORMAT.len() + RECORD;
        if bytes.len() < header {
            if !FORMAT.starts_with(bytes.get(..bytes.len().min(8)).unwrap_or_default()) {
                return Err(KeystoreError::Format(path));
            }
            // New, or its making was cut short: nothing can be sealed with it yet.
            let check = wrap(&master, &entropy, PersonId(Uuid::nil()), &[0; 32])?;
            bytes = [FORMAT.as_slice(), Uuid::nil().as_bytes(), &check].concat();
            file.set_len(0).map_err(io("write"))?;
            file.seek(SeekFrom::Start(0)).map_err(io("write"))?;
            file.write_all(&bytes).map_err(io("write"))?;
            file.sync_all().map_err(io("sync"))?;
            File::open(dir).and_then(|dir| dir.sync_all()).map_err(io("sync"))?;
        }
        let records = bytes.strip_prefix(FORMAT).ok_or_else(|| KeystoreError::Format(path.clone()))?;
        let mut wrapped = HashMap::new();
        for record in records.as_chunks::<RECORD>().0 {
            let (person, key) = record.split_at(16);
            let (Ok(person), Ok(key)) = (Uuid::from_slice(person), key.try_into()) else { continue };
            wrapped.insert(PersonId(person), key);
        }
        let whole = bytes.len() - records.len() % RECORD;
        file.set_len(whole as u64).map_err(io("cut"))?;
        file.seek(SeekFrom::End(0)).map_err(io("seek in"))?;

        let check = wrapped.remove(&PersonId(Uuid::nil())).ok_or_else(|| KeystoreError::Format(path.clone()))?;
        if unwrap(&master, PersonId(Uuid::nil()), &check).is_none() {
            return Err(KeystoreError::WrongMasterKey(path));
        }
        Ok(Self { path, master, entropy, durable: true, inner: Mutex::new(Inner { file: Some(file), wrapped }) })
    }

    /// A keystore without a file, for rehearsals: what it makes is forgotten with it.
    #[must_use]
    pub fn forgetful(master: MasterKey, entropy: Entropy) -> Self {
        let inner = Inner { file: None, wrapped: HashMap::new() };
        Self { path: PathBuf::new(), master, entropy, durable: false, inner: Mutex::new(inner) }
    }

    /// The same keystore without its file: it opens what this one opens, and forgets what it makes.
    #[must_use]
    pub fn rehearsal(&self) -> Self {
        let copy = Self::forgetful(self.master.clone(), self.entropy.clone());
        copy.lock().wrapped.clone_from(&self.lock().wrapped);
        copy
    }

    /// Leaves it to the system when new keys reach the disk: for simulations, where nothing is lost
    /// that cannot be made again.
    #[must_use]
    pub fn without_sync(mut self) -> Self {
        self.durable = false;
        self
    }

    /// The person's key, if there is one.
    #[must_use]
    pub fn key(&self, person: PersonId) -> Option<PersonKey> {
        let wrapped = *self.lock().wrapped.get(&person)?;
        unwrap(&self.master, person, &wrapped)
    }

    /// The person's key, made and durable before this returns if there was none.
    ///
    /// # Errors
    /// When the new key could not be made or written.
    pub fn key_or_new(&self, person: PersonId) -> Result<PersonKey, KeystoreError> {
        if let Some(key) = self.key(person) {
            return Ok(key);
        }
        let mut inner = self.lock();
        if let Some(wrapped) = inner.wrapped.get(&person) {
            let key = unwrap(&self.master, person, wrapped);
            return key.ok_or_else(|| KeystoreError::WrongMasterKey(self.path.clone()));
        }
        let mut key = [0; 32];
        (self.entropy)(&mut key).map_err(KeystoreError::Entropy)?;
        let wrapped = wrap(&self.master, &self.entropy, person, &key)?;
        let record = [person.0.as_bytes().as_slice(), &wrapped].concat();
        if let Some(file) = &mut inner.file {
            self.append(file, &record)?;
        }
        inner.wrapped.insert(person, wrapped);
        Ok(PersonKey(key))
    }

    fn append(&self, file: &mut File, record: &[u8]) -> Result<(), KeystoreError> {
        let io = |source| KeystoreError::Io { action: "append to", path: self.path.clone(), source };
        let end = file.stream_position().map_err(io)?;
        let sync = |file: &File| if self.durable { file.sync_data() } else { Ok(()) };
        if let Err(error) = file.write_all(record).and_then(|()| sync(file)) {
            // Half a record in the middle would shift all that follow: put the end back.
            file.set_len(end).map_err(io)?;
            file.seek(SeekFrom::Start(end)).map_err(io)?;
            return Err(io(error));
        }
        Ok(())
    }

    /// Twelve fresh random bytes.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub fn nonce(&self) -> Result<Nonce, KeystoreError> {
        nonce(&self.entropy)
    }

    /// Opens an event's sealed content, for somebody who may read it.
    pub fn open_event(&self, event: &mut Event, sealed: Option<&[u8]>) -> Opened {
        let (Some(note), Some(sealed)) = (event.sealed, sealed) else { return Opened::Nothing };
        let Some(key) = self.key(note.person) else { return Opened::NoKey };
        let content = match key.open(event.id, event.fact.event_type(), note.person, sealed) {
            Ok(content) => content,
            Err(error) => return Opened::Failed(error),
        };
        match event.fact.open(Personal { person: note.person, content }) {
            Ok(()) => Opened::Open,
            Err(_) => Opened::Failed(Unopenable::Form),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // What it guards is changed in one step after the write: a panic leaves it whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nonce(entropy: &Entropy) -> Result<Nonce, KeystoreError> {
    let mut nonce = [0; 12];
    entropy(&mut nonce).map_err(KeystoreError::Entropy)?;
    Ok(Nonce(nonce))
}

fn cipher(master: &MasterKey) -> Aes256GcmSiv {
    Aes256GcmSiv::new(Key::<Aes256GcmSiv>::from_slice(&master.0))
}

fn wrap(
    master: &MasterKey,
    entropy: &Entropy,
    person: PersonId,
    key: &[u8; 32],
) -> Result<[u8; WRAPPED], KeystoreError> {
    let nonce = nonce(entropy)?;
    let payload = Payload { msg: key, aad: person.0.as_bytes() };
    let failed = || KeystoreError::Entropy(io::Error::other("the cipher refused the key"));
    let sealed = cipher(master).encrypt(&nonce.0.into(), payload).map_err(|_| failed())?;
    [nonce.0.as_slice(), &sealed].concat().try_into().map_err(|_| failed())
}

fn unwrap(master: &MasterKey, person: PersonId, wrapped: &[u8; WRAPPED]) -> Option<PersonKey> {
    let (nonce, sealed) = wrapped.split_first_chunk::<12>()?;
    let payload = Payload { msg: sealed, aad: person.0.as_bytes() };
    let key = cipher(master).decrypt(&(*nonce).into(), payload).ok()?;
    Some(PersonKey(key.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    /// Bytes that count up: different every time, the same in every run.
    fn counting() -> Entropy {
        let next = AtomicU8::new(1);
        Arc::new(move |bytes: &mut [u8]| {
            bytes.fill_with(|| next.fetch_add(1, Ordering::Relaxed));
            Ok(())
        })
    }

    fn open(dir: &Path) -> Keystore {
        Keystore::open(dir, MasterKey([9; 32]), counting()).unwrap()
    }

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    #[test]
    fn a_key_is_made_once_and_is_there_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let first = open(dir.path());
        assert_eq!(first.key(person(1)), None);
        let (one, two) = (first.key_or_new(person(1)).unwrap(), first.key_or_new(person(2)).unwrap());
        assert_ne!(one, two);
        assert_eq!(first.key_or_new(person(1)).unwrap(), one);

        let again = open(dir.path());
        assert_eq!(again.key(person(1)), Some(one));
        assert_eq!(again.key(person(2)), Some(two));
    }

    #[test]
    fn keys_do_not_stand_in_the_file_in_the_clear() {
        let dir = tempfile::tempdir().unwrap();
        let key = open(dir.path()).key_or_new(person(1)).unwrap();
        let bytes = std::fs::read(dir.path().join("persons")).unwrap();
        assert!(!bytes.windows(8).any(|window| window == &key.0[..8]));
    }

    #[test]
    fn another_master_key_is_told_at_once() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()));
        let error = Keystore::open(dir.path(), MasterKey([8; 32]), counting()).unwrap_err();
        assert!(matches!(error, KeystoreError::WrongMasterKey(_)), "{error}");
    }

    #[test]
    fn a_record_cut_short_by_a_crash_loses_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let one = open(dir.path()).key_or_new(person(1)).unwrap();
        let path = dir.path().join("persons");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend([7; 40]);
        std::fs::write(&path, bytes).unwrap();

        let again = open(dir.path());
        let two = again.key_or_new(person(2)).unwrap();
        let again = open(dir.path());
        assert_eq!((again.key(person(1)), again.key(person(2))), (Some(one), Some(two)));
    }

    #[test]
    fn a_file_that_is_no_keystore_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("persons");
        std::fs::write(&path, "something else altogether").unwrap();
        let error = Keystore::open(dir.path(), MasterKey([9; 32]), counting()).unwrap_err();
        assert!(matches!(error, KeystoreError::Format(_)), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"something else altogether");
    }
}
