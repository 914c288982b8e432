//! Where every coach is when: the index behind H15.
//!
//! The rule spans internships, so no single history can decide it. The service folds this index
//! for itself and reserves a session in it before the append; one process cannot log a coach twice.
//! Two processes that log the same coach at the same moment can; nothing shows that yet.

use std::collections::{BTreeMap, HashMap};

use events::coaching::Event as Coached;
use events::{CoachId, Event, EventId, Fact, Minutes};
use jiff::civil::{Date, Time};
use service_kit::Index;

/// A stretch of one day, in minutes since midnight, the end left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    session: EventId,
    from: u16,
    until: u16,
}

/// Every coach's sessions, by day.
#[derive(Debug, Default)]
pub struct Diary {
    days: HashMap<CoachId, BTreeMap<Date, Vec<Slot>>>,
}

/// The minutes since midnight at which a session begins and ends. `None`: it runs past midnight.
pub(crate) fn stretch(start: Time, minutes: Minutes) -> Option<(u16, u16)> {
    let from = u16::try_from(i32::from(start.hour()) * 60 + i32::from(start.minute())).ok()?;
    let until = from.checked_add(u16::try_from(minutes.0).ok()?)?;
    (until <= 24 * 60).then_some((from, until))
}

impl Diary {
    /// When the coach is already somewhere during this stretch, other than in `session` itself:
    /// when that begins.
    pub(crate) fn clash(
        &self,
        coach: CoachId,
        date: Date,
        (from, until): (u16, u16),
        session: EventId,
    ) -> Option<Time> {
        let slots = self.days.get(&coach)?.get(&date)?;
        let clash = slots.iter().find(|slot| slot.session != session && slot.from < until && from < slot.until)?;
        let (hour, minute) = (i8::try_from(clash.from / 60).ok()?, i8::try_from(clash.from % 60).ok()?);
        Time::new(hour, minute, 0, 0).ok()
    }

    fn day(&mut self, coach: CoachId, date: Date) -> &mut Vec<Slot> {
        self.days.entry(coach).or_default().entry(date).or_default()
    }
}

impl Index for Diary {
    const TYPES: &'static [&'static str] = &["waymark.coaching.hours-logged.v1", "waymark.coaching.hours-corrected.v1"];

    fn apply(&mut self, event: &Event) {
        let Fact::Coaching(fact) = &event.fact else { return };
        match fact {
            Coached::HoursLogged(hours) => {
                let Some((from, until)) = stretch(hours.start, hours.session.minutes) else { return };
                let slots = self.day(hours.coach, hours.date);
                slots.retain(|slot| slot.session != event.id);
                slots.push(Slot { session: event.id, from, until });
            }
            Coached::HoursCorrected(corrected) => {
                let slots = self.day(corrected.coach, corrected.date);
                if let Some(slot) = slots.iter_mut().find(|slot| slot.session == corrected.corrects) {
                    let minutes = u16::try_from(corrected.session.minutes.0).unwrap_or(24 * 60);
                    slot.until = slot.from.saturating_add(minutes).min(24 * 60);
                }
            }
            Coached::CoachRegistered(_) | Coached::CoachAssigned(_) | Coached::EnteredInError(_) => {}
        }
    }

    fn forget(&mut self, event: EventId) {
        for slots in self.days.values_mut().flat_map(BTreeMap::values_mut) {
            slots.retain(|slot| slot.session != event);
        }
    }
}
