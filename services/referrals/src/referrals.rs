//! What the rules need to know.

use std::collections::{BTreeMap, BTreeSet};

use events::placements::Event as Placement;
use events::referrals::{Event as Referral, Readiness};
use events::{Event, EventId, Fact, Line, ProviderId};
use jiff::civil::Date;
use service_kit::State;

use crate::Refusal;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Referrals>;

/// What referrals knows of a provider, a programme, an employer or an internship.
#[derive(Clone, Debug, Default)]
pub struct Referrals {
    /// The provider is known.
    pub(crate) registered: bool,
    /// Who runs the programme, once it is known.
    pub(crate) run_by: Option<ProviderId>,
    /// What the employer is called, once it is known.
    pub(crate) employer: Option<Line>,
    /// The day of the referral, once there is one.
    pub(crate) referred: Option<Date>,
    /// Date of birth; `None` when the person's key is gone.
    pub(crate) born: Option<Date>,
    /// What says which plan the young person has.
    pub(crate) plans: BTreeSet<EventId>,
    /// The day of the acceptance, once there is one.
    pub(crate) accepted: Option<Date>,
    /// First planned day, once there is an acceptance.
    pub(crate) planned_start: Option<Date>,
    /// Assessments of readiness, in the order in which they were recorded.
    assessments: Vec<(Date, Readiness)>,
    /// Versions of the vocational profile, and the day of each.
    pub(crate) profiles: BTreeMap<u16, Date>,
    /// The day of the decline, withdrawal or completion, once there is one.
    pub(crate) left: Option<Date>,
    /// The day with which the plan ended, once it did.
    pub(crate) ceased: Option<Date>,
}

impl State for Referrals {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Referrals(fact) => self.referral(event.id, fact),
            Fact::Placements(Placement::EmployerRegistered(employer)) => self.employer = Some(employer.name.clone()),
            Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

impl Referrals {
    /// That nobody declined it or left. A plan that ended is no such end: the decline or the leaving that
    /// follows from it often comes later.
    pub(crate) fn going_on(&self) -> Result<(), Refusal> {
        match self.left {
            Some(on) => Err(Refusal::AlreadyEnded { on }),
            None => Ok(()),
        }
    }

    /// The latest assessment of readiness by a day, and what it came to.
    pub(crate) fn assessed_by(&self, day: Date) -> Option<(Date, Readiness)> {
        let known = self.assessments.iter().filter(|(assessed, _)| *assessed <= day);
        // Of several on one day the one that was recorded last: `max_by_key` takes the last of equals.
        known.max_by_key(|(assessed, _)| *assessed).copied()
    }

    fn referral(&mut self, event: EventId, fact: &Referral) {
        self.born = fact.born().or(self.born);
        match fact {
            Referral::ProviderRegistered(_) => self.registered = true,
            Referral::ProgrammeRegistered(programme) => self.run_by = Some(programme.provider),
            Referral::Referred(referred) => self.referred = Some(referred.date),
            Referral::PlanVerified(_) => {
                self.plans.insert(event);
            }
            Referral::ReadinessAssessed(assessed) => self.assessments.push((assessed.date, assessed.conclusion)),
            Referral::VocationalProfileRecorded(profile) => {
                self.profiles.insert(profile.version, profile.date);
            }
            Referral::Accepted(accepted) => {
                (self.accepted, self.planned_start) = (Some(accepted.date), Some(accepted.planned_start));
            }
            Referral::Declined(declined) => self.left = Some(declined.date),
            Referral::Withdrawn(withdrawn) => self.left = Some(withdrawn.date),
            Referral::Completed(completed) => self.left = Some(completed.date),
            Referral::PlanCeased(ceased) => self.ceased = Some(ceased.date),
            Referral::DetailsCorrected(_)
            | Referral::CharacteristicsRecorded(_)
            | Referral::EmploymentBeforeRecorded(_)
            | Referral::ReviewHeld(_)
            | Referral::FamilyConversationHeld(_)
            | Referral::ConsentRecorded(_)
            | Referral::ConsentWithdrawn(_)
            | Referral::LifeSkillsSessionLogged(_)
            | Referral::TasterCompleted(_)
            | Referral::TravelLevelChanged(_)
            | Referral::TransportArranged(_)
            | Referral::BenefitsAdviceGiven(_)
            | Referral::EnteredInError(_) => {}
        }
    }
}
