//! Access to Work, claims and costs.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{entered_in_error, events};
use crate::{ClaimId, EventId, Line, Minutes, Pence, words};

events! { "funding":
    AccessToWorkApplied = "access-to-work-applied" v 1 on Internship: "Access to Work was asked for support.";
    AccessToWorkDecided = "access-to-work-decided" v 1 on Internship: "Access to Work answered an application.";
    AwardExtended = "award-extended" v 1 on Internship: "Access to Work extended an award.";
    ClaimSubmitted = "claim-submitted" v 1 on Internship: "Coach hours were claimed against an award.";
    ClaimPaid = "claim-paid" v 1 on Internship: "Access to Work paid for a claim.";
    ClaimRejected = "claim-rejected" v 1 on Internship: "Access to Work will not pay for a claim.";
    CostIncurred = "cost-incurred" v 1 on Internship: "The internship cost somebody something.";
    EnteredInError = "entered-in-error" v 1 on Internship: "An earlier event of this context should not be believed.";
}

entered_in_error!();

words! {
    /// Who signed: the intern is the customer; an appointee acts for those who cannot.
    Signatory { Customer = "customer", Appointee = "appointee" }
    /// What Access to Work decided.
    AwardDecision { Awarded = "awarded", Part = "part", Refused = "refused" }
    /// How a claim's lines were found.
    ClaimBasis { Listed = "listed", Period = "period" }
    /// What a cost is for.
    CostHead { Tutor = "tutor", Coach = "coach", Travel = "travel", TravelTraining = "travel-training", Clothing = "clothing", Equipment = "equipment", Assessment = "assessment", Overhead = "overhead" }
    /// Who bears a cost.
    Funder { Element1 = "element-1", Element2 = "element-2", Element3 = "element-3", AccessToWork = "access-to-work", Grant = "grant", Council = "council", Charity = "charity", Employer = "employer", Family = "family" }
    /// Whether a cost is known or guessed.
    CostBasis { Actual = "actual", Estimate = "estimate" }
}

/// Access to Work was asked for support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessToWorkApplied {
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

/// Access to Work answered an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessToWorkDecided {
    /// The day of the decision.
    pub date: Date,
    /// What was decided.
    pub decision: AwardDecision,
    /// What was awarded; nothing when refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award: Option<Award>,
    /// Working days from the application to the decision, bank holidays not counted out.
    pub working_days: u32,
}

/// What Access to Work awarded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Award {
    /// The award's reference.
    pub reference: Line,
    /// First day it covers.
    pub from: Date,
    /// Last day it covers.
    pub until: Date,
    /// Job coaching, minutes a week.
    pub weekly_minutes: Minutes,
    /// Pence an hour.
    pub hourly: Pence,
    /// Weeks it covers.
    pub weeks: u16,
}

/// Access to Work extended an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwardExtended {
    /// The day it was agreed.
    pub date: Date,
    /// The award's reference.
    pub reference: Line,
    /// How many weeks more.
    pub weeks: u16,
    /// The new last day.
    pub until: Date,
}

/// One session that a claim asks to be paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimLine {
    /// The hours-logged event it pays for.
    pub session: EventId,
    /// Minutes claimed of it.
    pub minutes: Minutes,
    /// What they cost.
    pub pence: Pence,
}

/// Coach hours were claimed against an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimSubmitted {
    /// Which claim.
    pub claim: ClaimId,
    /// What the provider calls it.
    pub number: Line,
    /// The award it is held against.
    pub award: Line,
    /// The day it was submitted.
    pub date: Date,
    /// First day claimed for.
    pub from: Date,
    /// Last day claimed for.
    pub until: Date,
    /// The sessions it pays for.
    #[schemars(length(max = 500))]
    pub lines: Vec<ClaimLine>,
    /// Whether the provider listed the sessions, or named a period and they were found.
    pub basis: ClaimBasis,
    /// Minutes logged in those sessions.
    pub minutes_logged: Minutes,
    /// Minutes claimed, over all lines.
    pub minutes: Minutes,
    /// Pence claimed, over all lines.
    pub pence: Pence,
    /// The invoice it goes with.
    pub invoice: Line,
    /// Who signed.
    pub signed_by: Signatory,
}

/// Access to Work paid for a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimPaid {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// How much.
    pub pence: Pence,
}

/// Access to Work will not pay for a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimRejected {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: Line,
}

/// The internship cost somebody something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CostIncurred {
    /// The day.
    pub date: Date,
    /// What it is for.
    pub head: CostHead,
    /// Who bears it.
    pub funder: Funder,
    /// How much.
    pub pence: Pence,
    /// Known or guessed.
    pub basis: CostBasis,
}
