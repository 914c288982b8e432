//! H14 over random histories: whatever is tried in whatever order, time runs forwards in what is
//! accepted, as the events themselves say. A failure prints its smallest history and its seed.

use std::collections::{BTreeMap, BTreeSet};

use events::outcomes::{Answer, Event as Outcome, JobEnded, JobStarted};
use events::{Fact, OfferId};
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use service_kit::Asked;
use service_kit::scenarios::take_back;

use super::history::*;
use crate::{CheckSustainment, Command, OfferJob, Outcomes};

type History = service_kit::scenarios::History<Outcomes>;

/// Something that is tried on a day, with one of two offers.
#[derive(Clone, Debug)]
struct Attempt {
    what: u8,
    second: bool,
    day: i32,
    event: u128,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let what = prop::sample::select(&[0, 0, 1, 1, 1, 2, 3, 3, 3, 4, 5, 6, 7][..]);
    let attempt = (what, any::<bool>(), 0..20i32, 2..30u128);
    let attempt = attempt.prop_map(|(what, second, day, event)| Attempt { what, second, day, event });
    prop::collection::vec(attempt, 1..120)
}

impl Attempt {
    fn command(&self) -> Asked<Command> {
        let offer_ = if self.second { SECOND } else { OFFER };
        let date = day(self.day);
        match self.what {
            0 => OfferJob { offer: offer_, date, start: None, ..offer() }.into(),
            1 => answer(offer_, date, Answer::Accepted).into(),
            2 => answer(offer_, date, Answer::Declined).into(),
            3 => intern(JobStarted { offer: offer_, ..first_day(date) }).into(),
            4 => intern(JobEnded { offer: offer_, ..last_day(date) }).into(),
            5 => CheckSustainment { offer: Some(offer_), ..check(date) }.into(),
            6 => check(date).into(),
            _ => take_back(INTERN.subject(), self.event).into(),
        }
    }
}

proptest! {
    #[test]
    fn time_runs_forwards(attempts in attempts()) {
        let today = day(15);
        let mut history = somebody(today);
        for attempt in attempts {
            let _ = history.ask(attempt.command());
            let broken = broken(&history, today);
            prop_assert!(broken.is_none(), "{}, after {attempt:?}", broken.unwrap_or_default());
        }
    }
}

#[test]
fn random_histories_reach_every_step() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut accepted = BTreeMap::<&str, usize>::new();
    for _ in 0..200 {
        let mut history = somebody(day(15));
        for attempt in attempts().new_tree(&mut runner).unwrap().current() {
            let _ = history.ask(attempt.command());
        }
        for event in history.events() {
            *accepted.entry(event.fact.event_type().name).or_default() += 1;
        }
    }
    let kinds =
        ["job-offered", "job-offer-answered", "job-started", "job-ended", "sustainment-checked", "entered-in-error"];
    for kind in kinds {
        assert!(accepted.get(kind).is_some_and(|count| *count >= 20), "{kind}: {accepted:?}");
    }
}

fn day(n: i32) -> Date {
    OFFERED + n.days()
}

/// Somebody was referred.
fn somebody(today: Date) -> History {
    let mut history = History::new(today);
    history.happens(INTERN.subject(), referred());
    history
}

/// The first thing in a history that runs backwards.
fn broken(history: &History, today: Date) -> Option<String> {
    let (mut offers, mut accepted) = (BTreeMap::<OfferId, Date>::new(), BTreeSet::new());
    let (mut starts, mut ended) = (BTreeMap::<OfferId, Date>::new(), BTreeSet::new());
    for event in history.effective() {
        let Fact::Outcomes(fact) = &event.fact else { continue };
        let (stands, date) = match fact {
            Outcome::JobOffered(offer) => (offers.insert(offer.offer, offer.date).is_none(), offer.date),
            Outcome::JobOfferAnswered(answer) => {
                let once = answer.answer == Answer::Declined || accepted.insert(answer.offer);
                (once && offers.get(&answer.offer).is_some_and(|offered| *offered <= answer.date), answer.date)
            }
            Outcome::JobStarted(start) => {
                let offered = offers.get(&start.offer).is_some_and(|offered| *offered <= start.date);
                let once = starts.insert(start.offer, start.date).is_none();
                (offered && once && accepted.contains(&start.offer), start.date)
            }
            Outcome::JobEnded(end) => {
                let started = starts.get(&end.offer).is_some_and(|started| *started <= end.date);
                (started && ended.insert(end.offer), end.date)
            }
            Outcome::SustainmentChecked(check) => {
                (starts.get(&check.offer).is_some_and(|started| *started <= check.date), check.date)
            }
            Outcome::DestinationRecorded(_) | Outcome::EnteredInError(_) => continue,
        };
        if !stands || date > today {
            return Some(format!("{fact:?} cannot be"));
        }
    }
    None
}
