//! Where every coach is when, and with which group: the index behind H15 and the group's part of H7.
//!
//! Both rules span internships, so no single history can decide them. The service folds this index
//! for itself and reserves a session in it before the append, so one process keeps them exactly. Two
//! processes that log the same coach at the same moment may break them; nothing shows that yet.
//!
//! A group is one coach's on one day: the same name on another day is another group.
//!
//! Time is that of the clock on the wall. In the night in which the clocks change, an hour is there
//! twice or not at all, and the diary does not know.

use std::collections::{BTreeMap, HashMap};

use events::coaching::{CoachingPlace, Event as Coached, HoursCorrected, HoursLogged, Session};
use events::placements::{Event as Placed, PlacementStarted};
use events::{
    CoachId, EmployerId, Event, EventId, EventType, Fact, FromFact as _, GroupId, Line, Minutes, PlacementId,
};
use jiff::civil::{Date, Time};
use service_kit::Index;

use crate::Refusal;

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

    fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// A session as it was logged.
#[derive(Clone, Copy, Debug)]
struct Slot {
    id: EventId,
    logged: Session,
}

/// Where a placement is.
#[derive(Debug)]
struct Site {
    /// The event that says so.
    started: EventId,
    employer: EmployerId,
    site: Option<Line>,
}

/// Every coach's sessions, by day.
#[derive(Debug, Default)]
pub struct Diary {
    days: HashMap<CoachId, BTreeMap<Date, Vec<Slot>>>,
    /// How a session stood after each of its corrections, in their order. They are few, and kept
    /// apart so that one can be taken back.
    corrections: HashMap<EventId, Vec<(EventId, Session)>>,
    /// What is about to take a correction back, and the correction: both states are reserved.
    doubts: HashMap<EventId, EventId>,
    /// Interns at one site have a placement each.
    sites: HashMap<PlacementId, Site>,
}

impl Diary {
    /// How long the coach worked with a group, says another session than this one.
    pub(crate) fn group_minutes(
        &self,
        coach: CoachId,
        date: Date,
        group: GroupId,
        session: EventId,
    ) -> Option<Minutes> {
        let others = self.others(coach, date, session).flatten();
        others.filter(|other| other.group == Some(group)).find_map(|other| other.coach_minutes)
    }

    /// Whether the coach can have given this session beside all others of the day.
    pub(crate) fn allows(&self, coach: CoachId, date: Date, session: &Session, id: EventId) -> Result<(), Refusal> {
        for other in self.others(coach, date, id).flatten() {
            let is_same_group = session.group.is_some() && session.group == other.group;
            let is_elsewhere = self.is_elsewhere(session, &other);
            if is_same_group
                && let Some(minutes) = other.coach_minutes.filter(|_| other.coach_minutes != session.coach_minutes)
            {
                return Err(Refusal::OtherGroupMinutes { minutes });
            }
            if is_same_group && is_elsewhere {
                return Err(Refusal::OtherGroupPlace);
            }
            if !is_same_group
                && is_elsewhere
                && let Some(start) = overlap(session, &other)
            {
                return Err(Refusal::TwoPlacesAtOnce { date, other: start });
            }
        }
        self.group_has_room(coach, date, session, id)
    }

    /// H7: all interns' claimable minutes of a group are at most those of the coach.
    fn group_has_room(&self, coach: CoachId, date: Date, session: &Session, id: EventId) -> Result<(), Refusal> {
        let (Some(_), Some(worked)) = (session.group, session.coach_minutes) else { return Ok(()) };
        let of_group = |other: &Session| other.group == session.group;
        let shares = self.others(coach, date, id).filter_map(|may_stand| {
            may_stand.iter().filter(|other| of_group(other)).map(Session::claimable_minutes).max()
        });
        let left = Minutes(worked.0.saturating_sub(shares.sum::<Minutes>().0));
        let minutes = session.claimable_minutes();
        if minutes > left { Err(Refusal::MoreThanTheCoachWorked { minutes, worked, left }) } else { Ok(()) }
    }

    /// The coach's other sessions of a day, each as it stands, and as it would stand if its last
    /// correction were taken back while that is being decided.
    fn others(&self, coach: CoachId, date: Date, id: EventId) -> impl Iterator<Item = [Session; 2]> {
        let slots = self.days.get(&coach).and_then(|days| days.get(&date)).into_iter().flatten();
        slots.filter(move |slot| slot.id != id).map(|slot| self.may_stand(slot))
    }

    fn may_stand(&self, slot: &Slot) -> [Session; 2] {
        let Some(corrections) = self.corrections.get(&slot.id) else { return [slot.logged; 2] };
        let doubted = |correction: &EventId| self.doubts.values().any(|doubted| doubted == correction);
        let last = corrections.last();
        let certain = corrections.iter().rev().find(|(correction, _)| !doubted(correction));
        [last, certain].map(|correction| correction.map_or(slot.logged, |(_, session)| *session))
    }

    /// Whether two sessions are known to be in different places.
    fn is_elsewhere(&self, one: &Session, other: &Session) -> bool {
        let (Some(place), Some(another)) = (one.place, other.place) else { return false };
        if place != another || place != CoachingPlace::Placement {
            return place != another;
        }
        let site = |session: &Session| session.placement.and_then(|placement| self.sites.get(&placement));
        let (Some(site), Some(another)) = (site(one), site(other)) else { return false };
        let sites_differ = site.site.is_some() && another.site.is_some() && site.site != another.site;
        site.employer != another.employer || sites_differ
    }
}

/// When the other session began, if both are known to overlap.
fn overlap(one: &Session, other: &Session) -> Option<Time> {
    let start = other.start?;
    let overlaps = Stretch::of(one.start?, one.minutes)?.overlaps(Stretch::of(start, other.minutes)?);
    overlaps.then_some(start)
}

impl Index for Diary {
    const TYPES: &'static [EventType] = &[HoursLogged::TYPE, HoursCorrected::TYPE, PlacementStarted::TYPE];
    const TAKING_BACK: &'static [EventType] =
        &[events::coaching::ENTERED_IN_ERROR, events::placements::ENTERED_IN_ERROR];

    fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::Coaching(fact) => self.coached(event.id, fact),
            Fact::Placements(Placed::PlacementStarted(started)) => {
                let site = Site { started: event.id, employer: started.employer.id, site: started.site.clone() };
                self.sites.insert(started.placement, site);
            }
            Fact::Referrals(_) | Fact::Placements(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
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
            slots.retain(|slot| slot.id != event);
        }
        self.sites.retain(|_, site| site.started != event);
    }
}

impl Diary {
    fn coached(&mut self, id: EventId, fact: &Coached) {
        match fact {
            Coached::HoursLogged(hours) => {
                let slots = self.days.entry(hours.coach).or_default().entry(hours.date).or_default();
                slots.retain(|slot| slot.id != id);
                slots.push(Slot { id, logged: hours.session });
            }
            Coached::HoursCorrected(corrected) => {
                let corrections = self.corrections.entry(corrected.corrects).or_default();
                corrections.retain(|(correction, _)| *correction != id);
                corrections.push((id, corrected.session));
            }
            Coached::EnteredInError(error) => {
                self.doubts.insert(id, error.event);
            }
            Coached::CoachRegistered(_) | Coached::CoachAssigned(_) | Coached::SupervisionHeld(_) => {}
        }
    }
}
