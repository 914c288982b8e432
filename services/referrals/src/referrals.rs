//! What the rules need to know.

use std::collections::BTreeSet;

use events::placements::Event as Placement;
use events::referrals::{Event as Referral, Referred};
use events::{Event, EventId, Fact, Line};
use jiff::civil::Date;
use service_kit::State;

/// What a command meets, apart from the state.
pub(crate) type Circumstances<'a> = service_kit::Circumstances<'a, Referrals>;

/// What referrals knows of a provider, an employer or an internship.
#[derive(Clone, Debug, Default)]
pub struct Referrals {
    /// The provider is known.
    pub(crate) registered: bool,
    /// What the employer is called, once it is known.
    pub(crate) employer: Option<Line>,
    /// The referral, once there is one.
    pub(crate) referral: Option<Introduction>,
    /// What says which plan the young person has.
    pub(crate) plans: BTreeSet<EventId>,
    /// The day of the acceptance, once there is one.
    pub(crate) accepted: Option<Date>,
    /// The day of the decline, withdrawal or completion, once there is one.
    pub(crate) ended: Option<Date>,
    /// First day of the last placement.
    pub(crate) placed: Option<Date>,
}

/// How a young person became known.
#[derive(Clone, Debug)]
pub(crate) struct Introduction {
    pub(crate) date: Date,
    /// Date of birth; `None` when the person's key is gone.
    pub(crate) born: Option<Date>,
}

impl State for Referrals {
    fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Referrals(fact) => self.referral(event.id, fact),
            Fact::Placements(Placement::EmployerRegistered(employer)) => self.employer = Some(employer.name.clone()),
            Fact::Placements(Placement::PlacementStarted(started)) => self.placed = self.placed.max(Some(started.date)),
            Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

impl Referrals {
    fn referral(&mut self, event: EventId, fact: &Referral) {
        match fact {
            Referral::ProviderRegistered(_) => self.registered = true,
            Referral::Referred(referred) => self.referral = Some(Introduction::new(referred)),
            Referral::PlanVerified(_) => {
                self.plans.insert(event);
            }
            Referral::Accepted(accepted) => self.accepted = Some(accepted.date),
            Referral::Declined(declined) => self.ended = Some(declined.date),
            Referral::Withdrawn(withdrawn) => self.ended = Some(withdrawn.date),
            Referral::Completed(completed) => self.ended = Some(completed.date),
            Referral::FamilyConversationHeld(_)
            | Referral::TasterCompleted(_)
            | Referral::TravelLevelChanged(_)
            | Referral::EnteredInError(_) => {}
        }
    }
}

impl Introduction {
    fn new(referred: &Referred) -> Self {
        let born = referred.personal.as_ref().map(|personal| personal.date_of_birth);
        Self { date: referred.date, born }
    }
}
