//! What the services of a process remember of a subject between commands.

use std::any::Any;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use event_journal::{Journal, Readable};
use event_keys::Keystore;
use events::history::{self, Dependencies};
use events::{CommandHash, Event, EventId, PersonId, Position, Subject};
use service_kit::{Decider, State};
use tokio::sync::Mutex;

use crate::Failure;
use crate::release::Release;

/// A subject's history, folded by every service that was asked about it. All states are at the
/// same position, so that what one service appends the others know without reading it.
#[derive(Default)]
pub(crate) struct Remembered {
    /// Everything up to here is folded.
    pub(crate) last: Position,
    /// Every event of the subject: where it stands, and which command it came of.
    pub(crate) seen: HashMap<EventId, (Position, CommandHash)>,
    /// Persons about whom something is sealed in this history that no key opens, and where first.
    pub(crate) closed: HashMap<PersonId, Position>,
    /// Whom the internship is about, once somebody was referred.
    pub(crate) intern: Option<PersonId>,
    states: Vec<Box<dyn AnyState>>,
}

impl Remembered {
    /// Takes in what happened to the subject since it was last looked at.
    pub(crate) async fn catch_up(
        &mut self,
        subject: Subject,
        journal: &dyn Journal,
        keys: &Keystore,
    ) -> Result<(), Failure> {
        let mut news = Readable::open(&journal.history(subject, self.last).await?, keys).await?;
        let takes_back = news.events.iter().any(|recorded| recorded.event.fact.takes_back().is_some());
        if takes_back && self.last != Position::START {
            // What was folded may rest on the event that is taken back: fold all of it again.
            *self = Self::default();
            news = Readable::open(&journal.history(subject, Position::START).await?, keys).await?;
        }
        for (person, position) in news.closed {
            self.closed.entry(person).or_insert(position);
        }
        for recorded in history::effective(&news.events) {
            self.states.iter_mut().for_each(|state| state.evolve(&recorded.event));
        }
        news.events.iter().for_each(|recorded| self.note(recorded.position, &recorded.event));
        Ok(())
    }

    /// What stands in the subject's history so far, and what depends on what.
    pub(crate) async fn dependencies(
        &self,
        subject: Subject,
        journal: &dyn Journal,
        keys: &Keystore,
    ) -> Result<Dependencies, Failure> {
        let mut history = Readable::open(&journal.history(subject, Position::START).await?, keys).await?.events;
        history.retain(|recorded| recorded.position <= self.last);
        Ok(Dependencies::of(&history))
    }

    /// What this service knows of the subject: folded from the start when it was not asked before.
    pub(crate) async fn state<D: Decider>(
        &mut self,
        subject: Subject,
        journal: &dyn Journal,
        keys: &Keystore,
    ) -> Result<&D, Failure> {
        let found = self.states.iter().position(|state| state.as_any().is::<D>());
        let place = match found {
            Some(place) => place,
            None => {
                let mut state = D::default();
                if self.last != Position::START {
                    let mut history =
                        Readable::open(&journal.history(subject, Position::START).await?, keys).await?.events;
                    history.retain(|recorded| recorded.position <= self.last);
                    history::effective(&history).for_each(|recorded| state.evolve(&recorded.event));
                }
                self.states.push(Box::new(state));
                self.states.len() - 1
            }
        };
        let state = self.states.get(place).and_then(|state| state.as_any().downcast_ref::<D>());
        state.ok_or(Failure::Contention)
    }

    /// Takes in an event that was appended right after the last one. One that takes another back is
    /// left to [`catch_up`](Self::catch_up).
    pub(crate) fn appended(&mut self, position: Position, event: &Event) {
        if event.fact.takes_back().is_none() {
            self.states.iter_mut().for_each(|state| state.evolve(event));
            self.note(position, event);
        }
    }

    fn note(&mut self, position: Position, event: &Event) {
        self.last = position;
        self.seen.insert(event.id, (position, event.command));
        self.intern = event.fact.person().or(self.intern);
    }
}

/// A decider's state, whichever decider's.
trait AnyState: Send + Sync {
    fn evolve(&mut self, event: &Event);
    fn as_any(&self) -> &dyn Any;
}

impl<S: State> AnyState for S {
    fn evolve(&mut self, event: &Event) {
        State::evolve(self, event);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The subjects that the services of a process remember, the least recently used forgotten. A
/// shard's lock is held while a command on one of its subjects is under way, so that commands on
/// one subject take turns.
pub struct Histories {
    shards: Vec<Mutex<Shard>>,
    hasher: RandomState,
    /// Whether the histories are such that this release can read them.
    pub(crate) release: Release,
}

/// How many subjects can be commanded at once without waiting for each other, at best.
const SHARDS: usize = 512;
/// How many folded subjects a shard remembers: 4,096 in all.
const PER_SHARD: usize = 8;

/// A few folded subjects, the most recently used last.
pub(crate) struct Shard(Vec<(Subject, Remembered)>);

impl Default for Histories {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::new(Shard(Vec::new()))).collect();
        Self { shards, hasher: RandomState::new(), release: Release::default() }
    }
}

impl Histories {
    /// The shard that this subject belongs to.
    pub(crate) fn shard(&self, subject: Subject) -> Option<&Mutex<Shard>> {
        let hash = self.hasher.hash_one(subject);
        self.shards.get(usize::try_from(hash % SHARDS as u64).unwrap_or(0))
    }
}

impl Shard {
    /// Takes a subject out, folded as far as it was, or new.
    pub(crate) fn take(&mut self, subject: Subject) -> Remembered {
        let found = self.0.iter().position(|(known, _)| *known == subject);
        found.map(|place| self.0.remove(place).1).unwrap_or_default()
    }

    /// Puts a subject back as the most recently used.
    pub(crate) fn put(&mut self, subject: Subject, remembered: Remembered) {
        if self.0.len() == PER_SHARD {
            self.0.remove(0);
        }
        self.0.push((subject, remembered));
    }
}
