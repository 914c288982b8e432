#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod placements;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{
    AgreeAdjustment, AnswerQuestion, AskQuestion, CheckEmployer, CloseRole, Command, CommitEmployer, ContactEmployer,
    EndPlacement, HoldInterview, MatchIntern, OpenRole, PausePlacement, RecordAttendance, RegisterEmployer,
    ResumePlacement, ReviewPlacement, StartPlacement,
};
pub use placements::Placements;
pub use refusal::{Refusal, TooYoung, Until};
