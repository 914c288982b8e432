//! H7 over random histories: whatever is logged, corrected, claimed, rejected and taken back, no
//! session ever has more minutes claimed than it has claimable, counted by the test itself from the
//! events. A failure prints its smallest history and its seed.

use std::collections::{BTreeMap, BTreeSet};

use events::coaching::{Event as Coached, Session};
use events::funding::{ClaimRejected, ClaimSubmitted, Event as Funded};
use events::{ClaimId, EventId, Fact, Minutes, Pence};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use service_kit::scenarios::{History, take_back};

use super::history::*;
use crate::{Funding, ListedSession, RejectClaim, SubmitClaim};

/// One thing somebody tries. Numbers choose among what there is, by remainder.
#[derive(Clone, Debug)]
enum Step {
    Log { day: i8, minutes: u32, claimable: bool },
    Correct { session: usize, minutes: u32, claimable: bool },
    ClaimPeriod { from: i8, until: i8, minutes: Option<u32> },
    ClaimListed { sessions: Vec<(usize, Option<u32>)> },
    Reject { claim: usize },
    TakeBack { event: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let minutes = || prop_oneof![0..5u32, 0..120u32, Just(u32::MAX)];
    let step = prop_oneof![
        4 => (8..30i8, 1..120u32, prop::bool::weighted(0.8))
            .prop_map(|(day, minutes, claimable)| Step::Log { day, minutes, claimable }),
        2 => (any::<usize>(), 1..120u32, prop::bool::weighted(0.8))
            .prop_map(|(session, minutes, claimable)| Step::Correct { session, minutes, claimable }),
        4 => (8..30i8, 8..30i8, prop::option::of(minutes()))
            .prop_map(|(a, b, minutes)| Step::ClaimPeriod { from: a.min(b), until: a.max(b), minutes }),
        3 => prop::collection::vec((any::<usize>(), prop::option::of(minutes())), 1..4)
            .prop_map(|sessions| Step::ClaimListed { sessions }),
        2 => any::<usize>().prop_map(|claim| Step::Reject { claim }),
        2 => any::<usize>().prop_map(|event| Step::TakeBack { event }),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #[test]
    fn no_minute_is_claimed_twice_and_none_that_was_not_logged(steps in steps()) {
        let mut history = Awarded::new();
        for step in &steps {
            history.attempt(step);
            let truth = history.truth();
            for (session, (claimable, claimed)) in &truth {
                prop_assert!(
                    claimed <= claimable,
                    "{claimed} min claimed of {claimable} min in {session}, after {step:?}"
                );
            }
            // What the service believes is what the events say.
            for (session, logged) in &history.0.state(INTERN.subject()).sessions {
                let (claimable, claimed) = truth[session];
                prop_assert_eq!(u64::from(logged.left().0) + claimed, claimable);
            }
        }
    }
}

#[test]
fn random_histories_do_claim_reject_and_take_back() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut accepted = BTreeMap::<&str, usize>::new();
    for _ in 0..100 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let mut history = Awarded::new();
        steps.iter().for_each(|step| history.attempt(step));
        for event in history.0.events() {
            *accepted.entry(event.fact.event_type().name).or_default() += 1;
        }
    }
    for kind in ["hours-logged", "hours-corrected", "claim-submitted", "claim-rejected", "entered-in-error"] {
        assert!(accepted.get(kind).is_some_and(|count| *count >= 50), "{kind}: {accepted:?}");
    }
}

/// The history of an internship with an award.
struct Awarded(History<Funding>);

impl Awarded {
    fn new() -> Self {
        let mut history = History::new(Date::MAX);
        awarded().into_iter().for_each(|fact| {
            history.happens(INTERN.subject(), fact);
        });
        Self(history)
    }

    fn attempt(&mut self, step: &Step) {
        let claim = SubmitClaim { until: date(2025, 9, 30), ..submit(self.0.events().len() as u128) };
        match step.clone() {
            Step::Log { day, minutes, claimable } => {
                self.0.happens(INTERN.subject(), logged(date(2025, 9, day), Session { claimable, ..session(minutes) }));
            }
            Step::Correct { session, minutes, claimable } => self.correct(session, minutes, claimable),
            Step::ClaimPeriod { from, until, minutes } => {
                let (from, until) = (date(2025, 9, from), date(2025, 9, until));
                let _ = self.0.ask(SubmitClaim { from, until, minutes: minutes.map(Minutes), ..claim });
            }
            Step::ClaimListed { sessions } => {
                let list = |(n, minutes): (usize, Option<u32>)| {
                    Some(ListedSession { session: self.choose_session(n)?, minutes: minutes.map(Minutes) })
                };
                let sessions = sessions.into_iter().filter_map(list).collect();
                let _ = self.0.ask(SubmitClaim { sessions: Some(sessions), ..claim });
            }
            Step::Reject { claim } => {
                let claims: Vec<ClaimId> = self.claims().map(|claim| claim.claim).collect();
                if let Some(claim) = choose(&claims, claim) {
                    let rejected = ClaimRejected { claim, date: Date::MAX, reason: None, note: None };
                    let _ = self.0.ask(RejectClaim::new(INTERN.subject(), rejected));
                }
            }
            Step::TakeBack { event } => {
                let funded = self.0.effective().filter(|event| matches!(event.fact, Fact::Funding(_)));
                let events: Vec<EventId> = funded.map(|event| event.id).skip(2).collect();
                if let Some(event) = choose(&events, event) {
                    let _ = self.0.ask(take_back(INTERN.subject(), event.0.as_u128()));
                }
            }
        }
    }

    /// A correction as coaching accepts it: what is claimed is left.
    fn correct(&mut self, n: usize, minutes: u32, claimable: bool) {
        let Some(corrects) = self.choose_session(n) else { return };
        let (_, claimed) = self.truth()[&corrects];
        if claimed <= if claimable { u64::from(minutes) } else { 0 } {
            self.0
                .happens(INTERN.subject(), corrected(corrects, session(1), Session { claimable, ..session(minutes) }));
        }
    }

    fn choose_session(&self, n: usize) -> Option<EventId> {
        choose(&self.truth().into_keys().collect::<Vec<_>>(), n)
    }

    fn claims(&self) -> impl Iterator<Item = &ClaimSubmitted> {
        self.0.effective().filter_map(|event| {
            let Fact::Funding(Funded::ClaimSubmitted(claim)) = &event.fact else { return None };
            Some(claim)
        })
    }

    /// By session: minutes claimable, and minutes that standing claims have of it.
    fn truth(&self) -> BTreeMap<EventId, (u64, u64)> {
        let mut sessions = BTreeMap::new();
        let mut rejected = BTreeSet::new();
        for event in self.0.effective() {
            if let Fact::Coaching(Coached::HoursLogged(hours)) = &event.fact {
                sessions.insert(event.id, (claimable(hours.session), 0));
            } else if let Fact::Coaching(Coached::HoursCorrected(correction)) = &event.fact {
                sessions.insert(correction.corrects, (claimable(correction.session), 0));
            } else if let Fact::Funding(Funded::ClaimRejected(rejection)) = &event.fact {
                rejected.insert(rejection.claim);
            }
        }
        for claim in self.claims().filter(|claim| !rejected.contains(&claim.claim)) {
            assert!(claim.lines.iter().all(|line| line.minutes > Minutes(0) && line.pence >= Pence(0)));
            for line in &claim.lines {
                sessions.get_mut(&line.session).expect("a claimed session is logged").1 += u64::from(line.minutes.0);
            }
        }
        sessions
    }
}

fn claimable(session: Session) -> u64 {
    if session.claimable { u64::from(session.minutes.0) } else { 0 }
}

fn choose<T: Copy>(all: &[T], n: usize) -> Option<T> {
    (!all.is_empty()).then(|| all[n % all.len()])
}
