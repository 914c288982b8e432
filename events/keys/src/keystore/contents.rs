//! Everything on a shelf, checked before any of it is used.

use std::collections::HashMap;

use events::{DeploymentSecret, PersonId};
use uuid::Uuid;

use crate::master_key::{Wrapped, epoch_of};
use crate::{Entry, KeystoreError, MasterKey};

/// Under which identity a shelf holds the deployment's secret, wrapped as a person's key is. It is
/// there from the beginning, so that a wrong master key is noticed before there is any person.
pub const SECRET_ENTRY: PersonId = PersonId(Uuid::nil());

/// What a shelf holds.
pub(super) struct Contents {
    pub(super) secret: DeploymentSecret,
    /// Without the secret.
    pub(super) known: HashMap<PersonId, Entry<Wrapped>>,
}

impl Contents {
    /// Every entry of a shelf, each unwrapped once, by the master key of its epoch. `None`: nothing
    /// was ever stored.
    pub(super) fn read(masters: &[&MasterKey], all: Vec<(PersonId, Entry)>) -> Result<Option<Self>, KeystoreError> {
        if all.is_empty() {
            return Ok(None);
        }
        let mut known = HashMap::with_capacity(all.len());
        let (mut secret, mut opened, mut broken) = (None, 0, Vec::new());
        for (person, entry) in all {
            let Entry::Key(wrapped) = entry else {
                known.insert(person, Entry::Destroyed);
                continue;
            };
            let wrapped = Wrapped::try_from(wrapped).ok();
            let key = wrapped.and_then(|wrapped| masters.iter().find_map(|master| master.unwrap(person, &wrapped)));
            opened += usize::from(key.is_some());
            match (wrapped, key) {
                (_, Some(key)) if person == SECRET_ENTRY => secret = Some(DeploymentSecret::new(*key)),
                (Some(wrapped), Some(_)) => {
                    known.insert(person, Entry::Key(wrapped));
                }
                (wrapped, _) => broken.push((person, wrapped)),
            }
        }
        match secret {
            Some(secret) if broken.is_empty() => Ok(Some(Self { secret, known })),
            secret => Err(what_is_wrong(masters, secret.is_some(), opened, &broken)),
        }
    }
}

/// What the entries that do not open say: `broken`, with their bytes where these are of the right
/// length, beside as many as were `opened`.
fn what_is_wrong(
    masters: &[&MasterKey],
    has_secret: bool,
    opened: usize,
    broken: &[(PersonId, Option<Wrapped>)],
) -> KeystoreError {
    let others = || broken.iter().filter_map(|(_, wrapped)| wrapped.as_ref());
    if opened == 0 && !broken.is_empty() {
        let other = masters.first().and_then(|master| others().find_map(|wrapped| other_epoch(master, wrapped)));
        return other.unwrap_or(KeystoreError::WrongMasterKey);
    }
    // Epochs begin with 1: 0 is damage.
    let other = |epoch: &u32| *epoch > 0 && masters.iter().all(|master| master.epoch() != *epoch);
    let of_rotation = |epoch: u32| {
        let neighbour = masters.iter().find(|master| master.epoch().abs_diff(epoch) == 1);
        neighbour.map(|master| master.epoch().max(epoch))
    };
    let rotation = others().map(epoch_of).filter(other).filter_map(of_rotation).max();
    if let Some(upto) = rotation {
        return KeystoreError::RotationInterrupted { upto };
    }
    match broken.iter().map(|(person, _)| *person).min() {
        Some(first) if has_secret => KeystoreError::Damaged { broken: broken.len(), all: broken.len() + opened, first },
        _ => KeystoreError::SecretLost,
    }
}

/// The error if these bytes were wrapped by the master key of another epoch.
pub(super) fn other_epoch(master: &MasterKey, wrapped: &Wrapped) -> Option<KeystoreError> {
    let (needed, given) = (epoch_of(wrapped), master.epoch());
    (needed != given).then_some(KeystoreError::OtherEpoch { needed, given })
}
