//! What the services of a process remember of a subject between commands.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher as _, RandomState};

use event_journal::{Journal, Readable};
use event_keys::Keystore;
use events::history::{self, Dependencies};
use events::{CommandHash, Event, EventId, PersonId, Position, Recorded, Subject};
use jiff::civil::Date;
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
    /// Every event of the subject, in the order of ids.
    seen: Vec<EventId>,
    /// Persons about whom something is sealed in this history that no key opens, and where first.
    pub(crate) closed: HashMap<PersonId, Position>,
    /// Whom the internship is about, once somebody was referred.
    pub(crate) intern: Option<PersonId>,
    states: Vec<Box<dyn AnyState>>,
}

impl Remembered {
    /// Folds for this service from the start, if nothing is folded yet: the history is then read once.
    pub(crate) fn fold_for<D: Decider>(&mut self) {
        if self.last == Position::START && self.state_of::<D>().is_none() {
            self.states.push(Box::new(D::default()));
        }
    }

    /// Where an event of the subject stands, which command it came of, and the day it happened. Repeats are rare, and
    /// what they ask for is read again.
    pub(crate) async fn seen(
        &self,
        subject: Subject,
        id: EventId,
        journal: &dyn Journal,
    ) -> Result<Option<(Position, CommandHash, Date)>, Failure> {
        if self.seen.binary_search(&id).is_err() {
            return Ok(None);
        }
        for stored in journal.history(subject, Position::START).await? {
            let Recorded { position, event } = Recorded::decode(stored.position, &stored.leaf)?;
            if event.id == id {
                return Ok(Some((position, event.command, event.happened)));
            }
        }
        Ok(None)
    }

    /// About how many bytes this takes.
    fn bytes(&self) -> usize {
        BYTES_A_SUBJECT + self.seen.len() * (BYTES_AN_EVENT + self.states.len() * BYTES_AN_EVENT_FOLDED)
    }

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
            let mut states = std::mem::take(&mut self.states);
            states.iter_mut().for_each(|state| state.reset());
            *self = Self { states, ..Self::default() };
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
        if self.state_of::<D>().is_none() {
            let mut state = D::default();
            if self.last != Position::START {
                let mut history = Readable::open(&journal.history(subject, Position::START).await?, keys).await?.events;
                history.retain(|recorded| recorded.position <= self.last);
                history::effective(&history).for_each(|recorded| state.evolve(&recorded.event));
            }
            self.states.push(Box::new(state));
        }
        self.state_of::<D>().map_or_else(|| unreachable!("it was folded above"), Ok)
    }

    fn state_of<D: Decider>(&self) -> Option<&D> {
        self.states.iter().find_map(|state| state.as_any().downcast_ref::<D>())
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
        if let Err(at) = self.seen.binary_search(&event.id) {
            self.seen.insert(at, event.id);
        }
        self.intern = event.fact.person().or(self.intern);
    }
}

/// A decider's state, whichever decider's.
trait AnyState: Send + Sync {
    fn evolve(&mut self, event: &Event);
    /// As if nothing had happened yet.
    fn reset(&mut self);
    fn as_any(&self) -> &dyn Any;
}

impl<S: State> AnyState for S {
    fn evolve(&mut self, event: &Event) {
        State::evolve(self, event);
    }

    fn reset(&mut self) {
        *self = S::default();
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
/// About how many bytes the folded subjects of a shard may take: 512 MiB in all.
const BYTES_A_SHARD: usize = 512 * 1024 * 1024 / SHARDS;
/// What a subject takes that has no events.
const BYTES_A_SUBJECT: usize = 512;
/// What an event takes by itself, and in the state of each service.
const BYTES_AN_EVENT: usize = 24;
const BYTES_AN_EVENT_FOLDED: usize = 32;

/// A few folded subjects, and in which order they were last used.
#[derive(Default)]
pub(crate) struct Shard {
    subjects: HashMap<Subject, (u64, Remembered)>,
    by_use: BTreeMap<u64, Subject>,
    uses: u64,
    bytes: usize,
}

impl Default for Histories {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, hasher: RandomState::new(), release: Release::default() }
    }
}

impl Histories {
    /// The shard that this subject belongs to.
    pub(crate) fn shard(&self, subject: Subject) -> &Mutex<Shard> {
        let hash = self.hasher.hash_one(subject);
        &self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)]
    }
}

impl Shard {
    /// Takes a subject out, folded as far as it was, or new.
    pub(crate) fn take(&mut self, subject: Subject) -> Remembered {
        let Some((used, remembered)) = self.subjects.remove(&subject) else { return Remembered::default() };
        self.by_use.remove(&used);
        self.bytes = self.bytes.saturating_sub(remembered.bytes());
        remembered
    }

    /// Puts a subject back as the most recently used. Where they take too much together, the least
    /// recently used are forgotten.
    pub(crate) fn put(&mut self, subject: Subject, remembered: Remembered) {
        self.uses += 1;
        self.bytes += remembered.bytes();
        self.by_use.insert(self.uses, subject);
        self.subjects.insert(subject, (self.uses, remembered));
        while self.bytes > BYTES_A_SHARD {
            let Some((_, oldest)) = self.by_use.first_key_value().map(|(used, subject)| (*used, *subject)) else {
                break;
            };
            self.take(oldest);
        }
    }
}
