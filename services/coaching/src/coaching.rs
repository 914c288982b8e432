//! What the rules need to know.

use std::collections::{BTreeMap, BTreeSet};

use events::coaching::{CoachAssigned, Event as Coached, HoursLogged, Session};
use events::funding::{ClaimPrepared, ClaimSubmitted, Event as Funded};
use events::outcomes::Event as Outcome;
use events::placements::Event as Placed;
use events::referrals::Event as Referral;
use events::{ClaimId, Event, EventId, Fact, Minutes, PlacementId};
use jiff::civil::Date;
use service_kit::State;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Coaching>;

/// What coaching knows of a coach, a provider or an internship.
#[derive(Clone, Debug, Default)]
pub struct Coaching {
    /// The provider or coach is known.
    pub(crate) registered: bool,
    /// The day of the referral, once the internship is known.
    pub(crate) referred: Option<Date>,
    /// The day the internship ended, by whichever of its ends came first.
    pub(crate) ended: Option<Date>,
    /// First day in the first job.
    pub(crate) first_job: Option<Date>,
    /// The intern's placements.
    pub(crate) placements: BTreeSet<PlacementId>,
    /// Coaches assigned, by the event that says so.
    pub(crate) assigned: BTreeMap<EventId, CoachAssigned>,
    /// Sessions as they stand after corrections, by the event that logged them.
    pub(crate) sessions: BTreeMap<EventId, Logged>,
    /// Corrections, and the session each corrects.
    pub(crate) corrections: BTreeMap<EventId, EventId>,
}

/// A session, and the claims that rest on it: each may have a part of its minutes.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) hours: HoursLogged,
    /// What was logged at first.
    first: Session,
    /// What each correction made of it, in their order.
    corrections: Vec<(EventId, Session)>,
    pub(crate) claims: Vec<(ClaimId, Minutes)>,
}

impl Logged {
    fn new(hours: HoursLogged) -> Self {
        Self { first: hours.session, hours, corrections: Vec::new(), claims: Vec::new() }
    }

    /// What the session would be without one of its corrections.
    pub(crate) fn without(&self, correction: EventId) -> HoursLogged {
        let last = self.corrections.iter().rev().find(|(other, _)| *other != correction);
        HoursLogged { session: last.map_or(self.first, |(_, session)| *session), ..self.hours.clone() }
    }

    /// Minutes that one claim has of it.
    fn claimed_by(&self, claim: ClaimId) -> Minutes {
        self.claims.iter().filter(|(other, _)| *other == claim).map(|(_, minutes)| *minutes).sum()
    }

    /// Minutes that claims have of it, all together.
    pub(crate) fn claimed(&self) -> Minutes {
        self.claims.iter().map(|(_, minutes)| *minutes).sum()
    }
}

impl State for Coaching {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Coaching(fact) => self.coached(event.id, fact),
            Fact::Funding(fact) => self.funded(fact),
            Fact::Referrals(Referral::ProviderRegistered(_)) => self.registered = true,
            Fact::Referrals(Referral::Referred(referred)) => self.referred = Some(referred.date),
            Fact::Referrals(fact) => self.ended = self.ended.into_iter().chain(fact.ends_on()).min(),
            Fact::Placements(Placed::PlacementStarted(started)) => {
                self.placements.insert(started.placement);
            }
            Fact::Outcomes(Outcome::JobStarted(job)) => {
                self.first_job = self.first_job.into_iter().chain([job.date]).min();
            }
            Fact::Placements(_) | Fact::Outcomes(_) => {}
        }
    }
}

impl Coaching {
    fn coached(&mut self, id: EventId, fact: &Coached) {
        match fact {
            Coached::CoachRegistered(_) => self.registered = true,
            Coached::CoachAssigned(assigned) => {
                self.assigned.insert(id, assigned.clone());
            }
            Coached::HoursLogged(hours) => {
                self.sessions.insert(id, Logged::new(hours.clone()));
            }
            Coached::HoursCorrected(corrected) => {
                self.corrections.insert(id, corrected.corrects);
                self.correct(id, corrected.corrects, corrected.session);
            }
            Coached::SupervisionHeld(_) | Coached::EnteredInError(_) => {}
        }
    }

    fn correct(&mut self, correction: EventId, id: EventId, session: Session) {
        if let Some(logged) = self.sessions.get_mut(&id) {
            logged.corrections.push((correction, session));
            logged.hours.session = session;
        }
    }

    fn funded(&mut self, fact: &Funded) {
        match fact {
            Funded::ClaimPrepared(ClaimPrepared { claim, content, .. })
            | Funded::ClaimSubmitted(ClaimSubmitted { claim, content, .. }) => {
                for line in &content.lines {
                    self.hold(line.session, *claim, line.minutes);
                }
            }
            Funded::ClaimLineDisallowed(line) => {
                let held = self.sessions.get(&line.session).map(|logged| logged.claimed_by(line.claim));
                let held = held.unwrap_or_default().0.saturating_sub(line.minutes.0);
                self.hold(line.session, line.claim, Minutes(held));
            }
            Funded::ClaimRejected(rejected) => {
                for logged in self.sessions.values_mut() {
                    logged.claims.retain(|(claim, _)| *claim != rejected.claim);
                }
                for line in &rejected.keeps {
                    self.hold(line.session, rejected.claim, line.minutes);
                }
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

    /// Lets a claim have so many minutes of a session, and no others.
    fn hold(&mut self, session: EventId, claim: ClaimId, minutes: Minutes) {
        let Some(logged) = self.sessions.get_mut(&session) else { return };
        logged.claims.retain(|(other, _)| *other != claim);
        if minutes > Minutes(0) {
            // One claim is usual, and there are very many sessions.
            logged.claims.reserve_exact(1);
            logged.claims.push((claim, minutes));
        }
    }
}
