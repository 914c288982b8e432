//! Access to Work, claims and costs.

mod access_to_work_applied;
mod access_to_work_decided;
mod award_extended;
mod claim_paid;
mod claim_rejected;
mod claim_submitted;
mod cost_incurred;

use crate::declaration::events;
use crate::words;

pub use crate::EnteredInError;
pub use access_to_work_applied::AccessToWorkApplied;
pub use access_to_work_decided::{AccessToWorkDecided, Award, AwardDecision};
pub use award_extended::AwardExtended;
pub use claim_paid::ClaimPaid;
pub use claim_rejected::{ClaimRejected, RejectionReason};
pub use claim_submitted::{ClaimBasis, ClaimLine, ClaimSubmitted};
pub use cost_incurred::{CostBasis, CostHead, CostIncurred, Funder};

events! { "funding":
    AccessToWorkApplied,
    AccessToWorkDecided,
    AwardExtended,
    ClaimSubmitted,
    ClaimPaid,
    ClaimRejected seals note,
    CostIncurred,
}

words! {
    /// Who signed: the intern is the customer; an appointee acts for those who cannot.
    Signatory { Customer = "customer", Appointee = "appointee" }
}

impl Signatory {
    /// Who signed, in plain words.
    pub(crate) fn signed(self) -> &'static str {
        match self {
            Self::Customer => "signed by the intern",
            Self::Appointee => "signed by the person who acts for the intern",
        }
    }
}
