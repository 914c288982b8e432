#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod referrals;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{
    Accept, ChangeTravelLevel, Command, Complete, CompleteTaster, Decline, HoldFamilyConversation, Refer,
    RegisterProvider, VerifyPlan, Withdraw,
};
pub use referrals::Referrals;
pub use refusal::Refusal;
