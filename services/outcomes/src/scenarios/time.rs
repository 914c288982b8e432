//! H14 over random histories: whatever is tried in whatever order, time runs forwards in what is
//! accepted, as the events themselves say. A failure prints its smallest history and its seed.

use std::collections::BTreeMap;

use events::outcomes::{Answer, Event as Outcome, JobChanged, JobEnded};
use events::{Fact, JobId};
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use service_kit::Asked;
use service_kit::scenarios::take_back;

use super::history::*;
use crate::{CheckSustainment, Command, OfferJob, Outcomes, StartJob};

type History = service_kit::scenarios::History<Outcomes>;

/// Something that is tried on a day, with one of two jobs.
#[derive(Clone, Debug)]
struct Attempt {
    what: u8,
    second: bool,
    day: i32,
    event: u128,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let what = prop::sample::select(&[0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9][..]);
    let attempt = (what, any::<bool>(), 0..20i32, 2..30u128);
    let attempt = attempt.prop_map(|(what, second, day, event)| Attempt { what, second, day, event });
    prop::collection::vec(attempt, 1..120)
}

impl Attempt {
    fn command(&self) -> Asked<Command> {
        let job = if self.second { SECOND } else { JOB };
        let date = day(self.day);
        match self.what {
            0 => OfferJob { job, date, start: None, ..offer() }.into(),
            1 => answer(job, date, Answer::Accepted).into(),
            2 => answer(job, date, Answer::Declined).into(),
            3 => StartJob { job, ..start(date) }.into(),
            4 => intern(JobEnded { job, ..last_day(date) }).into(),
            5 => CheckSustainment { job: Some(job), ..check(date) }.into(),
            6 => check(date).into(),
            7 => StartJob { job, ..start_without_offer(date) }.into(),
            8 => intern(JobChanged { job, ..more_hours(date) }).into(),
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
    let kinds = [
        "job-offered",
        "job-offer-answered",
        "job-started",
        "job-changed",
        "job-ended",
        "sustainment-checked",
        "entered-in-error",
    ];
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
    let (mut offers, mut answers) = (BTreeMap::<JobId, Date>::new(), BTreeMap::<JobId, Answer>::new());
    let (mut starts, mut ended) = (BTreeMap::<JobId, Date>::new(), BTreeMap::<JobId, Date>::new());
    for event in history.effective() {
        let Fact::Outcomes(fact) = &event.fact else { continue };
        let has_started =
            |starts: &BTreeMap<JobId, Date>, job: &JobId, by: Date| starts.get(job).is_some_and(|day| *day <= by);
        let (stands, date) = match fact {
            Outcome::JobOffered(offer) => {
                (offers.insert(offer.job, offer.date).is_none() && !starts.contains_key(&offer.job), offer.date)
            }
            Outcome::JobOfferAnswered(answer) => {
                let once = answers.insert(answer.job, answer.answer).is_none();
                let offered = offers.get(&answer.job).is_some_and(|offered| *offered <= answer.date);
                let declined = answer.answer == Answer::Declined && starts.contains_key(&answer.job);
                (once && offered && !declined, answer.date)
            }
            Outcome::JobStarted(start) => {
                let offered = offers.get(&start.job).map_or(start.terms.is_some(), |offered| *offered <= start.date);
                let declined = answers.get(&start.job) == Some(&Answer::Declined);
                (offered && !declined && starts.insert(start.job, start.date).is_none(), start.date)
            }
            Outcome::JobChanged(change) => {
                let goes_on = ended.get(&change.job).is_none_or(|ended| change.date <= *ended);
                (goes_on && has_started(&starts, &change.job, change.date), change.date)
            }
            Outcome::JobEnded(end) => {
                let once = ended.insert(end.job, end.date).is_none();
                (once && has_started(&starts, &end.job, end.date), end.date)
            }
            Outcome::SustainmentChecked(check) => (has_started(&starts, &check.job, check.date), check.date),
            Outcome::HandoverAgreed(_)
            | Outcome::ConcernRaised(_)
            | Outcome::ConcernResolved(_)
            | Outcome::DestinationRecorded(_)
            | Outcome::ImpactReviewed(_)
            | Outcome::ContactLost(_)
            | Outcome::QualitySelfAssessed(_)
            | Outcome::EnteredInError(_) => continue,
        };
        if !stands || date > today {
            return Some(format!("{fact:?} cannot be"));
        }
    }
    None
}
