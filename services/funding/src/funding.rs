//! What the rules need to know.

use std::collections::BTreeMap;

use events::coaching::{Event as Coached, HoursLogged};
use events::funding::{AccessToWorkDecided, ClaimContent, ClaimLine, ClaimRejected, ClaimSubmitted, Event as Funded};
use events::outcomes::Event as Outcome;
use events::placements::Event as Placed;
use events::referrals::Event as Referral;
use events::{ApplicationId, ClaimId, Event, EventId, Fact, Line, Minutes};
use jiff::civil::Date;
use service_kit::State;

use crate::award::AwardState;
use crate::claim::{Claim, Logged, Rejection};

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Funding>;

/// What funding knows of an internship, a programme or a provider.
#[derive(Clone, Debug, Default)]
pub struct Funding {
    /// The internship is known.
    pub(crate) referred: bool,
    /// The provider or programme is known.
    pub(crate) registered: bool,
    /// First planned day, once they are accepted.
    pub(crate) planned_start: Option<Date>,
    /// First day of the first placement.
    pub(crate) first_placement: Option<Date>,
    /// The day the internship ended, by whichever of its ends came first.
    pub(crate) ended: Option<Date>,
    /// First day in the first job.
    pub(crate) first_job: Option<Date>,
    /// Applications to Access to Work.
    pub(crate) applications: BTreeMap<ApplicationId, Application>,
    /// Awards and their changes, by reference.
    pub(crate) awards: BTreeMap<Line, AwardState>,
    /// Sessions as they stand after corrections, by the event that logged them.
    pub(crate) sessions: BTreeMap<EventId, Logged>,
    /// Claims.
    pub(crate) claims: BTreeMap<ClaimId, Claim>,
    /// When a remittance arrived, by its reference.
    pub(crate) remittances: BTreeMap<Line, Date>,
}

/// An application, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) date: Date,
    /// When it was answered last.
    pub(crate) answered: Option<Date>,
    pub(crate) awarded: Option<Line>,
}

impl State for Funding {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Funding(fact) => self.funded(event.id, fact),
            Fact::Coaching(fact) => self.coached(event.id, fact),
            Fact::Placements(Placed::PlacementStarted(placement)) => {
                self.first_placement = earlier(self.first_placement, placement.date);
            }
            Fact::Outcomes(Outcome::JobStarted(job)) => self.first_job = earlier(self.first_job, job.date),
            Fact::Referrals(fact) => self.referral(fact),
            Fact::Placements(_) | Fact::Outcomes(_) => {}
        }
    }
}

fn earlier(known: Option<Date>, day: Date) -> Option<Date> {
    Some(known.unwrap_or(day).min(day))
}

impl Funding {
    /// H14: when the internship had ended before a day on which there was no job yet.
    pub(crate) fn ended_before(&self, day: Date) -> Option<Date> {
        let had_a_job = self.first_job.is_some_and(|job| job <= day);
        self.ended.filter(|ended| *ended < day && !had_a_job)
    }

    fn referral(&mut self, fact: &Referral) {
        self.ended = self.ended.into_iter().chain(fact.ends_on()).min();
        match fact {
            Referral::ProviderRegistered(_) | Referral::ProgrammeRegistered(_) => self.registered = true,
            Referral::Referred(_) => self.referred = true,
            Referral::Accepted(accepted) => self.planned_start = Some(accepted.planned_start),
            Referral::DetailsCorrected(_)
            | Referral::CharacteristicsRecorded(_)
            | Referral::EmploymentBeforeRecorded(_)
            | Referral::ReviewHeld(_)
            | Referral::FamilyConversationHeld(_)
            | Referral::PlanVerified(_)
            | Referral::ConsentRecorded(_)
            | Referral::ConsentWithdrawn(_)
            | Referral::ReadinessAssessed(_)
            | Referral::LifeSkillsSessionLogged(_)
            | Referral::TasterCompleted(_)
            | Referral::TravelLevelChanged(_)
            | Referral::TransportArranged(_)
            | Referral::VocationalProfileRecorded(_)
            | Referral::BenefitsAdviceGiven(_)
            | Referral::Declined(_)
            | Referral::Withdrawn(_)
            | Referral::Completed(_)
            | Referral::PlanCeased(_)
            | Referral::EnteredInError(_) => {}
        }
    }

    fn coached(&mut self, id: EventId, fact: &Coached) {
        match fact {
            Coached::HoursLogged(HoursLogged { date, session, .. }) => {
                let logged = Logged { date: *date, session: *session, claimed: Vec::new() };
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
                let application = Application { date: applied.date, answered: None, awarded: None };
                self.applications.insert(applied.application, application);
            }
            Funded::AccessToWorkDecided(decided) => self.decided(decided),
            Funded::AwardChanged(changed) => {
                if let Some(award) = self.awards.get_mut(&changed.award) {
                    award.changes.push((id, changed.clone()));
                }
            }
            Funded::ClaimPrepared(prepared) => self.prepared(prepared.claim, &prepared.content, prepared.date),
            Funded::ClaimSubmitted(submitted) => self.submitted(submitted),
            Funded::ClaimRejected(rejected) => self.rejected(id, rejected),
            Funded::RemittanceReceived(received) => {
                self.remittances.insert(received.reference.clone(), received.date);
            }
            Funded::ClaimLineDisallowed(line) => {
                let (session, minutes, pence) = (line.session, line.minutes, line.pence);
                let gone = ClaimLine { session, minutes, pence };
                self.with_claim(line.claim, |claim| claim.disallowed.push((id, gone)));
                self.hold_open_lines(line.claim);
            }
            Funded::ClaimPaid(paid) => self.with_claim(paid.claim, |claim| claim.payments.push((id, paid.pence))),
            Funded::RepaymentMade(repaid) => self.with_claim(repaid.claim, |claim| {
                claim.repaid = [claim.repaid, repaid.pence].into_iter().sum();
            }),
            Funded::ClaimQueried(queried) => {
                self.with_claim(queried.claim, |claim| claim.queried = claim.queried.max(Some(queried.date)));
            }
            Funded::DeclarationReturned(_)
            | Funded::ReconsiderationRequested(_)
            | Funded::ClaimAnswered(_)
            | Funded::FundingAllocated(_)
            | Funded::CostIncurred(_)
            | Funded::EnteredInError(_) => {}
        }
    }

    fn decided(&mut self, decided: &AccessToWorkDecided) {
        let Some(application) = self.applications.get_mut(&decided.application) else { return };
        application.answered = application.answered.max(Some(decided.date));
        let Some(award) = &decided.award else { return };
        application.awarded = Some(award.reference.clone());
        self.awards.insert(award.reference.clone(), AwardState::new(decided.date, award.clone()));
    }

    fn with_claim(&mut self, claim: ClaimId, change: impl FnOnce(&mut Claim)) {
        if let Some(claim) = self.claims.get_mut(&claim) {
            change(claim);
        }
    }

    fn prepared(&mut self, claim: ClaimId, content: &ClaimContent, date: Date) {
        self.claims.insert(claim, Claim::new(content.clone(), date));
        self.hold_open_lines(claim);
    }

    fn submitted(&mut self, submitted: &ClaimSubmitted) {
        let prepared = self.claims.get(&submitted.claim).map_or(submitted.date, |claim| claim.prepared);
        self.prepared(submitted.claim, &submitted.content, prepared);
        self.with_claim(submitted.claim, |claim| claim.submitted = Some(submitted.date));
    }

    fn rejected(&mut self, event: EventId, rejected: &ClaimRejected) {
        let rejection = Rejection { event, date: rejected.date, keeps: rejected.keeps.clone() };
        self.with_claim(rejected.claim, |claim| claim.rejection = Some(rejection));
        self.hold_open_lines(rejected.claim);
    }

    /// Lets a claim hold the minutes that it stands for now, of each of its sessions.
    fn hold_open_lines(&mut self, id: ClaimId) {
        let Some(claim) = self.claims.get(&id) else { return };
        let held: BTreeMap<EventId, Minutes> =
            claim.held_lines().into_iter().map(|line| (line.session, line.minutes)).collect();
        for line in &claim.content.lines {
            if let Some(logged) = self.sessions.get_mut(&line.session) {
                logged.hold(id, held.get(&line.session).copied().unwrap_or_default());
            }
        }
    }
}
