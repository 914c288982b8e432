//! What can be asked.

use events::outcomes::{Contract, Evidence, JobEnded, JobOfferAnswered, JobStarted, WorkStatus};
use events::{EmployerId, InternshipId, Line, Minutes, OfferId, Pence};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{asks, commands};

commands! { "outcomes", taking back can break []:
    OfferJob = "offer-job", becomes "job-offered" on Internship, Begin, rules [H14]: "Record that somebody offered a paid job.";
    AnswerJobOffer with fields of JobOfferAnswered = "answer-job-offer", becomes "job-offer-answered" on Internship, Follow, rules [H14]: "Record what the young person said to an offer.";
    StartJob with fields of JobStarted = "start-job", becomes "job-started" on Internship, Follow, rules [H14]: "Record the first day in a paid job.";
    EndJob with fields of JobEnded = "end-job", becomes "job-ended" on Internship, End, rules [H14]: "Record the last day in a paid job.";
    CheckSustainment = "check-sustainment", becomes "sustainment-checked" on Internship, During, rules [H14]: "Record whether they are still in work.";
    RecordDestination = "record-destination", becomes "destination-recorded" on Internship, During, rules [H12, H14]: "Record what became of the young person, by the ILR's list.";
}

asks! {
    OfferJob: of internship, may read employer;
    CheckSustainment: of internship;
    RecordDestination: of internship;
}

/// Record that somebody offered a paid job. The employer is one of the register or any other by
/// name: exactly one of the two is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OfferJob {
    /// To whom.
    pub internship: InternshipId,
    /// Which offer.
    pub offer: OfferId,
    /// The day of the offer.
    pub date: Date,
    /// Who offers, if registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<EmployerId>,
    /// Who offers, if not registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_name: Option<Line>,
    /// What the job is.
    pub role: Line,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Line>,
    /// Paid minutes a week; 0 only where the contract promises none.
    pub weekly_minutes: Minutes,
    /// Pay, pence an hour.
    pub hourly: Pence,
    /// On what terms.
    pub contract: Contract,
    /// Whether it is for a season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seasonal: Option<bool>,
    /// First day offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
}

/// Record whether they are still in work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckSustainment {
    /// Who.
    pub internship: InternshipId,
    /// The day that was asked about.
    pub date: Date,
    /// The job it is about, by its offer; the latest that had started by then if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// The number of weeks this check was meant for: 4, 13, 26, 52 or 104.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<u16>,
    /// What was found.
    pub status: WorkStatus,
    /// Whether it is still the same employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_employer: Option<bool>,
    /// Paid minutes a week now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Pay now, pence an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly: Option<Pence>,
    /// How it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// Record what became of the young person, by the ILR's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordDestination {
    /// Who.
    pub internship: InternshipId,
    /// The ILR's outcome code: `EMP1`. Case does not matter.
    pub outcome: Line,
    /// Since when.
    pub from: Date,
    /// The day it was found out.
    pub date: Date,
}
