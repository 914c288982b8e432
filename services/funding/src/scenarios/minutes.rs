//! H6 and H7 over random histories: whatever is logged, corrected, prepared, claimed, paid, disallowed,
//! rejected and taken back, no session ever has more minutes claimed than it has claimable, and no week
//! more than the award gives, counted by the test itself from the events. A failure prints its smallest
//! history and its seed.

use std::collections::BTreeMap;

use events::coaching::{Event as Coached, Session};
use events::funding::{ClaimLine, ClaimPaid, ClaimPrepared, ClaimSubmitted, Event as Funded};
use events::{ClaimId, EventId, Fact, Minutes, Pence};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use service_kit::scenarios::{History, take_back};

use super::history::*;
use crate::{DisallowClaimLine, Funding, ListedSession, RejectClaim, SubmitClaim};

/// One thing somebody tries. Numbers choose among what there is, by remainder.
#[derive(Clone, Debug)]
enum Step {
    Log { day: i8, minutes: u32, claimable: bool },
    Correct { session: usize, minutes: u32, claimable: bool },
    ClaimPeriod { from: i8, until: i8, minutes: Option<u32> },
    ClaimListed { sessions: Vec<(usize, Option<u32>)> },
    Prepare { from: i8, until: i8 },
    Pay { claim: usize, pence: i64 },
    Disallow { claim: usize, minutes: Option<u32> },
    Reject { claim: usize },
    TakeBack { event: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let minutes = || prop_oneof![0..5u32, 0..120u32, Just(u32::MAX)];
    let step = prop_oneof![
        4 => (8..30i8, 1..400u32, prop::bool::weighted(0.8))
            .prop_map(|(day, minutes, claimable)| Step::Log { day, minutes, claimable }),
        2 => (any::<usize>(), 1..120u32, prop::bool::weighted(0.8))
            .prop_map(|(session, minutes, claimable)| Step::Correct { session, minutes, claimable }),
        4 => (8..30i8, 8..30i8, prop::option::of(minutes()))
            .prop_map(|(a, b, minutes)| Step::ClaimPeriod { from: a.min(b), until: a.max(b), minutes }),
        3 => prop::collection::vec((any::<usize>(), prop::option::of(minutes())), 1..4)
            .prop_map(|sessions| Step::ClaimListed { sessions }),
        2 => (8..30i8, 8..30i8).prop_map(|(a, b)| Step::Prepare { from: a.min(b), until: a.max(b) }),
        2 => (any::<usize>(), 1..9000i64).prop_map(|(claim, pence)| Step::Pay { claim, pence }),
        2 => (any::<usize>(), prop::option::of(1..120u32)).prop_map(|(claim, minutes)| Step::Disallow { claim, minutes }),
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
            for (week, claimed) in history.weeks() {
                prop_assert!(claimed <= 720, "{claimed} min claimed in the week of {week}, after {step:?}");
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
    for _ in 0..250 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let mut history = Awarded::new();
        steps.iter().for_each(|step| history.attempt(step));
        for event in history.0.events() {
            *accepted.entry(event.fact.event_type().name).or_default() += 1;
        }
    }
    for kind in [
        "hours-logged",
        "hours-corrected",
        "claim-prepared",
        "claim-submitted",
        "claim-paid",
        "claim-line-disallowed",
        "claim-rejected",
        "entered-in-error",
    ] {
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
        let claim = submit(self.0.events().len() as u128);
        match step.clone() {
            Step::Log { day, minutes, claimable } => {
                self.0.happens(INTERN.subject(), logged(date(2025, 9, day), Session { claimable, ..session(minutes) }));
            }
            Step::Correct { session, minutes, claimable } => self.correct(session, minutes, claimable),
            Step::ClaimPeriod { from, until, minutes } => {
                let (from, until) = (date(2025, 9, from), date(2025, 9, until));
                let _ = self.0.ask(SubmitClaim {
                    from: Some(from),
                    until: Some(until),
                    minutes: minutes.map(Minutes),
                    ..claim
                });
            }
            Step::ClaimListed { sessions } => {
                let list = |(n, minutes): (usize, Option<u32>)| {
                    Some(ListedSession { session: self.choose_session(n)?, minutes: minutes.map(Minutes) })
                };
                let sessions = sessions.into_iter().filter_map(list).collect();
                let _ = self.0.ask(SubmitClaim { sessions: Some(sessions), ..claim });
            }
            Step::Prepare { from, until } => {
                let (from, until) = (date(2025, 9, from), date(2025, 9, until));
                let _ = self.0.ask(super::prepared::prepare_days(self.0.events().len() as u128, from, until));
            }
            Step::Pay { claim, pence } => {
                let Some(claim) = self.choose_claim(claim) else { return };
                let paid = ClaimPaid { claim, date: Date::MAX, pence: Pence(pence), remittance: None };
                let _ = self.0.ask(intern(paid));
            }
            Step::Disallow { claim, minutes } => {
                let Some(claim) = self.choose_claim(claim) else { return };
                let day = self.claims().find(|known| known.claim == claim).and_then(|claim| {
                    let session = claim.content.lines.first()?.session;
                    self.0.state(INTERN.subject()).sessions.get(&session).map(|logged| logged.date)
                });
                let Some(day) = day else { return };
                let minutes = minutes.map(Minutes);
                let (date, start, reason, note) = (Date::MAX, None, None, None);
                let internship = INTERN;
                let _ = self.0.ask(DisallowClaimLine { internship, claim, date, day, start, minutes, reason, note });
            }
            Step::Reject { claim } => {
                let Some(claim) = self.choose_claim(claim) else { return };
                let rejected = RejectClaim { internship: INTERN, claim, date: Date::MAX, reason: None, note: None };
                let _ = self.0.ask(rejected);
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

    fn choose_claim(&self, n: usize) -> Option<ClaimId> {
        choose(&self.claims().map(|claim| claim.claim).collect::<Vec<_>>(), n)
    }

    fn claims(&self) -> impl Iterator<Item = &ClaimSubmitted> {
        self.0.effective().filter_map(|event| {
            let Fact::Funding(Funded::ClaimSubmitted(claim)) = &event.fact else { return None };
            Some(claim)
        })
    }

    /// By claim and session, the minutes that are claimed.
    fn claimed(&self) -> BTreeMap<(ClaimId, EventId), u64> {
        let mut claimed = BTreeMap::new();
        let line = |claim, line: &ClaimLine| ((claim, line.session), u64::from(line.minutes.0));
        for event in self.0.effective() {
            let Fact::Funding(fact) = &event.fact else { continue };
            match fact {
                Funded::ClaimPrepared(ClaimPrepared { claim, content, .. })
                | Funded::ClaimSubmitted(ClaimSubmitted { claim, content, .. }) => {
                    assert!(content.lines.iter().all(|line| line.minutes > Minutes(0) && line.pence >= Pence(0)));
                    claimed.extend(content.lines.iter().map(|claimed| line(*claim, claimed)));
                }
                Funded::ClaimLineDisallowed(gone) => {
                    *claimed.get_mut(&(gone.claim, gone.session)).expect("a line") -= u64::from(gone.minutes.0);
                }
                Funded::ClaimRejected(rejected) => {
                    claimed.retain(|(claim, _), _| *claim != rejected.claim);
                    claimed.extend(rejected.keeps.iter().map(|kept| line(rejected.claim, kept)));
                }
                Funded::AccessToWorkApplied(_)
                | Funded::AccessToWorkDecided(_)
                | Funded::AwardChanged(_)
                | Funded::DeclarationReturned(_)
                | Funded::ReconsiderationRequested(_)
                | Funded::ClaimQueried(_)
                | Funded::ClaimAnswered(_)
                | Funded::RemittanceReceived(_)
                | Funded::ClaimPaid(_)
                | Funded::RepaymentMade(_)
                | Funded::FundingAllocated(_)
                | Funded::CostIncurred(_)
                | Funded::EnteredInError(_) => {}
            }
        }
        claimed
    }

    /// By session: minutes claimable, and minutes that claims have of it.
    fn truth(&self) -> BTreeMap<EventId, (u64, u64)> {
        let mut sessions = BTreeMap::new();
        for event in self.0.effective() {
            if let Fact::Coaching(Coached::HoursLogged(hours)) = &event.fact {
                sessions.insert(event.id, (claimable(hours.session), 0));
            } else if let Fact::Coaching(Coached::HoursCorrected(correction)) = &event.fact {
                sessions.insert(correction.corrects, (claimable(correction.session), 0));
            }
        }
        for ((_, session), minutes) in self.claimed() {
            sessions.get_mut(&session).expect("a claimed session is logged").1 += minutes;
        }
        sessions
    }

    /// By Monday: the minutes claimed in that week.
    fn weeks(&self) -> BTreeMap<Date, u64> {
        let sessions = self.0.state(INTERN.subject()).sessions;
        let mut weeks = BTreeMap::new();
        for ((_, session), minutes) in self.claimed() {
            let day = sessions[&session].date;
            let monday = day - i64::from(day.weekday().to_monday_zero_offset()).days();
            *weeks.entry(monday).or_default() += minutes;
        }
        weeks
    }
}

fn claimable(session: Session) -> u64 {
    if session.claimable { u64::from(session.minutes.0) } else { 0 }
}

fn choose<T: Copy>(all: &[T], n: usize) -> Option<T> {
    (!all.is_empty()).then(|| all[n % all.len()])
}
