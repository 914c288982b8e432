//! What a service remembers of a subject between commands.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use event_journal::{Journal, Stored};
use events::{CommandHash, Event, EventId, Position, Recorded, Subject};
use service_kit::Decider;
use tokio::sync::Mutex;

use crate::{Failure, Keystore, Opened};

/// A subject's history, folded.
pub(crate) struct Folded<D: Decider> {
    pub(crate) state: D::State,
    /// Everything up to here is folded.
    pub(crate) last: Position,
    /// Every event of the subject: where it stands, and which command it came of.
    pub(crate) seen: HashMap<EventId, (Position, CommandHash)>,
}

impl<D: Decider> Clone for Folded<D> {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), last: self.last, seen: self.seen.clone() }
    }
}

impl<D: Decider> Default for Folded<D> {
    fn default() -> Self {
        Self { state: D::State::default(), last: Position::START, seen: HashMap::new() }
    }
}

impl<D: Decider> Folded<D> {
    /// Takes in what happened to the subject since it was last looked at.
    pub(crate) async fn catch_up(
        &mut self,
        subject: Subject,
        journal: &dyn Journal,
        keys: &Keystore,
    ) -> Result<(), Failure> {
        let mut news = decode(&journal.history(subject, self.last).await?, keys)?;
        let takes_back = |news: &[Recorded]| news.iter().any(|recorded| recorded.event.fact.takes_back().is_some());
        if takes_back(&news) && self.last != Position::START {
            // What was folded may rest on the event that is taken back: fold all of it again.
            *self = Self::default();
            news = decode(&journal.history(subject, Position::START).await?, keys)?;
        }
        let taken_back: HashSet<EventId> =
            news.iter().filter_map(|recorded| recorded.event.fact.takes_back()).collect();
        for recorded in news {
            let left_out = taken_back.contains(&recorded.event.id) || recorded.event.fact.takes_back().is_some();
            self.take(recorded.position, &recorded.event, left_out);
        }
        Ok(())
    }

    /// Takes in one event; `left_out` keeps it from the state, not from what was seen.
    pub(crate) fn take(&mut self, position: Position, event: &Event, left_out: bool) {
        if !left_out {
            D::evolve(&mut self.state, event);
        }
        self.last = position;
        self.seen.insert(event.id, (position, event.command));
    }
}

fn decode(stored: &[Stored], keys: &Keystore) -> Result<Vec<Recorded>, Failure> {
    let open = |stored: &Stored| {
        let mut recorded = Recorded::decode(stored.position, &stored.leaf)?;
        match keys.open_event(&mut recorded.event, stored.sealed.as_deref()) {
            Opened::Nothing | Opened::Open | Opened::NoKey => Ok(recorded),
            Opened::Failed(error) => Err(Failure::Unopenable { position: stored.position, error }),
        }
    };
    stored.iter().map(open).collect()
}

/// Folded subjects, the least recently used forgotten. A shard's lock is held while a command on one
/// of its subjects is under way, so that commands on one subject take turns.
pub(crate) struct States<D: Decider> {
    shards: Vec<Mutex<Shard<D>>>,
    hasher: RandomState,
}

/// How many subjects can be commanded at once without waiting for each other, at best.
const SHARDS: usize = 512;
/// How many folded subjects a shard remembers: 2,048 in all.
const PER_SHARD: usize = 4;

/// A few folded subjects, the most recently used last.
pub(crate) struct Shard<D: Decider>(Vec<(Subject, Folded<D>)>);

impl<D: Decider> States<D> {
    pub(crate) fn new() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::new(Shard(Vec::new()))).collect();
        Self { shards, hasher: RandomState::new() }
    }

    /// The shard that this subject belongs to.
    pub(crate) fn shard(&self, subject: Subject) -> Option<&Mutex<Shard<D>>> {
        let hash = self.hasher.hash_one(subject);
        self.shards.get(usize::try_from(hash % SHARDS as u64).unwrap_or(0))
    }
}

impl<D: Decider> Shard<D> {
    /// Takes a subject out, folded as far as it was, or new.
    pub(crate) fn take(&mut self, subject: Subject) -> Folded<D> {
        let found = self.0.iter().position(|(known, _)| *known == subject);
        found.map(|place| self.0.remove(place).1).unwrap_or_default()
    }

    /// Puts a subject back as the most recently used.
    pub(crate) fn put(&mut self, subject: Subject, folded: Folded<D>) {
        if self.0.len() == PER_SHARD {
            self.0.remove(0);
        }
        self.0.push((subject, folded));
    }
}
