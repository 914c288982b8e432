//! What can be asked.

pub(crate) mod claims;

use events::funding::{AwardDecision, AwardExtended, ClaimPaid, ClaimRejected, CostBasis, CostHead, Funder, Signatory};
use events::{ApplicationId, InternshipId, Line, Minutes, Pence};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{asks, commands};

use claims::SubmitClaim;

commands! { "funding", taking back can break [H4, H5, H6, H7]:
    ApplyForAccessToWork = "apply-for-access-to-work", becomes "access-to-work-applied" on Internship, Begin, rules [H4, H14]: "Record that Access to Work was asked for support.";
    RecordAccessToWorkDecision = "record-access-to-work-decision", becomes "access-to-work-decided" on Internship, Follow, rules [H14]: "Record what Access to Work answered.";
    ExtendAward with fields of AwardExtended = "extend-award", becomes "award-extended" on Internship, Follow, rules [H6, H14]: "Record that Access to Work extended an award.";
    SubmitClaim = "submit-claim", becomes "claim-submitted" on Internship, Settle, rules [H3, H4, H5, H6, H7, H14]: "Claim coach hours against an award.";
    PayClaim with fields of ClaimPaid = "pay-claim", becomes "claim-paid" on Internship, End, rules [H14]: "Record that Access to Work paid for a claim.";
    RejectClaim with fields of ClaimRejected = "reject-claim", becomes "claim-rejected" on Internship, End, rules [H14]: "Record that Access to Work will not pay for a claim.";
    IncurCost = "incur-cost", becomes "cost-incurred" on Internship, During, rules [H14]: "Record what the internship cost, and whom.";
}

asks! {
    ApplyForAccessToWork: of internship;
    RecordAccessToWorkDecision: of internship;
    IncurCost: of internship;
}

/// Record that Access to Work was asked for support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplyForAccessToWork {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which application; one of its own if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The day it was submitted.
    pub date: Date,
    /// Who signed.
    pub signed_by: Signatory,
    /// Job coaching asked for, minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// For how many weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// Whether travel was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<bool>,
}

/// Record what Access to Work answered. What was awarded is needed unless it was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordAccessToWorkDecision {
    /// Whose internship.
    pub internship: InternshipId,
    /// The application it answers; the one that waits for an answer if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The day of the decision.
    pub date: Date,
    /// What was decided.
    pub decision: AwardDecision,
    /// The award's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// First day it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Job coaching, minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Pence an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly: Option<Pence>,
    /// Weeks it covers; the weeks begun between its first day and its last if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
}

/// Record what the internship cost, and whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncurCost {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// What it is for.
    pub head: CostHead,
    /// Who bears it.
    pub funder: Funder,
    /// How much.
    pub pence: Pence,
    /// Known or guessed; known if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "actual"))]
    pub basis: Option<CostBasis>,
}
