//! Jobs, and the years after.

mod concern_raised;
mod concern_resolved;
mod contact_lost;
mod destination_recorded;
mod handover_agreed;
mod impact_reviewed;
mod job_changed;
mod job_ended;
mod job_offer_answered;
mod job_offered;
mod job_started;
mod job_terms;
mod quality_self_assessed;
mod sustainment_checked;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use concern_raised::{ConcernBy, ConcernRaised, Severity};
pub use concern_resolved::ConcernResolved;
pub use contact_lost::ContactLost;
pub use destination_recorded::{Destination, DestinationRecorded};
pub use handover_agreed::{HandoverAgreed, SupportBy, SupportStep};
pub use impact_reviewed::{ImpactReviewed, Wellbeing, WellbeingScale};
pub use job_changed::JobChanged;
pub use job_ended::{EndedBy, JobEndReason, JobEnded};
pub use job_offer_answered::{Answer, AnswerReason, JobOfferAnswered};
pub use job_offered::JobOffered;
pub use job_started::JobStarted;
pub use job_terms::{Contract, JobEmployer, JobTerms};
pub use quality_self_assessed::{CriterionScore, QualityAction, QualitySelfAssessed};
pub use sustainment_checked::{Evidence, SustainmentChecked, WorkStatus};

events! { "outcomes":
    JobOffered,
    JobOfferAnswered seals note,
    JobStarted,
    JobChanged,
    JobEnded seals note,
    HandoverAgreed seals contact,
    ConcernRaised seals what,
    ConcernResolved seals what,
    SustainmentChecked,
    DestinationRecorded,
    ImpactReviewed,
    ContactLost,
    QualitySelfAssessed,
}
