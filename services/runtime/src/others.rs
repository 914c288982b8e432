//! Subjects that commands on other subjects look at: few, with short histories.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use event_journal::Journal;
use events::{Position, Subject};
use service_kit::{Decider, Subjects};

use crate::Failure;
use crate::histories::Remembered;
use event_keys::Keystore;

/// How many are remembered.
const MOST: usize = 4096;

/// Their states, and how far each was read.
pub(crate) struct Others<D: Decider>(Mutex<HashMap<Subject, (Position, D)>>);

impl<D: Decider> Others<D> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// The states of those that have a history.
    pub(crate) async fn look_at(
        &self,
        subjects: BTreeSet<Subject>,
        journal: &dyn Journal,
        keys: &Keystore,
    ) -> Result<Subjects<D>, Failure> {
        let mut states = Subjects::new();
        for subject in subjects {
            let known = self.lock().get(&subject).cloned();
            let upto = known.as_ref().map_or(Position::START, |(upto, _)| *upto);
            let news = !journal.history(subject, upto).await?.is_empty();
            let state = match known {
                Some((_, state)) if !news => state,
                None if !news => continue,
                _ => self.read(subject, journal, keys).await?,
            };
            states.insert(subject, state);
        }
        Ok(states)
    }

    async fn read(&self, subject: Subject, journal: &dyn Journal, keys: &Keystore) -> Result<D, Failure> {
        let mut remembered = Remembered::default();
        remembered.fold_for::<D>();
        remembered.catch_up(subject, journal, keys).await?;
        let state = remembered.state::<D>(subject, journal, keys).await?.clone();
        let mut others = self.lock();
        if others.len() >= MOST {
            others.clear();
        }
        others.insert(subject, (remembered.last, state.clone()));
        Ok(state)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, (Position, D)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
