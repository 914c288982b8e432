//! Jobs, and the years after.

mod destination_recorded;
mod job_changed;
mod job_ended;
mod job_offer_answered;
mod job_offered;
mod job_started;
mod job_terms;
mod sustainment_checked;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use destination_recorded::{Destination, DestinationRecorded};
pub use job_changed::JobChanged;
pub use job_ended::{EndedBy, JobEndReason, JobEnded};
pub use job_offer_answered::{Answer, AnswerReason, JobOfferAnswered};
pub use job_offered::JobOffered;
pub use job_started::JobStarted;
pub use job_terms::{Contract, JobEmployer, JobTerms};
pub use sustainment_checked::{Evidence, SustainmentChecked, WorkStatus};

events! { "outcomes":
    JobOffered,
    JobOfferAnswered seals note,
    JobStarted,
    JobChanged,
    JobEnded seals note,
    SustainmentChecked,
    DestinationRecorded,
}
