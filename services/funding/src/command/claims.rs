//! What can be asked about claims.

use events::funding::{Element, RejectionReason, Signatory};
use events::{Act, ClaimId, EventId, InternshipId, Line, Minutes, Note, Pence};
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    PrepareClaim: of internship;
    SubmitClaim: of internship;
    DisallowClaimLine: of internship;
    RejectClaim: of internship;
}

/// Make a claim ready to be signed, and hold its hours for it: the sessions that are listed or, where
/// none are, the claimable hours of the period that the award covers and no other claim has, the
/// earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrepareClaim {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which claim.
    pub claim: ClaimId,
    /// What the provider calls it.
    pub number: Line,
    /// The reference of the award it is held against.
    pub award: Line,
    /// The kind of support; needed where the award has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Element>,
    /// The day it was prepared.
    pub date: Date,
    /// First day claimed for.
    pub from: Date,
    /// Last day claimed for.
    pub until: Date,
    /// How long in all; everything that can be claimed if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// How much in all; what the lines cost at the award's rate if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pence: Option<Pence>,
    /// The sessions claimed for, where they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Vec<ListedSession>>,
    /// The days travelled on, where travel is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<Vec<TravelDay>>,
}

/// Send a claim to Access to Work: one that was prepared, or all of it at once. Of one that was
/// prepared only the claim, the day and the papers need be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitClaim {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which claim.
    pub claim: ClaimId,
    /// The day it was sent.
    pub date: Date,
    /// Whether it is submitted now, or only recorded; ours if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "ours"))]
    pub act: Option<Act>,
    /// What the provider calls it; needed unless it was prepared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Line>,
    /// The reference of the award it is held against; needed unless it was prepared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award: Option<Line>,
    /// The kind of support; needed where the award has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Element>,
    /// First day claimed for; needed unless it was prepared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day claimed for; needed unless it was prepared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// How long in all; everything that can be claimed if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// How much in all; what the lines cost at the award's rate if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pence: Option<Pence>,
    /// The sessions claimed for, where they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Vec<ListedSession>>,
    /// The days travelled on, where travel is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<Vec<TravelDay>>,
    /// The invoice it goes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Line>,
    /// Who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
    /// When they signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
    /// Whether Access to Work knows whom to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee_set_up: Option<bool>,
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

/// One day of travel on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TravelDay {
    /// The day.
    pub date: Date,
    /// Miles travelled, where the award pays by the mile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<u32>,
}

/// Record that Access to Work will not pay for one session of a claim, or for some of its minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisallowClaimLine {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which claim.
    pub claim: ClaimId,
    /// The day it was decided.
    pub date: Date,
    /// The day of the session.
    pub day: Date,
    /// When the session began; needed where the claim has several of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Time>,
    /// Minutes that will not be paid for; all that the claim has of the session if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectionReason>,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// Record that Access to Work will not pay for a claim, or not for what it has not paid yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectClaim {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectionReason>,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}
