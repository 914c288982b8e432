//! From the first conversation to the end of the programme.

mod accepted;
mod benefits_advice_given;
mod characteristics_recorded;
mod completed;
mod consent_recorded;
mod consent_withdrawn;
mod declined;
mod details_corrected;
mod employment_before_recorded;
mod family_conversation_held;
mod life_skills_session_logged;
mod plan_ceased;
mod plan_verified;
mod programme_registered;
mod provider_registered;
mod readiness_assessed;
mod referred;
mod review_held;
mod taster_completed;
mod transport_arranged;
mod travel_level_changed;
mod vocational_profile_recorded;
mod withdrawn;

use jiff::civil::Date;

use crate::Line;
use crate::declaration::events;

pub use crate::EnteredInError;
pub use accepted::{Accepted, EnglishAndMaths, ReadinessOverride};
pub use benefits_advice_given::{Adviser, BenefitsAdviceGiven};
pub use characteristics_recorded::{
    Answered, Characteristics, CharacteristicsRecorded, EthnicGroup, EthnicGroupDetailed, Need, Sex,
};
pub use completed::{Completed, CompletionReason};
pub use consent_recorded::{ConsentPurpose, ConsentRecorded};
pub use consent_withdrawn::ConsentWithdrawn;
pub use declined::{DeclineReason, Declined, Onward};
pub use details_corrected::{CorrectedDetails, DetailsCorrected, DetailsReason};
pub use employment_before_recorded::EmploymentBeforeRecorded;
pub use family_conversation_held::{FamilyConversationHeld, FamilyMember, FamilyNotes, FamilyTopic};
pub use life_skills_session_logged::{LifeSkillsSessionLogged, LifeSkillsSetting, LifeSkillsTopic};
pub use plan_ceased::{CeaseReason, PlanCeased};
pub use plan_verified::{PlanEvidence, PlanKind, PlanVerified};
pub use programme_registered::{DeliveryModel, ProgrammeRegistered};
pub use provider_registered::{ProviderKind, ProviderRegistered};
pub use readiness_assessed::{Assessor, Readiness, ReadinessArea, ReadinessAssessed};
pub use referred::{PersonDetails, ReferralSource, Referred};
pub use review_held::{ReviewHeld, ReviewParticipant};
pub use taster_completed::TasterCompleted;
pub use transport_arranged::{TransportArranged, TransportProvider};
pub use travel_level_changed::TravelLevelChanged;
pub use vocational_profile_recorded::{ProfileNotes, VocationalProfileRecorded};
pub use withdrawn::{WithdrawalReason, Withdrawn};

events! { "referrals":
    ProviderRegistered,
    ProgrammeRegistered,
    Referred seals personal,
    DetailsCorrected seals personal,
    CharacteristicsRecorded seals personal,
    EmploymentBeforeRecorded,
    ReviewHeld seals views,
    FamilyConversationHeld seals personal,
    PlanVerified,
    ConsentRecorded,
    ConsentWithdrawn,
    ReadinessAssessed seals note,
    LifeSkillsSessionLogged,
    TasterCompleted,
    TravelLevelChanged,
    TransportArranged,
    VocationalProfileRecorded seals personal,
    BenefitsAdviceGiven,
    Accepted seals note,
    Declined seals note,
    Withdrawn seals note,
    Completed seals note,
    PlanCeased seals note,
}

impl Event {
    /// The day with which the internship ends by this event: it was declined, left or completed, or the
    /// plan ended. Where several say so, it ended with the earliest.
    #[must_use]
    pub fn ends_on(&self) -> Option<Date> {
        match self {
            Self::Declined(declined) => Some(declined.date),
            Self::Withdrawn(withdrawn) => Some(withdrawn.date),
            Self::Completed(completed) => Some(completed.date),
            Self::PlanCeased(ceased) => Some(ceased.date),
            Self::ProviderRegistered(_)
            | Self::ProgrammeRegistered(_)
            | Self::Referred(_)
            | Self::DetailsCorrected(_)
            | Self::CharacteristicsRecorded(_)
            | Self::EmploymentBeforeRecorded(_)
            | Self::ReviewHeld(_)
            | Self::FamilyConversationHeld(_)
            | Self::PlanVerified(_)
            | Self::ConsentRecorded(_)
            | Self::ConsentWithdrawn(_)
            | Self::ReadinessAssessed(_)
            | Self::LifeSkillsSessionLogged(_)
            | Self::TasterCompleted(_)
            | Self::TravelLevelChanged(_)
            | Self::TransportArranged(_)
            | Self::VocationalProfileRecorded(_)
            | Self::BenefitsAdviceGiven(_)
            | Self::Accepted(_)
            | Self::EnteredInError(_) => None,
        }
    }

    /// The name that the young person has by this event, where it says so and can be opened.
    #[must_use]
    pub fn names(&self) -> Option<&Line> {
        if let Self::Referred(referred) = self {
            return referred.personal.as_ref().map(|details| &details.name);
        }
        let Self::DetailsCorrected(corrected) = self else { return None };
        corrected.personal.as_ref().and_then(|details| details.name.as_ref())
    }

    /// The date of birth that the young person has by this event, where it says so and can be opened.
    /// A correction stands from then on.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        if let Self::Referred(referred) = self {
            return referred.personal.as_ref().map(|details| details.date_of_birth);
        }
        let Self::DetailsCorrected(corrected) = self else { return None };
        corrected.personal.as_ref().and_then(|details| details.date_of_birth)
    }
}
