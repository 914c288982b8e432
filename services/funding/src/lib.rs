#![doc = include_str!("../README.md")]

mod award;
mod claim;
mod command;
mod decide;
mod funding;
mod refusal;
mod week;

#[cfg(test)]
mod scenarios;

pub use command::awards::{ApplyForAccessToWork, RecordAccessToWorkDecision, RequestReconsideration};
pub use command::claims::{DisallowClaimLine, ListedSession, PrepareClaim, RejectClaim, SubmitClaim, TravelDay};
pub use command::costs::{IncurCost, IncurSharedCost};
pub use command::{
    AllocateFunding, AnswerClaimQuery, ChangeAward, Command, MakeRepayment, PayClaim, QueryClaim, ReceiveRemittance,
    ReturnDeclaration,
};
pub use funding::Funding;
pub use refusal::Refusal;
pub use refusal::answer::AnswerRefusal;
pub use refusal::award::AwardRefusal;
pub use refusal::claim::ClaimRefusal;
pub use refusal::line::LineRefusal;
