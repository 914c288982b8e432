//! How it ends, and what is taken back.

use events::referrals::{CompletionReason, DeclineReason, WithdrawalReason};
use events::{InternshipId, Line};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    Decline: of internship, on date;
    Withdraw: of internship, on date;
    Complete: of internship, on date;
}

/// Say that the referral did not lead to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decline {
    /// Whose referral.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: DeclineReason,
    /// What they went on to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Line>,
}

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
