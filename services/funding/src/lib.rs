#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod funding;
mod parameters;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::claims::{ListedSession, SubmitClaim};
pub use command::{
    ApplyForAccessToWork, Command, ExtendAward, IncurCost, PayClaim, RecordAccessToWorkDecision, RejectClaim,
};
pub use funding::Funding;
pub use refusal::Refusal;
pub use refusal::claim::ClaimRefusal;
