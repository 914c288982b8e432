//! H9 over random histories: whatever starts, ends and is taken back in whatever order, nobody is
//! with one employer for more than a year, counted by the test itself from the events. A failure
//! prints its smallest history and its seed.

use std::collections::BTreeMap;

use events::placements::Event as Placement;
use jiff::ToSpan as _;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use service_kit::About;

use super::*;

type History = service_kit::scenarios::History<Placements>;

/// One thing somebody tries. Days are weeks after the acceptance.
#[derive(Clone, Debug)]
enum Step {
    Start { rotation: u8, museum: bool, week: i32, weeks: i32 },
    End { rotation: u8, week: i32 },
    TakeBack { event: u128 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (1..6u8, any::<bool>(), 0..100i32, 0..60i32)
            .prop_map(|(rotation, museum, week, weeks)| Step::Start { rotation, museum, week, weeks }),
        3 => (1..6u8, 0..130i32).prop_map(|(rotation, week)| Step::End { rotation, week }),
        2 => (5..20u128).prop_map(|event| Step::TakeBack { event }),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #[test]
    fn nobody_is_with_an_employer_for_more_than_a_year(steps in steps()) {
        let mut history = begun();
        for step in &steps {
            attempt(&mut history, step);
            for (from, until) in years(&history).into_values() {
                prop_assert!(until <= from + 1.year(), "{from} to {until}, after {step:?}");
            }
        }
    }
}

#[test]
fn random_histories_do_start_end_and_take_back() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut accepted = BTreeMap::<&str, usize>::new();
    for _ in 0..200 {
        let mut history = begun();
        steps().new_tree(&mut runner).unwrap().current().iter().for_each(|step| attempt(&mut history, step));
        for event in history.events() {
            *accepted.entry(event.fact.event_type().name).or_default() += 1;
        }
    }
    for kind in ["placement-started", "placement-ended", "entered-in-error"] {
        assert!(accepted.get(kind).is_some_and(|count| *count >= 50), "{kind}: {accepted:?}");
    }
}

/// An intern in a programme of three years, and two employers: events 1 to 4.
fn begun() -> History {
    let mut history = History::new(Date::MAX);
    history.happens(INTERN.subject(), referred());
    history.happens(INTERN.subject(), accepted_until(week(156)));
    history.happens(BAKERY.subject(), employer("Bakery"));
    history.happens(MUSEUM.subject(), employer("Museum"));
    history
}

fn attempt(history: &mut History, step: &Step) {
    let _ = match *step {
        Step::Start { rotation, museum, week: first, weeks } => {
            let employer = if museum { MUSEUM } else { BAKERY };
            let (date, planned_end) = (week(first), week(first + weeks));
            history.ask(StartPlacement { employer, rotation, date, planned_end, ..starting::start() })
        }
        Step::End { rotation, week: last } => {
            let (date, reason) = (week(last), PlacementEndReason::RotationDone);
            history.ask(About::new(INTERN.subject(), PlacementEnded { rotation, date, reason }))
        }
        Step::TakeBack { event } => history.ask(service_kit::scenarios::take_back(INTERN.subject(), event)),
    };
}

fn week(n: i32) -> Date {
    ACCEPTED + n.weeks()
}

/// By employer: the first day there, and the last one, planned where no end is known.
fn years(history: &History) -> BTreeMap<EmployerId, (Date, Date)> {
    let mut rotations = BTreeMap::new();
    for event in history.effective() {
        let Fact::Placements(fact) = &event.fact else { continue };
        if let Placement::PlacementStarted(started) = fact {
            rotations.insert(started.rotation, (started.employer.id, started.date, started.planned_end));
        } else if let Placement::PlacementEnded(ended) = fact
            && let Some((_, _, until)) = rotations.get_mut(&ended.rotation)
        {
            *until = ended.date;
        }
    }
    let mut years = BTreeMap::new();
    for (employer, from, until) in rotations.into_values() {
        let year = years.entry(employer).or_insert((from, until));
        *year = (year.0.min(from), year.1.max(until));
    }
    years
}
