//! The secret of a deployment, and the ids that follow from it.
//!
//! An id that follows from a name is an HMAC under this secret, so nobody without it can test a
//! guessed name or reference against the log. All forms are documented here because an auditor who
//! holds the secret must be able to derive every id again:
//!
//! ```text
//! id           = the first 16 bytes of HMAC-SHA-256(secret, text), with the version (8) and
//!                variant bits of a UUID
//! provider     text = "waymark provider\n" UKPRN
//! named thing  text = "waymark " kind "\n" provider id "\n" comparable reference
//! internship   text = "waymark internship\n" provider id "\n" comparable reference "\n" episode
//! actor        text = "waymark actor\n" comparable name
//! event        text = "waymark event\n" subject "\n" idempotency key
//! command hash      = the first 16 bytes of HMAC-SHA-256(secret, "waymark command\n" canonical form)
//! ```
//!
//! A comparable reference has no format characters (general category Cf), is in NFC and lower case,
//! trimmed, with single spaces: `comparable.rs` says it in full. No part of a text can hold a line
//! break.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::{Builder, Uuid};
use zeroize::Zeroize as _;

use crate::comparable::comparable;
use crate::{ActorId, CommandHash, EventId, InternshipId, ProviderId, Subject, Ukprn};

/// 32 random bytes that belong to one deployment. Kept with the persons' keys, never rotated, never
/// shown, wiped from memory when dropped. Its loss means that nothing more can be recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct DeploymentSecret([u8; 32]);

impl Drop for DeploymentSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl DeploymentSecret {
    /// A published secret, for simulations and tests. It protects nothing.
    pub const PUBLISHED: Self = Self(*b"waymark's published test secret.");

    /// The secret of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, to be wrapped and stored.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The id of the provider with this UKPRN.
    #[must_use]
    pub fn provider(&self, ukprn: &Ukprn) -> ProviderId {
        ProviderId(self.id(&format!("waymark provider\n{ukprn}")))
    }

    /// The id of what a provider calls `reference`, for the kind of thing `kind` names (`person`,
    /// `employer`, `coach`, `job`, `application`, `claim`). Case and spacing of the reference do not matter.
    /// Internships have episodes: see [`internship`](Self::internship).
    #[must_use]
    pub fn named(&self, provider: ProviderId, kind: &str, reference: &str) -> Uuid {
        self.id(&format!("waymark {kind}\n{provider}\n{}", comparable(reference)))
    }

    /// The id of the n-th internship, from 1, of the person whom a provider calls `reference`.
    #[must_use]
    pub fn internship(&self, provider: ProviderId, reference: &str, episode: u16) -> InternshipId {
        InternshipId(self.id(&format!("waymark internship\n{provider}\n{}\n{episode}", comparable(reference))))
    }

    /// The id of somebody who records, or for whom something is recorded, by the name they go under.
    #[must_use]
    pub fn actor(&self, name: &str) -> ActorId {
        ActorId(self.id(&format!("waymark actor\n{}", comparable(name))))
    }

    /// The id of the event that the command with this idempotency key becomes on this subject.
    #[must_use]
    pub fn event(&self, subject: Subject, key: &str) -> EventId {
        EventId(self.id(&format!("waymark event\n{subject}\n{key}")))
    }

    /// Tells a repeated command from another one under the same key.
    #[must_use]
    pub fn command(&self, canonical: &str) -> CommandHash {
        CommandHash(self.first_16(&format!("waymark command\n{canonical}")))
    }

    fn id(&self, text: &str) -> Uuid {
        Builder::from_custom_bytes(self.first_16(text)).into_uuid()
    }

    fn first_16(&self, text: &str) -> [u8; 16] {
        // `hmac` takes keys of any length; this one is 32 bytes.
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(error) => unreachable!("{error}"),
        };
        mac.update(text.as_bytes());
        let mut first = [0; 16];
        first.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        first
    }
}

impl fmt::Debug for DeploymentSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeploymentSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: DeploymentSecret = DeploymentSecret::PUBLISHED;
    const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(1));

    #[test]
    fn the_same_reference_means_the_same_thing_whatever_its_case_and_spacing() {
        let named = |kind, reference| SECRET.named(COLLEGE, kind, reference);
        assert_eq!(named("coach", "Dean  Prescott "), named("coach", "dean prescott"));
        assert_ne!(named("coach", "NF-001"), named("person", "NF-001"));
        assert_ne!(named("coach", "A"), SECRET.named(ProviderId(Uuid::from_u128(2)), "coach", "A"));
    }

    #[test]
    fn another_secret_gives_other_ids_and_hashes() {
        let other = DeploymentSecret::new([7; 32]);
        let subject = COLLEGE.subject();
        assert_ne!(SECRET.named(COLLEGE, "coach", "A"), other.named(COLLEGE, "coach", "A"));
        assert_ne!(SECRET.event(subject, "key"), other.event(subject, "key"));
        assert_ne!(SECRET.command("{}"), other.command("{}"));
    }

    #[test]
    fn each_episode_is_an_internship_of_its_own() {
        assert_ne!(SECRET.internship(COLLEGE, "NF-001", 1), SECRET.internship(COLLEGE, "NF-001", 2));
        assert_eq!(SECRET.internship(COLLEGE, "NF-001", 1), SECRET.internship(COLLEGE, "nf-001 ", 1));
    }

    #[test]
    fn an_id_is_a_uuid_of_version_8() {
        let id = SECRET.named(COLLEGE, "coach", "A");
        assert_eq!((id.get_version_num(), id.get_variant()), (8, uuid::Variant::RFC4122));
    }

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(format!("{SECRET:?}"), "DeploymentSecret(…)");
    }
}
