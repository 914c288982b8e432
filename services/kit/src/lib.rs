#![doc = include_str!("../README.md")]

mod command;
mod decider;
mod refusal;
mod rule;
pub mod scenarios;

pub use command::{Ask, Command, CommandType, EnterInError, Rank, Unreadable};
pub use decider::{Circumstances, Decider, Decision, Index, Subjects};
pub use refusal::{Refusal, RefusalType, Shared};
pub use rule::Rule;

#[doc(hidden)]
pub use {command::read_fields, events, schemars};
