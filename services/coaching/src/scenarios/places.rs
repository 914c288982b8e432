//! H15 over random histories: whatever is logged, corrected and taken back, in whichever internship,
//! no coach is ever in two places at once, counted by the test itself from the events. A failure
//! prints its smallest history and its seed.

use std::collections::BTreeMap;

use events::coaching::Event as Coached;
use events::{EventId, Fact, InternshipId, Minutes};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::*;

type History = service_kit::scenarios::History<Coaching>;

/// One thing somebody tries, at one of two internships. Times are in quarters of an hour after 8.
#[derive(Clone, Debug)]
enum Step {
    Log { second: bool, start: i8, quarters: u32 },
    Correct { session: u128, quarters: u32 },
    TakeBack { event: u128 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (any::<bool>(), 0..24i8, 1..9u32)
            .prop_map(|(second, start, quarters)| Step::Log { second, start, quarters }),
        3 => (4..14u128, 1..9u32).prop_map(|(session, quarters)| Step::Correct { session, quarters }),
        2 => (4..16u128).prop_map(|event| Step::TakeBack { event }),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #[test]
    fn no_coach_is_ever_in_two_places_at_once(steps in steps()) {
        let mut history = begun();
        for step in &steps {
            attempt(&mut history, step);
            let sessions: Vec<_> = sessions(&history).into_values().collect();
            for (n, (from, until)) in sessions.iter().enumerate() {
                let clash = sessions.iter().skip(n + 1).find(|(start, end)| start < until && from < end);
                prop_assert!(clash.is_none(), "{from} to {until} and {clash:?}, after {step:?}");
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
    let place = |event| {
        let found = history.events().iter().find(|known| known.id == event);
        found.map_or(INTERN, |known| InternshipId(known.subject.id))
    };
    let _ = match *step {
        Step::Log { second, start, quarters } => {
            let internship = if second { ELSEWHERE } else { INTERN };
            let start = time(8 + start / 4, start % 4 * 15, 0, 0);
            history.ask(LogHours { internship, start, minutes: Minutes(quarters * 15), ..log_at(8, 0) })
        }
        Step::Correct { session, quarters } => {
            let corrects = event_id(session);
            let internship = place(corrects);
            history.ask(CorrectHours { internship, corrects, ..correct_to(quarters * 15) })
        }
        Step::TakeBack { event } => {
            let subject = place(event_id(event)).subject();
            history.ask(service_kit::scenarios::take_back(subject, event))
        }
    };
}

/// By session: the minutes since midnight at which it begins and ends, as the events say.
fn sessions(history: &History) -> BTreeMap<EventId, (u32, u32)> {
    let mut sessions = BTreeMap::new();
    for event in history.effective() {
        if let Fact::Coaching(Coached::HoursLogged(hours)) = &event.fact {
            let from = u32::try_from(i32::from(hours.start.hour()) * 60 + i32::from(hours.start.minute())).unwrap();
            sessions.insert(event.id, (from, from + hours.session.minutes.0));
        } else if let Fact::Coaching(Coached::HoursCorrected(corrected)) = &event.fact
            && let Some((from, until)) = sessions.get_mut(&corrected.corrects)
        {
            *until = *from + corrected.session.minutes.0;
        }
    }
    sessions
}
