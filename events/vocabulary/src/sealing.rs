//! How content about a person is sealed: AES-256-GCM-SIV under a key of that person.
//!
//! A sealed field is bound to its event: the event's id and type, the field's name and the person
//! are authenticated with it, so that content cannot be moved from one event to another. Only the
//! hash of the sealed bytes is part of what the log commits to; without the person's key the bytes
//! say nothing, and destroying the key leaves every proof whole.

use std::fmt;

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroize as _;

use crate::{EventId, EventType, PersonId};

/// A person's key, 32 bytes. Never shown, not even for debugging; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKey(pub [u8; 32]);

impl Drop for PersonKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// Twelve random bytes, fresh for every sealing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce(pub [u8; 12]);

/// A hash, 32 bytes, written in base64url without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// What stands in an event about its sealed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedNote {
    /// Whose key opens it.
    pub person: PersonId,
    /// SHA-256 of the sealed bytes.
    pub hash: Hash,
}

/// Sealed bytes: the nonce, the ciphertext and its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Why sealed content cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopenable {
    /// Not the bytes that the event was sealed with, or another person's key.
    #[error(
        "the sealed content does not open with this person's key: the key or the bytes are not the ones it was sealed with"
    )]
    Forged,
    /// The opened content has no readable form.
    #[error("the sealed content opened, but is not of the form this event has")]
    Form,
}

/// What a sealed field is bound to.
fn bound_to(event: EventId, kind: &EventType, person: PersonId) -> Vec<u8> {
    format!("{event}\n{}\n{}\n{person}", kind.full_name(), kind.sealed.unwrap_or_default()).into_bytes()
}

impl PersonKey {
    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new(Key::<Aes256GcmSiv>::from_slice(&self.0))
    }

    /// Seals content of an event. `None` only for content beyond the cipher's limit (64 GiB).
    #[must_use]
    pub fn seal(
        &self,
        nonce: Nonce,
        event: EventId,
        kind: &EventType,
        person: PersonId,
        content: &Value,
    ) -> Option<Sealed> {
        let plain = content.to_string();
        let aad = bound_to(event, kind, person);
        let payload = Payload { msg: plain.as_bytes(), aad: &aad };
        let sealed = self.cipher().encrypt(&nonce.0.into(), payload).ok()?;
        Some(Sealed([nonce.0.as_slice(), &sealed].concat()))
    }

    /// Opens content of an event.
    ///
    /// # Errors
    /// When the bytes are not what was sealed for this event under this key.
    pub fn open(&self, event: EventId, kind: &EventType, person: PersonId, sealed: &[u8]) -> Result<Value, Unopenable> {
        let (nonce, ciphertext) = sealed.split_at_checked(12).ok_or(Unopenable::Forged)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| Unopenable::Forged)?;
        let aad = bound_to(event, kind, person);
        let payload = Payload { msg: ciphertext, aad: &aad };
        let plain = self.cipher().decrypt(&nonce.into(), payload).map_err(|_| Unopenable::Forged)?;
        serde_json::from_slice(&plain).map_err(|_| Unopenable::Form)
    }
}

impl Sealed {
    /// The hash that the event commits to.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(&self.0)
    }
}

/// SHA-256 of some bytes.
fn hash(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

/// Tells whether a repeated command says the same as the first: see
/// [`DeploymentSecret::command`](crate::DeploymentSecret::command).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommandHash(pub [u8; 16]);

macro_rules! base64_text {
    ($($name:ident of $length:literal),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl $name {
            /// Reads it from base64url.
            pub(crate) fn read(text: &str) -> Option<Self> {
                let mut bytes = [0; $length];
                matches!(URL_SAFE_NO_PAD.decode_slice(text, &mut bytes), Ok($length)).then_some(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let wrong = concat!("not ", stringify!($length), " bytes in base64url");
                crate::wire::text(deserializer, |text| Self::read(text).ok_or(wrong))
            }
        }
    )*};
}

base64_text! { Hash of 32, CommandHash of 16 }

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn event(n: u128) -> EventId {
        EventId(Uuid::from_u128(n))
    }

    fn kind(name: &str) -> &'static EventType {
        crate::find_type(name).unwrap()
    }

    #[test]
    fn sealed_content_opens_only_for_its_own_event_field_and_person() {
        let (key, person) = (PersonKey([7; 32]), PersonId(Uuid::from_u128(1)));
        let content = serde_json::json!({"name": "Amir Openshaw"});
        let sealed = key.seal(Nonce([1; 12]), event(1), kind("referred"), person, &content).unwrap();

        assert_eq!(key.open(event(1), kind("referred"), person, &sealed.0), Ok(content));
        assert_eq!(key.open(event(2), kind("referred"), person, &sealed.0), Err(Unopenable::Forged));
        assert_eq!(key.open(event(1), kind("coach-registered"), person, &sealed.0), Err(Unopenable::Forged));
        let another = PersonId(Uuid::from_u128(2));
        assert_eq!(key.open(event(1), kind("referred"), another, &sealed.0), Err(Unopenable::Forged));
        assert_eq!(PersonKey([8; 32]).open(event(1), kind("referred"), person, &sealed.0), Err(Unopenable::Forged));
        assert_eq!(key.open(event(1), kind("referred"), person, &sealed.0[..8]), Err(Unopenable::Forged));
        assert!(!sealed.0.windows(4).any(|w| w == b"Amir"));
    }

    #[test]
    fn a_key_is_never_shown() {
        assert_eq!(format!("{:?}", PersonKey([7; 32])), "PersonKey(…)");
    }
}
