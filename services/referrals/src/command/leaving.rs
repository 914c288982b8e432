//! How a referral ends without a place.

use events::referrals::DeclineReason;
use events::{InternshipId, Line};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    Decline: of internship, on date;
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
