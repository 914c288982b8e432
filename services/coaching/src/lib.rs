#![doc = include_str!("../README.md")]

mod coaching;
mod command;
mod decide;
mod diary;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use coaching::Coaching;
pub use command::{AssignCoach, Command, CorrectHours, HoldSupervision, LogHours, RegisterCoach};
pub use diary::Diary;
pub use refusal::Refusal;
