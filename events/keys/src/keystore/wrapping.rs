//! How a person's key is wrapped: AES-256-GCM-SIV under the master key, with the person as
//! associated data, so that one person's key cannot be passed off as another's.
//!
//! ```text
//! nonce 12 · the key, encrypted, and its tag 48      60 bytes
//! ```

use std::fmt;
use std::io;

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Key};
use events::{Nonce, PersonId, PersonKey};

use super::{Entropy, KeystoreError};

/// How long a wrapped key is, in bytes.
pub const WRAPPED: usize = 12 + 48;

/// A person's key, wrapped.
pub(crate) type Wrapped = [u8; WRAPPED];

/// The key that wraps all others. Never shown.
#[derive(Clone)]
pub struct MasterKey(pub [u8; 32]);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new(Key::<Aes256GcmSiv>::from_slice(&self.0))
    }

    pub(super) fn wrap(&self, entropy: &Entropy, person: PersonId, key: &[u8; 32]) -> Result<Wrapped, KeystoreError> {
        let nonce = nonce(entropy)?;
        let payload = Payload { msg: key, aad: person.0.as_bytes() };
        let failed = || KeystoreError::Entropy(io::Error::other("the cipher refused the key"));
        let sealed = self.cipher().encrypt(&nonce.0.into(), payload).map_err(|_| failed())?;
        [nonce.0.as_slice(), &sealed].concat().try_into().map_err(|_| failed())
    }

    /// The key, if this master key wrapped these bytes for this person.
    pub(super) fn unwrap(&self, person: PersonId, wrapped: &Wrapped) -> Option<PersonKey> {
        let (nonce, sealed) = wrapped.split_first_chunk::<12>()?;
        let payload = Payload { msg: sealed, aad: person.0.as_bytes() };
        let key = self.cipher().decrypt(&(*nonce).into(), payload).ok()?;
        Some(PersonKey(key.try_into().ok()?))
    }
}

pub(super) fn nonce(entropy: &Entropy) -> Result<Nonce, KeystoreError> {
    let mut nonce = [0; 12];
    entropy(&mut nonce).map_err(KeystoreError::Entropy)?;
    Ok(Nonce(nonce))
}
