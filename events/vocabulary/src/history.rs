//! What a history means once errors are taken back. This is the only place that interprets
//! `entered-in-error`: services, read models, timelines and the import all ask here.
//!
//! An event depends on what an earlier event of the same subject established. One that others depend
//! on cannot be taken back before them, so the history without what was taken back is always whole,
//! and whatever can be recorded can be taken back in some order: the latest first.
//!
//! Where several events establish the same thing, a later event depends on the latest of them before
//! it. So a correction depends on the session or on the correction before it, and what it says stood
//! before it did.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::{Established, Event, EventId, EventType, Fact, Recorded};

/// One entry of a history, whatever else is known of it.
pub trait Happened {
    /// Which event.
    fn id(&self) -> EventId;
    /// What happened.
    fn fact(&self) -> &Fact;
    /// The day it happened.
    fn happened(&self) -> Date;
}

impl Happened for Event {
    fn id(&self) -> EventId {
        self.id
    }

    fn fact(&self) -> &Fact {
        &self.fact
    }

    fn happened(&self) -> Date {
        self.happened
    }
}

impl Happened for Recorded {
    fn id(&self) -> EventId {
        self.event.id
    }

    fn fact(&self) -> &Fact {
        &self.event.fact
    }

    fn happened(&self) -> Date {
        self.event.happened
    }
}

/// The events that others took back.
pub fn taken_back<E: Happened>(history: &[E]) -> HashSet<EventId> {
    history.iter().filter_map(|event| event.fact().takes_back()).collect()
}

/// The history without what was taken back, and without what only takes back.
pub fn effective<E: Happened>(history: &[E]) -> impl Iterator<Item = &E> + Clone {
    let taken_back = taken_back(history);
    history.iter().filter(move |event| !taken_back.contains(&event.id()) && event.fact().takes_back().is_none())
}

/// An event that depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// Which event.
    pub event: EventId,
    /// Its type.
    pub event_type: &'static EventType,
    /// The day it happened.
    pub happened: Date,
}

/// What stands in one subject's history, and what depends on what.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    /// In the order of the history.
    entries: Vec<Entry>,
    by_id: HashMap<EventId, usize>,
    /// Everything that was ever in the history and was taken back.
    taken_back: HashSet<EventId>,
}

#[derive(Clone, Debug)]
struct Entry {
    event: Dependent,
    /// The entries that it depends on.
    on: Vec<usize>,
}

impl Dependencies {
    /// Those of one subject's history.
    pub fn of<E: Happened>(history: &[E]) -> Self {
        let mut dependencies = Self { taken_back: taken_back(history), ..Self::default() };
        let mut latest: HashMap<Established, usize> = HashMap::new();
        for event in effective(history) {
            let place = dependencies.entries.len();
            let on = event.fact().depends_on();
            let on = on.iter().filter_map(|needed| latest.get(needed).copied()).collect();
            if let Some(established) = event.fact().establishes(event.id()) {
                latest.insert(established, place);
            }
            let event =
                Dependent { event: event.id(), event_type: event.fact().event_type(), happened: event.happened() };
            dependencies.by_id.insert(event.event, place);
            dependencies.entries.push(Entry { event, on });
        }
        dependencies
    }

    /// The event of this id, unless it was never in the history or was taken back.
    #[must_use]
    pub fn find(&self, event: EventId) -> Option<Dependent> {
        self.by_id.get(&event).and_then(|place| self.entries.get(*place)).map(|entry| entry.event)
    }

    /// Whether the event stood in the history and was taken back.
    #[must_use]
    pub fn was_taken_back(&self, event: EventId) -> bool {
        self.taken_back.contains(&event)
    }

    /// What depends on an event, directly or through others, in the order in which it would have to
    /// be taken back: the latest first.
    #[must_use]
    pub fn dependents(&self, event: EventId) -> Vec<Dependent> {
        let Some(place) = self.by_id.get(&event).copied() else { return Vec::new() };
        let mut depends = vec![false; self.entries.len()];
        let mut dependents = Vec::new();
        for (at, entry) in self.entries.iter().enumerate().skip(place) {
            let depend = at == place || entry.on.iter().any(|on| depends.get(*on).copied().unwrap_or(false));
            if let Some(mark) = depends.get_mut(at) {
                *mark = depend;
            }
            if depend && at != place {
                dependents.push(entry.event);
            }
        }
        dependents.reverse();
        dependents
    }
}

#[cfg(test)]
mod tests;
