//! How content about a person is sealed: AES-256-GCM-SIV under a key of that person.
//!
//! An event may have several sealed parts, each under the key of one owner. A part is bound to its
//! event: the event's id and type, the part's owner and purpose are authenticated with it, so that
//! content cannot be moved from one event or part to another. The type is `coaching.coach-registered`,
//! without its version: an event of an older version is opened after it was read as the newer one. Only the hash of the sealed bytes is
//! part of what the log commits to; without the key the bytes say nothing, and destroying the key
//! leaves every proof whole.

mod hash;
mod parts;

use std::fmt;

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Key};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroize as _;

pub(crate) use hash::hash;
pub use hash::{CommandHash, Hash, KeyCommitment};
pub use parts::{OpenPart, Owner, OwnerKind, PartBytes, Purpose, Sealed, SealedMismatch, SealedPart};
pub(crate) use parts::{read, written};

use crate::{EventId, EventType};

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

/// Why sealed content cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopenable {
    /// The owner has another key than the one it was sealed with.
    #[error("the content is sealed under another key than the one kept for its owner: restore the key that sealed it")]
    OtherKey,
    /// The key is the right one, the bytes are not.
    #[error("the sealed bytes are not what was sealed")]
    Forged,
    /// The opened content has no readable form.
    #[error("the sealed content opened, but is not of the form this event has")]
    Form,
}

/// What a sealed part is bound to.
fn bound_to(event: EventId, kind: &EventType, owner: Owner, purpose: &Purpose) -> Vec<u8> {
    let (EventType { context, name, .. }, purpose) = (kind, purpose.as_str());
    format!("waymark sealed part\n{event}\n{context}.{name}\n{owner}\n{purpose}").into_bytes()
}

impl PersonKey {
    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new(Key::<Aes256GcmSiv>::from_slice(&self.0))
    }

    /// Which key this is.
    #[must_use]
    pub fn commitment(&self) -> KeyCommitment {
        let digest = Sha256::new().chain_update(b"waymark key commitment\n").chain_update(self.0).finalize();
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        KeyCommitment(first)
    }

    /// Seals a part of an event: what the event lists, and the bytes. `None` only for content beyond
    /// the cipher's limit (64 GiB).
    #[must_use]
    pub fn seal(
        &self,
        nonce: Nonce,
        event: EventId,
        kind: &EventType,
        part: OpenPart,
    ) -> Option<(SealedPart, Vec<u8>)> {
        let OpenPart { owner, purpose, content } = part;
        let plain = content.to_string();
        let aad = bound_to(event, kind, owner, &purpose);
        let payload = Payload { msg: plain.as_bytes(), aad: &aad };
        let sealed = self.cipher().encrypt(&nonce.0.into(), payload).ok()?;
        let bytes = [nonce.0.as_slice(), &sealed].concat();
        Some((SealedPart { owner, purpose, hash: hash(&bytes), key: self.commitment() }, bytes))
    }

    /// Opens a part of an event.
    ///
    /// # Errors
    /// When it was sealed under another key, or the bytes are not what was sealed for this event.
    pub fn open(&self, event: EventId, kind: &EventType, part: &SealedPart, bytes: &[u8]) -> Result<Value, Unopenable> {
        if self.commitment() != part.key {
            return Err(Unopenable::OtherKey);
        }
        if hash(bytes) != part.hash {
            return Err(Unopenable::Forged);
        }
        let (nonce, ciphertext) = bytes.split_first_chunk::<12>().ok_or(Unopenable::Forged)?;
        let aad = bound_to(event, kind, part.owner, &part.purpose);
        let payload = Payload { msg: ciphertext, aad: &aad };
        let plain = self.cipher().decrypt(&(*nonce).into(), payload).map_err(|_| Unopenable::Forged)?;
        serde_json::from_slice(&plain).map_err(|_| Unopenable::Form)
    }
}

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

    fn part(content: Value) -> OpenPart {
        let owner = Owner { kind: OwnerKind::Person, id: Uuid::from_u128(1) };
        OpenPart { owner, purpose: Purpose::declared("personal"), content }
    }

    #[test]
    fn a_part_opens_only_for_its_own_event_type_owner_and_purpose() {
        let key = PersonKey([7; 32]);
        let content = serde_json::json!({"name": "Amir Openshaw"});
        let (listed, bytes) = key.seal(Nonce([1; 12]), event(1), kind("referred"), part(content.clone())).unwrap();
        let open = |n, name, part: &SealedPart| key.open(event(n), kind(name), part, &bytes);

        assert_eq!(open(1, "referred", &listed), Ok(content));
        assert_eq!(open(2, "referred", &listed), Err(Unopenable::Forged));
        assert_eq!(open(1, "coach-registered", &listed), Err(Unopenable::Forged));
        let another = Owner { id: Uuid::from_u128(2), ..listed.owner };
        assert_eq!(open(1, "referred", &SealedPart { owner: another, ..listed.clone() }), Err(Unopenable::Forged));
        let coach = Owner { kind: OwnerKind::Coach, ..listed.owner };
        assert_eq!(open(1, "referred", &SealedPart { owner: coach, ..listed.clone() }), Err(Unopenable::Forged));
        let purpose = Purpose::declared("note");
        assert_eq!(open(1, "referred", &SealedPart { purpose, ..listed }), Err(Unopenable::Forged));
        assert!(!bytes.windows(4).any(|w| w == b"Amir"));
    }

    #[test]
    fn a_part_opens_whichever_version_its_event_is_read_as() {
        let (key, content) = (PersonKey([7; 32]), serde_json::json!({"name": "Amir Openshaw"}));
        let (listed, bytes) = key.seal(Nonce([1; 12]), event(1), kind("referred"), part(content.clone())).unwrap();
        let newer = EventType { version: 2, ..*kind("referred") };
        assert_eq!(key.open(event(1), &newer, &listed, &bytes), Ok(content));
    }

    #[test]
    fn another_key_is_told_from_other_bytes() {
        let (key, other) = (PersonKey([7; 32]), PersonKey([8; 32]));
        let (listed, mut bytes) =
            key.seal(Nonce([1; 12]), event(1), kind("referred"), part(serde_json::json!({}))).unwrap();
        assert_eq!(other.open(event(1), kind("referred"), &listed, &bytes), Err(Unopenable::OtherKey));
        assert_eq!(key.open(event(1), kind("referred"), &listed, &bytes[..8]), Err(Unopenable::Forged));
        bytes[20] ^= 1;
        assert_eq!(key.open(event(1), kind("referred"), &listed, &bytes), Err(Unopenable::Forged));
    }

    /// Anybody with a key must find out for ever whether it is the one that sealed something.
    #[test]
    fn the_commitment_to_a_key_never_changes() {
        assert_eq!(PersonKey([7; 32]).commitment().to_string(), "O-kE-vbVAi_TBUn8EvNoNg");
    }

    #[test]
    fn a_key_is_never_shown() {
        assert_eq!(format!("{:?}", PersonKey([7; 32])), "PersonKey(…)");
    }
}
