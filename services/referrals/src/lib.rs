#![doc = include_str!("../README.md")]

mod command;
mod decide;
mod referrals;
mod refusal;

#[cfg(test)]
mod scenarios;

pub use command::{
    Accept, ArrangeTransport, AssessReadiness, CeasePlan, ChangeTravelLevel, Command, Complete, CompleteTaster,
    CorrectDetails, Decline, GiveBenefitsAdvice, HoldFamilyConversation, HoldReview, LogLifeSkillsSession,
    RecordCharacteristics, RecordConsent, RecordEmploymentBefore, RecordVocationalProfile, Refer, RegisterProgramme,
    RegisterProvider, VerifyPlan, Withdraw, WithdrawConsent,
};
pub use referrals::Referrals;
pub use refusal::Refusal;
