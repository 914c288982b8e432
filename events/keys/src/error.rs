//! Why the keystore does not open, or takes or destroys no key.

use std::io;

use events::PersonId;

use crate::ShelfError;

/// Why the keystore does not open, or takes or destroys no key.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// The shelf cannot be read or written.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// There are events, and no keystore was ever made, or all of it is gone.
    #[error(
        "the keystore is empty, and with it the deployment's secret and every person's key are gone: put it back from a backup"
    )]
    Empty,
    /// The secret from which ids are derived is missing or damaged.
    #[error(
        "the deployment's secret is missing from the keystore, or damaged: without it no id can be derived and nothing is recorded; put the keystore back from a backup"
    )]
    SecretLost,
    /// The master key is another one.
    #[error("the master key does not open the keystore: give the master key that it was made with")]
    WrongMasterKey,
    /// The master key is of another epoch.
    #[error("the keystore needs the master key of epoch {needed}, and the one given is of epoch {given}")]
    OtherEpoch {
        /// Of which epoch the keystore's keys are.
        needed: u32,
        /// Of which epoch the given master key is.
        given: u32,
    },
    /// Some keys are wrapped under the next master key already, and others are not.
    #[error(
        "some keys in the keystore are wrapped under the master key of epoch {}, and some under that of epoch {upto}: a rotation was interrupted; repeat it with both master keys", upto - 1
    )]
    RotationInterrupted {
        /// The later epoch of the two.
        upto: u32,
    },
    /// A rotation goes to the next epoch only, and to other bytes.
    #[error("the new master key must be another one, of epoch {}; the one given is of epoch {given}", u64::from(*.current) + 1)]
    NotNextEpoch {
        /// The epoch of the keystore's master key.
        current: u32,
        /// The epoch of the new one.
        given: u32,
    },
    /// Keys are not what was stored.
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
    /// The person's key was destroyed: no other is made under the same identity.
    #[error("the key of person {person} was destroyed: nothing more can be sealed for them")]
    Destroyed {
        /// Whose.
        person: PersonId,
    },
    /// The nil id is where the deployment's secret is stored.
    #[error("the nil id belongs to no person")]
    Nobody,
    /// There is no randomness.
    #[error("cannot read random bytes to make a key: {0}")]
    Entropy(io::Error),
}
