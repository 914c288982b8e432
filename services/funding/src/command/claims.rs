//! What can be asked about claims.

use events::funding::Signatory;
use events::{ClaimId, EventId, InternshipId, Line, Minutes, Pence};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    SubmitClaim: of internship;
}

/// Claim coach hours against an award: the sessions that are listed or, where none are, the
/// claimable hours of the period that no other claim has, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitClaim {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which claim.
    pub claim: ClaimId,
    /// What the provider calls it.
    pub number: Line,
    /// The reference of the award it is held against.
    pub award: Line,
    /// The day it was submitted.
    pub date: Date,
    /// First day claimed for.
    pub from: Date,
    /// Last day claimed for.
    pub until: Date,
    /// How long in all; everything that can be claimed if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// How much in all; what the time costs at the award's rate if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pence: Option<Pence>,
    /// The sessions claimed for, where they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Vec<ListedSession>>,
    /// The invoice it goes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Line>,
    /// Who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
    /// Whether Access to Work knows whom to pay.
    pub payee_set_up: bool,
}

/// One session on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListedSession {
    /// The hours-logged event.
    pub session: EventId,
    /// Minutes claimed of it; all that no other claim has if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
}
