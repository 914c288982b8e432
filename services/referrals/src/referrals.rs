//! What the rules need to know.

use std::collections::BTreeSet;

use events::placements::Event as Placement;
use events::referrals::Event as Referral;
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
    /// That nothing ended it by a day: nobody declined or left at all, and the plan did not end before.
    pub(crate) fn going_on(&self, day: Date) -> Result<(), Refusal> {
        match self.left.or(self.ceased.filter(|ceased| *ceased < day)) {
            Some(on) => Err(Refusal::AlreadyEnded { on }),
            None => Ok(()),
        }
    }

    fn referral(&mut self, event: EventId, fact: &Referral) {
        match fact {
            Referral::ProviderRegistered(_) => self.registered = true,
            Referral::ProgrammeRegistered(programme) => self.run_by = Some(programme.provider),
            Referral::Referred(referred) => {
                self.referred = Some(referred.date);
                self.born = referred.personal.as_ref().map(|personal| personal.date_of_birth);
            }
            Referral::PlanVerified(_) => {
                self.plans.insert(event);
            }
            Referral::Accepted(accepted) => self.accepted = Some(accepted.date),
            Referral::Declined(declined) => self.left = Some(declined.date),
            Referral::Withdrawn(withdrawn) => self.left = Some(withdrawn.date),
            Referral::Completed(completed) => self.left = Some(completed.date),
            Referral::PlanCeased(ceased) => self.ceased = Some(ceased.date),
            Referral::FamilyConversationHeld(_)
            | Referral::TasterCompleted(_)
            | Referral::TravelLevelChanged(_)
            | Referral::EnteredInError(_) => {}
        }
    }
}
