//! From the first conversation to the end of the programme.

mod accepted;
mod completed;
mod declined;
mod family_conversation_held;
mod plan_verified;
mod provider_registered;
mod referred;
mod taster_completed;
mod travel_level_changed;
mod withdrawn;

use crate::declaration::events;
use crate::words;

pub use crate::EnteredInError;
pub use accepted::Accepted;
pub use completed::{Completed, CompletionReason};
pub use declined::{DeclineReason, Declined, Onward};
pub use family_conversation_held::{FamilyConversationHeld, FamilyMember, FamilyNotes, FamilyTopic};
pub use plan_verified::{PlanKind, PlanVerified};
pub use provider_registered::ProviderRegistered;
pub use referred::{PersonDetails, ReferralSource, Referred};
pub use taster_completed::TasterCompleted;
pub use travel_level_changed::TravelLevelChanged;
pub use withdrawn::{WithdrawalReason, Withdrawn};

events! { "referrals":
    ProviderRegistered,
    Referred seals personal,
    FamilyConversationHeld seals personal,
    PlanVerified,
    TasterCompleted,
    TravelLevelChanged,
    Accepted,
    Declined seals note,
    Withdrawn,
    Completed,
}

words! {
    /// How the programme is set up.
    DeliveryModel { College = "college", EmployerHosted = "employer-hosted", School = "school", Charity = "charity", Council = "council" }
}

impl DeliveryModel {
    /// How the programme is set up, to follow a name.
    pub(crate) fn set_up(self) -> &'static str {
        match self {
            Self::College => "run by a college",
            Self::EmployerHosted => "hosted by an employer",
            Self::School => "run by a school",
            Self::Charity => "run by a charity",
            Self::Council => "run by a council",
        }
    }
}
