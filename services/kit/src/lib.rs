#![doc = include_str!("../README.md")]

mod about;
mod age;
mod asked;
mod command;
mod decider;
mod fields;
#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro that lists commands makes them public")]
mod practice;
mod refusal;
mod rule;
pub mod scenarios;
mod take_back;

pub use about::About;
pub use age::age_on;
pub use asked::{Asked, EnterInError, TAKE_BACK};
pub use command::{Ask, Command, CommandType, Rank};
pub use decider::{Circumstances, Decider, Decision, Index, State, Subjects};
pub use fields::{Unreadable, object};
pub use refusal::{Later, Refusal, RefusalType, Shared};
pub use rule::Rule;
pub use take_back::decide;

#[doc(hidden)]
pub use {events, fields::read_fields, schemars, serde_json};
