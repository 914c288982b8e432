//! What the rules need to know.

use std::collections::BTreeMap;

use events::coaching::{Event as Coached, HoursLogged, Session};
use events::funding::{AccessToWorkDecided, Award, AwardExtended, ClaimLine, ClaimSubmitted, Event as Funded};
use events::placements::Event as Placed;
use events::referrals::Event as Referral;
use events::{ApplicationId, ClaimId, Event, EventId, Fact, Line, Minutes, Pence};
use jiff::civil::{Date, Time};
use service_kit::State;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Funding>;

/// What funding knows of an internship.
#[derive(Clone, Debug, Default)]
pub struct Funding {
    /// The internship is known.
    pub(crate) referred: bool,
    /// First planned day, once they are accepted.
    pub(crate) planned_start: Option<Date>,
    /// First day of the first placement.
    pub(crate) first_placement: Option<Date>,
    /// Applications to Access to Work.
    pub(crate) applications: BTreeMap<ApplicationId, Application>,
    /// Awards as they stand after extensions, by reference.
    pub(crate) awards: BTreeMap<Line, Held>,
    /// Sessions as they stand after corrections, by the event that logged them.
    pub(crate) sessions: BTreeMap<EventId, Logged>,
    /// Claims.
    pub(crate) claims: BTreeMap<ClaimId, Claim>,
}

/// An application, and the award it led to.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) date: Date,
    pub(crate) answered: bool,
    pub(crate) awarded: Option<Line>,
}

/// An award as it stands after extensions.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The day of the application it answers.
    pub(crate) applied: Date,
    pub(crate) decided: Date,
    pub(crate) award: Award,
    pub(crate) extensions: Vec<Extension>,
}

/// An extension, and the last day there was before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extension {
    pub(crate) event: EventId,
    pub(crate) weeks: u16,
    pub(crate) until_before: Date,
}

/// A session, and the minutes that claims have of it.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) date: Date,
    pub(crate) start: Time,
    pub(crate) session: Session,
    pub(crate) claimed: Vec<(ClaimId, Minutes)>,
}

/// A claim, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) submitted: ClaimSubmitted,
    pub(crate) paid: Pence,
    pub(crate) rejected: Option<(EventId, Date)>,
}

impl Held {
    /// Weeks that extensions add.
    pub(crate) fn extended(&self) -> u16 {
        self.extensions.iter().fold(0, |weeks, extension| weeks.saturating_add(extension.weeks))
    }
}

impl Logged {
    /// Minutes that can still be claimed.
    pub(crate) fn left(&self) -> Minutes {
        let claimable = if self.session.claimable { self.session.minutes } else { Minutes(0) };
        let claimed: Minutes = self.claimed.iter().map(|(_, minutes)| *minutes).sum();
        Minutes(claimable.0.saturating_sub(claimed.0))
    }
}

impl State for Funding {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Funding(fact) => self.funded(event.id, fact),
            Fact::Coaching(fact) => self.coached(event.id, fact),
            Fact::Placements(Placed::PlacementStarted(placement)) => {
                let first = self.first_placement.unwrap_or(placement.date).min(placement.date);
                self.first_placement = Some(first);
            }
            Fact::Referrals(Referral::Referred(_)) => self.referred = true,
            Fact::Referrals(Referral::Accepted(accepted)) => self.planned_start = Some(accepted.planned_start),
            Fact::Referrals(_) | Fact::Placements(_) | Fact::Outcomes(_) => {}
        }
    }
}

impl Funding {
    /// Claims that were not rejected.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Claim> {
        self.claims.values().filter(|claim| claim.rejected.is_none())
    }

    /// Weeks that extensions add to the internship's awards, all together.
    pub(crate) fn weeks_extended(&self) -> u16 {
        self.awards.values().fold(0, |weeks, held| weeks.saturating_add(held.extended()))
    }

    fn coached(&mut self, id: EventId, fact: &Coached) {
        match fact {
            Coached::HoursLogged(HoursLogged { date, start, session, .. }) => {
                let logged = Logged { date: *date, start: *start, session: *session, claimed: Vec::new() };
                self.sessions.insert(id, logged);
            }
            Coached::HoursCorrected(corrected) => {
                if let Some(logged) = self.sessions.get_mut(&corrected.corrects) {
                    logged.session = corrected.session;
                }
            }
            Coached::CoachRegistered(_)
            | Coached::CoachAssigned(_)
            | Coached::SupervisionHeld(_)
            | Coached::EnteredInError(_) => {}
        }
    }

    fn funded(&mut self, id: EventId, fact: &Funded) {
        match fact {
            Funded::AccessToWorkApplied(applied) => {
                self.applications
                    .insert(applied.application, Application { date: applied.date, answered: false, awarded: None });
            }
            Funded::AccessToWorkDecided(decided) => self.decided(decided),
            Funded::AwardExtended(extended) => self.extended(id, extended),
            Funded::ClaimSubmitted(submitted) => self.claimed(submitted),
            Funded::ClaimPaid(paid) => {
                if let Some(claim) = self.claims.get_mut(&paid.claim) {
                    claim.paid = [claim.paid, paid.pence].into_iter().sum();
                }
            }
            Funded::ClaimRejected(rejected) => {
                for logged in self.sessions.values_mut() {
                    logged.claimed.retain(|(claim, _)| *claim != rejected.claim);
                }
                if let Some(claim) = self.claims.get_mut(&rejected.claim) {
                    claim.rejected = Some((id, rejected.date));
                }
            }
            Funded::CostIncurred(_) | Funded::EnteredInError(_) => {}
        }
    }

    fn decided(&mut self, decided: &AccessToWorkDecided) {
        let Some(application) = self.applications.get_mut(&decided.application) else { return };
        application.answered = true;
        let Some(award) = &decided.award else { return };
        application.awarded = Some(award.reference.clone());
        let (applied, decided) = (application.date, decided.date);
        let held = Held { applied, decided, award: award.clone(), extensions: Vec::new() };
        self.awards.insert(award.reference.clone(), held);
    }

    fn extended(&mut self, id: EventId, extended: &AwardExtended) {
        if let Some(held) = self.awards.get_mut(&extended.reference) {
            let until_before = held.award.until;
            held.extensions.push(Extension { event: id, weeks: extended.weeks, until_before });
            held.award.until = extended.until;
        }
    }

    fn claimed(&mut self, submitted: &ClaimSubmitted) {
        for ClaimLine { session, minutes, .. } in &submitted.lines {
            if let Some(logged) = self.sessions.get_mut(session) {
                // One claim is usual, and there are very many sessions.
                logged.claimed.reserve_exact(1);
                logged.claimed.push((submitted.claim, *minutes));
            }
        }
        let claim = Claim { submitted: submitted.clone(), paid: Pence(0), rejected: None };
        self.claims.insert(submitted.claim, claim);
    }
}
