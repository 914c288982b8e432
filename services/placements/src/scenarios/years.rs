//! H9 over random histories: whatever starts, ends and is taken back in whatever order, no placement is
//! started that makes a year with one employer, counted by the test itself from the events. A failure
//! prints its smallest history and its seed.

use std::collections::BTreeMap;

use events::placements::Event as Placed;
use jiff::ToSpan as _;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use service_kit::About;

use super::*;

type History = service_kit::scenarios::History<Placements>;

/// One thing somebody tries. Days are weeks after the acceptance.
#[derive(Clone, Debug)]
enum Step {
    Start { placement: u8, museum: bool, week: i32, weeks: i32 },
    End { placement: u8, week: i32 },
    TakeBack { event: u128 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (1..6u8, any::<bool>(), 0..100i32, 0..60i32)
            .prop_map(|(placement, museum, week, weeks)| Step::Start { placement, museum, week, weeks }),
        3 => (1..6u8, 0..130i32).prop_map(|(placement, week)| Step::End { placement, week }),
        2 => (5..20u128).prop_map(|event| Step::TakeBack { event }),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #[test]
    fn no_start_makes_a_year_with_an_employer(steps in steps()) {
        let mut history = begun();
        for step in &steps {
            let accepted = attempt(&mut history, step);
            let Step::Start { museum, .. } = step else { continue };
            let employer = if *museum { MUSEUM } else { BAKERY };
            if accepted {
                let (from, until) = years(&history)[&employer];
                prop_assert!(until < from + 364.days(), "{from} to {until}, after {step:?}");
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
        for step in steps().new_tree(&mut runner).unwrap().current() {
            attempt(&mut history, &step);
        }
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

fn attempt(history: &mut History, step: &Step) -> bool {
    let named = |n: u8| PlacementId(Uuid::from_u128(n.into()));
    let said = match *step {
        Step::Start { placement, museum, week: first, weeks } => {
            let employer = if museum { MUSEUM } else { BAKERY };
            let (placement, date, planned_end) = (named(placement), week(first), Some(week(first + weeks)));
            history.ask(StartPlacement { employer, placement, date, planned_end, ..starting::start() })
        }
        Step::End { placement, week: last } => {
            let (placement, date) = (named(placement), week(last));
            history.ask(About::new(INTERN.subject(), PlacementEnded { placement, date, reason: None, note: None }))
        }
        Step::TakeBack { event } => history.ask(service_kit::scenarios::take_back(INTERN.subject(), event)),
    };
    said.is_ok()
}

fn week(n: i32) -> Date {
    ACCEPTED + n.weeks()
}

/// By employer: the first day there, and the last one, planned where no end is known.
fn years(history: &History) -> BTreeMap<EmployerId, (Date, Date)> {
    let mut placements = BTreeMap::new();
    for event in history.effective() {
        let Fact::Placements(fact) = &event.fact else { continue };
        if let Placed::PlacementStarted(started) = fact {
            let until = started.planned_end.unwrap_or(started.date);
            placements.insert(started.placement, (started.employer.id, started.date, until));
        } else if let Placed::PlacementEnded(ended) = fact
            && let Some((_, _, until)) = placements.get_mut(&ended.placement)
        {
            *until = ended.date;
        }
    }
    let mut years = BTreeMap::new();
    for (employer, from, until) in placements.into_values() {
        let year = years.entry(employer).or_insert((from, until));
        *year = (year.0.min(from), year.1.max(until));
    }
    years
}
