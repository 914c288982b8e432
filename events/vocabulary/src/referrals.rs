//! From the first conversation to the end of the programme.

mod accepted;
mod completed;
mod declined;
mod family_conversation_held;
mod plan_ceased;
mod plan_verified;
mod programme_registered;
mod provider_registered;
mod referred;
mod taster_completed;
mod travel_level_changed;
mod withdrawn;

use jiff::civil::Date;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use accepted::{Accepted, EnglishAndMaths, ReadinessOverride};
pub use completed::{Completed, CompletionReason};
pub use declined::{DeclineReason, Declined, Onward};
pub use family_conversation_held::{FamilyConversationHeld, FamilyMember, FamilyNotes, FamilyTopic};
pub use plan_ceased::{CeaseReason, PlanCeased};
pub use plan_verified::{PlanKind, PlanVerified};
pub use programme_registered::{DeliveryModel, ProgrammeRegistered};
pub use provider_registered::{ProviderKind, ProviderRegistered};
pub use referred::{PersonDetails, ReferralSource, Referred};
pub use taster_completed::TasterCompleted;
pub use travel_level_changed::TravelLevelChanged;
pub use withdrawn::{WithdrawalReason, Withdrawn};

events! { "referrals":
    ProviderRegistered,
    ProgrammeRegistered,
    Referred seals personal,
    FamilyConversationHeld seals personal,
    PlanVerified,
    TasterCompleted,
    TravelLevelChanged,
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
            | Self::FamilyConversationHeld(_)
            | Self::PlanVerified(_)
            | Self::TasterCompleted(_)
            | Self::TravelLevelChanged(_)
            | Self::Accepted(_)
            | Self::EnteredInError(_) => None,
        }
    }
}
