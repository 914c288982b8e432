//! Jobs, and the years after.

mod destination_recorded;
mod job_ended;
mod job_offer_answered;
mod job_offered;
mod job_started;
mod sustainment_checked;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use destination_recorded::{Destination, DestinationRecorded};
pub use job_ended::{EndedBy, JobEndReason, JobEnded};
pub use job_offer_answered::{Answer, AnswerReason, JobOfferAnswered};
pub use job_offered::{Contract, JobEmployer, JobOffered};
pub use job_started::JobStarted;
pub use sustainment_checked::{Evidence, SustainmentChecked, WorkStatus};

events! { "outcomes":
    JobOffered,
    JobOfferAnswered seals note,
    JobStarted,
    JobEnded,
    SustainmentChecked,
    DestinationRecorded,
}
