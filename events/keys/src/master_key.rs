//! The key that wraps all others, and how it wraps them: AES-256-GCM-SIV, with the person and the
//! epoch as associated data, so that one person's key cannot be passed off as another's.
//!
//! ```text
//! epoch 4 · nonce 12 · the key, encrypted 32 · its tag 16      64 bytes, the epoch little-endian
//! ```
//!
//! The master key of each epoch is random on its own: none follows from another. So once every
//! living key is wrapped under the next one and the old one is discarded, old copies of the shelf
//! (backups, deleted blocks on a disk) open nothing, least of all what was destroyed since.

use std::fmt;
use std::io;
use std::sync::Arc;

use aes_gcm_siv::aead::{AeadInPlace as _, KeyInit as _};
use aes_gcm_siv::{Aes256GcmSiv, Key};
use events::{Nonce, PersonId};
use zeroize::{Zeroize as _, Zeroizing};

use crate::KeystoreError;

/// Fills a buffer with random bytes; the app provides it.
pub type Entropy = Arc<dyn Fn(&mut [u8]) -> io::Result<()> + Send + Sync>;

/// How long a wrapped key is, in bytes.
pub const WRAPPED: usize = EPOCH + NONCE + KEY + TAG;

const EPOCH: usize = 4;
const NONCE: usize = 12;
const KEY: usize = 32;
const TAG: usize = 16;

/// A key, wrapped.
pub(crate) type Wrapped = [u8; WRAPPED];

/// Which master key wrapped these bytes.
pub(crate) fn epoch_of(wrapped: &Wrapped) -> u32 {
    wrapped.first_chunk().map_or(0, |epoch| u32::from_le_bytes(*epoch))
}

/// The key that wraps all others, and which one in the order of time, from 1. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey {
    epoch: u32,
    key: [u8; KEY],
}

impl Drop for MasterKey {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey(epoch {}, …)", self.epoch)
    }
}

impl MasterKey {
    /// The master key of an epoch, of 32 random bytes.
    #[must_use]
    pub const fn new(epoch: u32, key: [u8; 32]) -> Self {
        Self { epoch, key }
    }

    /// Which one it is, from 1.
    #[must_use]
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Its bytes, to be stored where master keys are kept.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.key
    }

    /// Whether this one may take over from another: of the next epoch, and not the same bytes.
    pub(crate) fn follows(&self, other: &Self) -> bool {
        other.epoch.checked_add(1) == Some(self.epoch) && self.key != other.key
    }

    pub(crate) fn wrap(&self, entropy: &Entropy, person: PersonId, key: &[u8; KEY]) -> Result<Wrapped, KeystoreError> {
        let nonce = nonce(entropy)?;
        let mut sealed = *key;
        let tag = self.cipher().encrypt_in_place_detached(&nonce.0.into(), &self.bound_to(person), &mut sealed);
        let tag = tag.map_err(|_| KeystoreError::Entropy(io::Error::other("the cipher refused the key")))?;
        let mut wrapped = [0; WRAPPED];
        let parts = [&self.epoch.to_le_bytes()[..], &nonce.0, &sealed, &tag].concat();
        wrapped.copy_from_slice(&parts);
        Ok(wrapped)
    }

    /// The key, if this master key wrapped these bytes for this person.
    pub(crate) fn unwrap(&self, person: PersonId, wrapped: &Wrapped) -> Option<Zeroizing<[u8; KEY]>> {
        let (epoch, rest) = wrapped.split_first_chunk::<EPOCH>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let (sealed, tag) = rest.split_first_chunk::<KEY>()?;
        if u32::from_le_bytes(*epoch) != self.epoch {
            return None;
        }
        let mut key = Zeroizing::new(*sealed);
        let tag = <[u8; TAG]>::try_from(tag).ok()?;
        let opened = self.cipher().decrypt_in_place_detached(
            &(*nonce).into(),
            &self.bound_to(person),
            key.as_mut_slice(),
            &tag.into(),
        );
        opened.is_ok().then_some(key)
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new(Key::<Aes256GcmSiv>::from_slice(&self.key))
    }

    fn bound_to(&self, person: PersonId) -> [u8; 16 + EPOCH] {
        let mut bound = [0; 16 + EPOCH];
        let (of, epoch) = bound.split_at_mut(16);
        of.copy_from_slice(person.0.as_bytes());
        epoch.copy_from_slice(&self.epoch.to_le_bytes());
        bound
    }
}

pub(crate) fn nonce(entropy: &Entropy) -> Result<Nonce, KeystoreError> {
    let mut nonce = [0; NONCE];
    entropy(&mut nonce).map_err(KeystoreError::Entropy)?;
    Ok(Nonce(nonce))
}
