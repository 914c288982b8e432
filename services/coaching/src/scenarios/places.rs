//! H15 and the group's part of H7 over random histories: whatever is logged, corrected and taken back, in
//! any internship, no coach is ever in two known places at once unless with one group, and no group has
//! more claimable minutes than its coach, counted by the test itself from the events. A failure
//! prints its smallest history and its seed.

use std::collections::BTreeMap;

use events::coaching::Event as Coached;
use events::{EventId, Fact, GroupId, InternshipId, Minutes};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::*;

type History = service_kit::scenarios::History<Coaching>;

/// One thing somebody tries, at one of two internships. Times are in quarters of an hour after 8.
#[derive(Clone, Debug)]
enum Step {
    Log { second: bool, start: Option<i8>, quarters: u32, place: Option<CoachingPlace>, group: Option<u128> },
    Correct { session: u128, start: Option<i8>, quarters: u32, place: Option<CoachingPlace>, group: Option<u128> },
    TakeBack { event: u128 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (any::<bool>(), some(0..24i8), 1..9u32, places(), some(0..3u128))
            .prop_map(|(second, start, quarters, place, group)| Step::Log { second, start, quarters, place, group }),
        3 => (4..14u128, some(0..24i8), 1..9u32, places(), some(0..3u128)).prop_map(
            |(session, start, quarters, place, group)| Step::Correct { session, start, quarters, place, group }
        ),
        2 => (4..16u128).prop_map(|event| Step::TakeBack { event }),
    ];
    prop::collection::vec(step, 1..60)
}

/// More often given than not.
fn some<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>>
where
    S::Value: Clone,
{
    prop::option::weighted(0.7, value)
}

fn places() -> impl Strategy<Value = Option<CoachingPlace>> {
    some(prop::sample::select(CoachingPlace::ALL))
}

proptest! {
    #[test]
    fn no_coach_is_ever_in_two_places_at_once(steps in steps()) {
        let mut history = begun();
        for step in &steps {
            attempt(&mut history, step);
            let sessions: Vec<_> = sessions(&history).into_values().collect();
            for (n, one) in sessions.iter().enumerate() {
                let clash = sessions.iter().skip(n + 1).find(|other| clashes(one, other));
                prop_assert!(clash.is_none(), "{one:?} and {clash:?}, after {step:?}");
                let of_group = sessions.iter().filter(|other| one.group.is_some() && other.group == one.group);
                let shares: u32 = of_group.map(|other| other.claimable_minutes().0).sum();
                prop_assert!(one.coach_minutes.is_none_or(|worked| shares <= worked.0), "{one:?}, after {step:?}");
            }
        }
    }
}

#[test]
fn random_histories_do_log_correct_and_take_back() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut accepted = BTreeMap::<&str, usize>::new();
    for _ in 0..200 {
        let mut history = begun();
        steps().new_tree(&mut runner).unwrap().current().iter().for_each(|step| attempt(&mut history, step));
        for event in history.events() {
            *accepted.entry(event.fact.event_type().name).or_default() += 1;
        }
    }
    for kind in ["hours-logged", "hours-corrected", "entered-in-error"] {
        assert!(accepted.get(kind).is_some_and(|count| *count >= 50), "{kind}: {accepted:?}");
    }
}

/// Two referrals and a coach: events 1 to 3.
fn begun() -> History {
    let mut history = History::new(Date::MAX);
    history.happens(INTERN.subject(), referred());
    history.happens(ELSEWHERE.subject(), referred());
    history.happens(DEAN.subject(), coach());
    history
}

fn attempt(history: &mut History, step: &Step) {
    let of = |event| {
        let found = history.events().iter().find(|known| known.id == event);
        found.map_or(INTERN, |known| InternshipId(known.subject.id))
    };
    let _ = match *step {
        Step::Log { second, start, quarters, place, group } => {
            let internship = if second { ELSEWHERE } else { INTERN };
            let (start, group, coach_minutes) = (start.map(clock), group.map(of_group), group.map(|_| Minutes(120)));
            let minutes = Minutes(quarters * 15);
            history.ask(LogHours { internship, start, minutes, place, group, coach_minutes, ..log_at(8, 0) })
        }
        Step::Correct { session, start, quarters, place, group } => {
            let corrects = event_id(session);
            let internship = of(corrects);
            let (start, group, coach_minutes) = (start.map(clock), group.map(of_group), group.map(|_| Minutes(120)));
            let minutes = Some(Minutes(quarters * 15));
            let correction = correct_to(0);
            history.ask(CorrectHours {
                internship,
                corrects,
                minutes,
                start,
                place,
                group,
                coach_minutes,
                ..correction
            })
        }
        Step::TakeBack { event } => {
            let subject = of(event_id(event)).subject();
            history.ask(service_kit::scenarios::take_back(subject, event))
        }
    };
}

fn clock(quarter: i8) -> jiff::civil::Time {
    time(8 + quarter / 4, quarter % 4 * 15, 0, 0)
}

fn of_group(n: u128) -> GroupId {
    GroupId(Uuid::from_u128(0x60 + n))
}

/// In two known places at overlapping known times, and not with one group.
fn clashes(one: &Session, other: &Session) -> bool {
    let (Some(from), Some(start)) = (one.start, other.start) else { return false };
    let minutes = |time: jiff::civil::Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    let (from, start) = (minutes(from), minutes(start));
    let overlap = start < from + i64::from(one.minutes.0) && from < start + i64::from(other.minutes.0);
    let places = one.place.zip(other.place).is_some_and(|(one, other)| one != other);
    overlap && places && (one.group.is_none() || one.group != other.group)
}

/// How each session stands, as the events say.
fn sessions(history: &History) -> BTreeMap<EventId, Session> {
    let mut sessions = BTreeMap::new();
    for event in history.effective() {
        if let Fact::Coaching(Coached::HoursLogged(hours)) = &event.fact {
            sessions.insert(event.id, hours.session);
        } else if let Fact::Coaching(Coached::HoursCorrected(corrected)) = &event.fact {
            sessions.insert(corrected.corrects, corrected.session);
        }
    }
    sessions
}
