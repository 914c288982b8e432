//! Access to Work, claims and costs.

mod access_to_work_applied;
mod access_to_work_decided;
mod award;
mod award_changed;
mod claim_answered;
mod claim_content;
mod claim_line_disallowed;
mod claim_paid;
mod claim_prepared;
mod claim_queried;
mod claim_rejected;
mod claim_submitted;
mod cost_incurred;
mod declaration_returned;
mod funding_allocated;
mod reconsideration_requested;
mod remittance_received;
mod repayment_made;

use crate::declaration::events;
use crate::words;

pub use crate::EnteredInError;
pub use access_to_work_applied::{AccessToWorkApplied, SupportPurpose};
pub use access_to_work_decided::{AccessToWorkDecided, AwardDecision};
pub use award::{Award, AwardStep, CoachingAward, TravelAward};
pub use award_changed::{AwardChange, AwardChanged};
pub use claim_answered::ClaimAnswered;
pub use claim_content::{ClaimBasis, ClaimContent, ClaimLine, Element, TravelLine};
pub use claim_line_disallowed::ClaimLineDisallowed;
pub use claim_paid::ClaimPaid;
pub use claim_prepared::ClaimPrepared;
pub use claim_queried::{ClaimQueried, ClaimQuestion};
pub use claim_rejected::{ClaimRejected, RejectionReason};
pub use claim_submitted::ClaimSubmitted;
pub use cost_incurred::{Apportionment, CostBasis, CostHead, CostIncurred, Funder};
pub use declaration_returned::DeclarationReturned;
pub use funding_allocated::FundingAllocated;
pub use reconsideration_requested::{ReconsiderationReason, ReconsiderationRequested};
pub use remittance_received::RemittanceReceived;
pub use repayment_made::RepaymentMade;

events! { "funding":
    AccessToWorkApplied,
    AccessToWorkDecided,
    AwardChanged,
    DeclarationReturned,
    ReconsiderationRequested seals note,
    ClaimPrepared,
    ClaimSubmitted,
    ClaimQueried seals note,
    ClaimAnswered seals note,
    RemittanceReceived,
    ClaimPaid,
    ClaimLineDisallowed seals note,
    ClaimRejected seals note,
    RepaymentMade,
    FundingAllocated,
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
