#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod outcomes;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{
    AgreeHandover, AnswerJobOffer, AssessQuality, ChangeJob, CheckSustainment, Command, EndJob, LoseContact, OfferJob,
    RaiseConcern, RecordDestination, ResolveConcern, ReviewImpact, StartJob,
};
pub use outcomes::Outcomes;
pub use refusal::Refusal;
