//! What can be asked.

use events::referrals::{Completed, Declined, PlanCeased, PlanVerified, TravelLevelChanged, Withdrawn};
use service_kit::commands;

mod accepting;
mod joining;
mod preparing;

pub use accepting::Accept;
pub use joining::{Refer, RegisterProgramme, RegisterProvider};
pub use preparing::{CompleteTaster, HoldFamilyConversation};

commands! { "referrals", taking back can break [H2]:
    RegisterProvider = "register-provider", becomes "provider-registered" on Provider, Register, rules [H10, H14]: "Make a provider known.";
    RegisterProgramme = "register-programme", becomes "programme-registered" on Programme, Register, rules [H14]: "Make a programme known: one group of interns in one academic year.";
    Refer = "refer", becomes "referred" on Internship, Begin, rules [H10, H14]: "Refer a young person for a supported internship.";
    HoldFamilyConversation = "hold-family-conversation", becomes "family-conversation-held" on Internship, During, rules [H14]: "Record a conversation with the family.";
    VerifyPlan with fields of PlanVerified = "verify-plan", becomes "plan-verified" on Internship, Begin, rules [H14]: "Say that somebody saw the young person's plan.";
    CompleteTaster = "complete-taster", becomes "taster-completed" on Internship, During, rules [H14]: "Record that the young person tried a kind of work.";
    ChangeTravelLevel with fields of TravelLevelChanged = "change-travel-level", becomes "travel-level-changed" on Internship, During, rules [H14]: "Record the step that travel training on a route has reached.";
    Accept = "accept", becomes "accepted" on Internship, Follow, rules [H1, H2, H14]: "Offer the young person a place: they become an intern.";
    Decline with fields of Declined = "decline", becomes "declined" on Internship, End, rules [H14]: "Say that the referral did not lead to a place.";
    Withdraw with fields of Withdrawn = "withdraw", becomes "withdrawn" on Internship, End, rules [H14]: "Record that the intern left before the end.";
    Complete with fields of Completed = "complete", becomes "completed" on Internship, End, rules [H14]: "Record that the intern finished the programme.";
    CeasePlan with fields of PlanCeased = "cease-plan", becomes "plan-ceased" on Internship, End, rules [H14]: "Record that the local authority ended the young person's plan.";
}
