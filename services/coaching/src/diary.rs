//! Where every coach is when: the index behind H15.
//!
//! The rule spans internships, so no single history can decide it. The service folds this index
//! for itself and reserves a session in it before the append; one process cannot log a coach twice.
//! Two processes that log the same coach at the same moment can; nothing shows that yet.
//!
//! Time is that of the clock on the wall. In the night in which the clocks change, an hour is there
//! twice or not at all, and the diary does not know.

use std::collections::{BTreeMap, HashMap};

use events::coaching::{Event as Coached, HoursCorrected, HoursLogged};
use events::{CoachId, Event, EventId, EventType, Fact, FromFact as _, Minutes};
use jiff::civil::{Date, Time};
use service_kit::Index;

/// A stretch of one day, in seconds since midnight, the end left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    from: u32,
    until: u32,
}

impl Stretch {
    const MIDNIGHT: u32 = 24 * 60 * 60;

    /// When a session is. `None`: it runs past midnight.
    pub(crate) fn of(start: Time, minutes: Minutes) -> Option<Self> {
        let from = start.duration_since(Time::midnight()).as_secs();
        let from = u32::try_from(from).ok()?;
        let until = minutes.0.checked_mul(60)?.checked_add(from)?;
        (until <= Self::MIDNIGHT).then_some(Self { from, until })
    }

    /// The same beginning, and another length.
    fn lasting(self, minutes: Minutes) -> Self {
        let until = self.from.saturating_add(minutes.0.saturating_mul(60)).min(Self::MIDNIGHT);
        Self { until, ..self }
    }

    fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    fn start(self) -> Option<Time> {
        Time::midnight().checked_add(jiff::SignedDuration::from_secs(self.from.into())).ok()
    }
}

/// A session as it was logged.
#[derive(Clone, Copy, Debug)]
struct Slot {
    session: EventId,
    stretch: Stretch,
}

/// Every coach's sessions, by day.
#[derive(Debug, Default)]
pub struct Diary {
    days: HashMap<CoachId, BTreeMap<Date, Vec<Slot>>>,
    /// How long a session was after each of its corrections, in their order. They are few, and kept
    /// apart so that one can be taken back.
    corrections: HashMap<EventId, Vec<(EventId, Minutes)>>,
    /// What is about to take a correction back, and the correction: both lengths are reserved.
    doubts: HashMap<EventId, EventId>,
}

impl Diary {
    /// When the coach is already somewhere during this stretch, other than in `session` itself:
    /// when that begins.
    pub(crate) fn clash(&self, coach: CoachId, date: Date, stretch: Stretch, session: EventId) -> Option<Time> {
        let slots = self.days.get(&coach)?.get(&date)?;
        let elsewhere = slots.iter().filter(|slot| slot.session != session).map(|slot| self.as_it_stands(*slot));
        elsewhere.filter(|other| other.overlaps(stretch)).find_map(Stretch::start)
    }

    /// When a session is, after its corrections.
    fn as_it_stands(&self, slot: Slot) -> Stretch {
        let Some(corrections) = self.corrections.get(&slot.session) else { return slot.stretch };
        let doubted = |correction: &EventId| self.doubts.values().any(|doubted| doubted == correction);
        let lasting = |corrected: Option<&(EventId, Minutes)>| {
            corrected.map_or(slot.stretch, |(_, minutes)| slot.stretch.lasting(*minutes))
        };
        let last = lasting(corrections.last());
        let certain = lasting(corrections.iter().rev().find(|(correction, _)| !doubted(correction)));
        Stretch { until: last.until.max(certain.until), ..last }
    }
}

impl Index for Diary {
    const TYPES: &'static [EventType] = &[HoursLogged::TYPE, HoursCorrected::TYPE];
    const TAKING_BACK: &'static [EventType] = &[events::coaching::ENTERED_IN_ERROR];

    fn apply(&mut self, event: &Event) {
        let Fact::Coaching(fact) = &event.fact else { return };
        match fact {
            Coached::HoursLogged(hours) => {
                let Some(stretch) = Stretch::of(hours.start, hours.session.minutes) else { return };
                let slots = self.days.entry(hours.coach).or_default().entry(hours.date).or_default();
                slots.retain(|slot| slot.session != event.id);
                slots.push(Slot { session: event.id, stretch });
            }
            Coached::HoursCorrected(corrected) => {
                let corrections = self.corrections.entry(corrected.corrects).or_default();
                corrections.retain(|(correction, _)| *correction != event.id);
                corrections.push((event.id, corrected.session.minutes));
            }
            Coached::EnteredInError(error) => {
                self.doubts.insert(event.id, error.event);
            }
            Coached::CoachRegistered(_) | Coached::CoachAssigned(_) | Coached::SupervisionHeld(_) => {}
        }
    }

    fn forget(&mut self, event: EventId) {
        self.doubts.retain(|error, doubted| *error != event && *doubted != event);
        self.corrections.remove(&event);
        self.corrections.retain(|_, corrections| {
            corrections.retain(|(correction, _)| *correction != event);
            !corrections.is_empty()
        });
        for slots in self.days.values_mut().flat_map(BTreeMap::values_mut) {
            slots.retain(|slot| slot.session != event);
        }
    }
}
