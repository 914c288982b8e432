//! What can be asked.

pub(crate) mod awards;
pub(crate) mod claims;
pub(crate) mod costs;

use events::funding::{
    AwardChanged, ClaimAnswered, ClaimPaid, ClaimQueried, DeclarationReturned, FundingAllocated, RemittanceReceived,
    RepaymentMade,
};
use service_kit::commands;

use awards::{ApplyForAccessToWork, RecordAccessToWorkDecision, RequestReconsideration};
use claims::{DisallowClaimLine, PrepareClaim, RejectClaim, SubmitClaim};
use costs::{IncurCost, IncurSharedCost};

commands! { "funding", taking back can break [H5, H6, H7, H14]:
    ApplyForAccessToWork = "apply-for-access-to-work", becomes "access-to-work-applied" on Internship, Begin, rules [H4, H14]: "Record that Access to Work was asked for support.";
    RecordAccessToWorkDecision = "record-access-to-work-decision", becomes "access-to-work-decided" on Internship, Follow, rules [H14]: "Record what Access to Work answered.";
    ChangeAward with fields of AwardChanged = "change-award", becomes "award-changed" on Internship, Follow, rules [H14]: "Record that Access to Work changed an award.";
    ReturnDeclaration with fields of DeclarationReturned = "return-declaration", becomes "declaration-returned" on Internship, Follow, rules [H14]: "Record that the signed declaration of an award was sent back.";
    RequestReconsideration = "request-reconsideration", becomes "reconsideration-requested" on Internship, Follow, rules [H14]: "Record that Access to Work was asked to look at a decision again.";
    PrepareClaim = "prepare-claim", becomes "claim-prepared" on Internship, Settle, rules [H3, H6, H7, H14]: "Make a claim ready to be signed, and hold its hours for it.";
    SubmitClaim = "submit-claim", becomes "claim-submitted" on Internship, Settle, rules [H3, H5, H6, H7, H14]: "Send a claim to Access to Work.";
    QueryClaim with fields of ClaimQueried = "query-claim", becomes "claim-queried" on Internship, Settle, rules [H14]: "Record that Access to Work asked a question about a claim.";
    AnswerClaimQuery with fields of ClaimAnswered = "answer-claim-query", becomes "claim-answered" on Internship, Settle, rules [H14]: "Record that the question about a claim was answered.";
    ReceiveRemittance with fields of RemittanceReceived = "receive-remittance", becomes "remittance-received" on Provider, During, rules [H14]: "Record that Access to Work sent money.";
    PayClaim with fields of ClaimPaid = "pay-claim", becomes "claim-paid" on Internship, End, rules [H14]: "Record that Access to Work paid for a claim.";
    DisallowClaimLine = "disallow-claim-line", becomes "claim-line-disallowed" on Internship, Settle, rules [H14]: "Record that Access to Work will not pay for one session of a claim.";
    RejectClaim = "reject-claim", becomes "claim-rejected" on Internship, End, rules [H14]: "Record that Access to Work will not pay for a claim.";
    MakeRepayment with fields of RepaymentMade = "make-repayment", becomes "repayment-made" on Internship, End, rules [H14]: "Record that money for a claim was paid back.";
    AllocateFunding with fields of FundingAllocated = "allocate-funding", becomes "funding-allocated" on Programme, During, rules [H14]: "Record that a programme was given money.";
    IncurCost = "incur-cost", becomes "cost-incurred" on Internship, During, rules [H14]: "Record what the internship cost, and whom.";
    IncurSharedCost = "incur-shared-cost", becomes "cost-incurred" on Programme, During, rules [H14]: "Record what a programme cost, whom, and how it is shared.";
}
