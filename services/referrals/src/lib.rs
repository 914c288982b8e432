#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod referrals;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{
    Accept, CeasePlan, ChangeTravelLevel, Command, Complete, CompleteTaster, Decline, HoldFamilyConversation, Refer,
    RegisterProgramme, RegisterProvider, VerifyPlan, Withdraw,
};
pub use referrals::Referrals;
pub use refusal::Refusal;
