#![doc = include_str!("../README.md")]

mod about;
mod command;
mod decider;
#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro that lists commands makes them public")]
mod practice;
mod refusal;
mod rule;
pub mod scenarios;
mod take_back;

pub use about::About;
pub use command::{Ask, Asked, Command, CommandType, Rank, TAKE_BACK, Unreadable};
pub use decider::{Circumstances, Decider, Decision, Index, Subjects};
pub use refusal::{Refusal, RefusalType, Shared};
pub use rule::Rule;
pub use take_back::{EnterInError, Later, decide};

#[doc(hidden)]
pub use {command::read_fields, events, schemars};
