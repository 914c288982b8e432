#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod outcomes;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{
    AnswerJobOffer, ChangeJob, CheckSustainment, Command, EndJob, OfferJob, RecordDestination, StartJob,
};
pub use outcomes::Outcomes;
pub use refusal::Refusal;
