//! What can be asked.

use events::referrals::{
    BenefitsAdviceGiven, Completed, ConsentRecorded, ConsentWithdrawn, Declined, EmploymentBeforeRecorded,
    LifeSkillsSessionLogged, PlanCeased, PlanVerified, ReadinessAssessed, ReviewHeld, TransportArranged,
    TravelLevelChanged, Withdrawn,
};
use service_kit::commands;

mod accepting;
mod joining;
mod knowing;
mod preparing;

pub use accepting::Accept;
pub use joining::{Refer, RegisterProgramme, RegisterProvider};
pub use knowing::{CorrectDetails, RecordCharacteristics, RecordVocationalProfile};
pub use preparing::{CompleteTaster, HoldFamilyConversation};

commands! { "referrals", taking back can break [H2]:
    RegisterProvider = "register-provider", becomes "provider-registered" on Provider, Register, rules [H10, H14]: "Make a provider known.";
    RegisterProgramme = "register-programme", becomes "programme-registered" on Programme, Register, rules [H14]: "Make a programme known: one group of interns in one academic year.";
    Refer = "refer", becomes "referred" on Internship, Begin, rules [H10, H14]: "Refer a young person for a supported internship.";
    CorrectDetails = "correct-details", becomes "details-corrected" on Internship, During, rules [H10, H14]: "Put right what is recorded of who the young person is.";
    RecordCharacteristics = "record-characteristics", becomes "characteristics-recorded" on Internship, During, rules [H14]: "Record the young person's characteristics, in codes.";
    RecordEmploymentBefore with fields of EmploymentBeforeRecorded = "record-employment-before", becomes "employment-before-recorded" on Internship, During, rules [H14]: "Record what work the young person had before the internship.";
    HoldReview with fields of ReviewHeld = "hold-review", becomes "review-held" on Internship, During, rules [H14]: "Record a review of the young person's plan.";
    HoldFamilyConversation = "hold-family-conversation", becomes "family-conversation-held" on Internship, During, rules [H14]: "Record a conversation with the family.";
    VerifyPlan with fields of PlanVerified = "verify-plan", becomes "plan-verified" on Internship, Begin, rules [H14]: "Say which plan the young person has, and who saw it.";
    RecordConsent with fields of ConsentRecorded = "record-consent", becomes "consent-recorded" on Internship, During, rules [H14]: "Record what the young person agrees to.";
    WithdrawConsent with fields of ConsentWithdrawn = "withdraw-consent", becomes "consent-withdrawn" on Internship, During, rules [H14]: "Record what the young person no longer agrees to.";
    AssessReadiness with fields of ReadinessAssessed = "assess-readiness", becomes "readiness-assessed" on Internship, Begin, rules [H14]: "Record an assessment of whether the young person is ready for an internship.";
    LogLifeSkillsSession with fields of LifeSkillsSessionLogged = "log-life-skills-session", becomes "life-skills-session-logged" on Internship, During, rules [H14]: "Record that the young person practised a skill for life.";
    CompleteTaster = "complete-taster", becomes "taster-completed" on Internship, During, rules [H14]: "Record that the young person tried a kind of work.";
    ChangeTravelLevel with fields of TravelLevelChanged = "change-travel-level", becomes "travel-level-changed" on Internship, During, rules [H14]: "Record the step that travel training on a route has reached.";
    ArrangeTransport with fields of TransportArranged = "arrange-transport", becomes "transport-arranged" on Internship, During, rules [H14]: "Record who gets the young person there and back.";
    RecordVocationalProfile = "record-vocational-profile", becomes "vocational-profile-recorded" on Internship, During, rules [H14]: "Record who the young person is at work, in a new version.";
    GiveBenefitsAdvice with fields of BenefitsAdviceGiven = "give-benefits-advice", becomes "benefits-advice-given" on Internship, During, rules [H14]: "Record advice on what paid work would mean for the young person's benefits.";
    Accept = "accept", becomes "accepted" on Internship, Follow, rules [H1, H2, H14]: "Offer the young person a place: they become an intern.";
    Decline with fields of Declined = "decline", becomes "declined" on Internship, End, rules [H14]: "Say that the referral did not lead to a place.";
    Withdraw with fields of Withdrawn = "withdraw", becomes "withdrawn" on Internship, End, rules [H14]: "Record that the intern left before the end.";
    Complete with fields of Completed = "complete", becomes "completed" on Internship, End, rules [H14]: "Record that the intern finished the programme.";
    CeasePlan with fields of PlanCeased = "cease-plan", becomes "plan-ceased" on Internship, End, rules [H14]: "Record that the local authority ended the young person's plan.";
}
