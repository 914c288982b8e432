//! How it ends, and what is taken back.

use events::InternshipId;
use events::referrals::{CompletionReason, Declined, WithdrawalReason};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{About, asks};

asks! {
    Withdraw: of internship, on date;
    Complete: of internship, on date;
}

/// Say that the referral did not lead to a place.
pub type Decline = About<Declined>;

/// Record that the intern left before the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Withdraw {
    /// Whose internship.
    pub internship: InternshipId,
    /// The last day.
    pub date: Date,
    /// Why.
    pub reason: WithdrawalReason,
}

/// Record that the intern finished the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Complete {
    /// Whose internship.
    pub internship: InternshipId,
    /// The last day.
    pub date: Date,
    /// How it ended.
    pub reason: CompletionReason,
}
