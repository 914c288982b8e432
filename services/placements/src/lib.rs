#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod placements;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{Command, EndPlacement, HoldInterview, RecordAttendance, RegisterEmployer, StartPlacement};
pub use placements::Placements;
pub use refusal::Refusal;
