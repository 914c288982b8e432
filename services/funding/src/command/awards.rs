//! What can be asked about applications and awards.

use events::funding::{AwardDecision, AwardStep, ReconsiderationReason, Signatory, SupportPurpose};
use events::{Act, ApplicationId, InternshipId, JobId, Line, Minutes, Note, Pence};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    ApplyForAccessToWork: of internship;
    RecordAccessToWorkDecision: of internship;
    RequestReconsideration: of internship;
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
    /// Whether it is submitted now, or only recorded; ours if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "ours"))]
    pub act: Option<Act>,
    /// What the support is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<SupportPurpose>,
    /// The job, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// Who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
    /// When they signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
    /// Job coaching asked for, minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// For how many weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// Whether travel was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<bool>,
    /// Whether equipment was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<bool>,
}

/// Record what Access to Work answered. What was awarded is needed unless it was refused or withdrawn.
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
    /// Job coaching from the first day on, minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Later steps of job coaching, where more than one was awarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<AwardStep>>,
    /// Job coaching, pence an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly: Option<Pence>,
    /// Weeks of job coaching that may be claimed; as many as its days allow if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// Travel, pence a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_daily: Option<Pence>,
    /// Travel, pence a mile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_mileage: Option<Pence>,
    /// Equipment, up to so many pence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Pence>,
}

/// Record that Access to Work was asked to look at a decision again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestReconsideration {
    /// Whose internship.
    pub internship: InternshipId,
    /// The application that was decided; the only one with a decision if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The day.
    pub date: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReconsiderationReason>,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}
