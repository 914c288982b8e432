//! From one master key to the next.

use std::cmp::Reverse;
use std::sync::Arc;

use super::Keystore;
use super::contents::Contents;
use crate::master_key::epoch_of;
use crate::{Entropy, Entry, KeyShelf, KeystoreError, MasterKey, Rewrapped};

impl Keystore {
    /// Wraps every living key and the deployment's secret under the next master key, and opens the
    /// keystore with it. What was destroyed stays out; so once the old master key is discarded, no
    /// old copy of the shelf opens it. Stop every process that has the old master key first: it can
    /// read nothing new afterwards. Safe to repeat after an interruption, with the same two keys.
    ///
    /// # Errors
    /// [`KeystoreError::NotNextEpoch`] if `next` does not follow `current`. Else as
    /// [`open`](Self::open), before anything is written; or when the shelf cannot be written.
    pub async fn rotate(
        shelf: Arc<dyn KeyShelf>,
        current: &MasterKey,
        next: MasterKey,
        entropy: Entropy,
    ) -> Result<Self, KeystoreError> {
        if !next.follows(current) {
            return Err(KeystoreError::NotNextEpoch { current: current.epoch(), given: next.epoch() });
        }
        let all = shelf.all().await?;
        Contents::read(&[current, &next], all.clone())?.ok_or(KeystoreError::Empty)?;
        let mut keys = Vec::with_capacity(all.len());
        for (person, entry) in all {
            let Entry::Key(from) = entry else { continue };
            let wrapped = from.as_slice().try_into().ok().filter(|wrapped| epoch_of(wrapped) == current.epoch());
            if let Some(key) = wrapped.and_then(|wrapped| current.unwrap(person, &wrapped)) {
                let to = next.wrap(&entropy, person, &key)?.to_vec();
                keys.push(Rewrapped { person, from, to });
            }
        }
        // The nil id last, and with it the secret: an interrupted rotation is then told from one that is done.
        keys.sort_by_key(|key| Reverse(key.person));
        shelf.rewrap(keys).await?;
        Self::open(shelf, next, entropy).await
    }
}
