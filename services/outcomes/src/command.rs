//! What can be asked.

use events::outcomes::{
    ConcernRaised, ConcernResolved, ContactLost, Contract, Evidence, HandoverAgreed, ImpactReviewed, JobChanged,
    JobEnded, JobOfferAnswered, QualitySelfAssessed, WorkStatus,
};
use events::{EmployerId, InternshipId, JobId, Line, Minutes, Pence, Sector};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{asks, commands};

commands! { "outcomes", taking back can break []:
    OfferJob = "offer-job", becomes "job-offered" on Internship, Begin, rules [H14]: "Record that somebody offered a paid job.";
    AnswerJobOffer with fields of JobOfferAnswered = "answer-job-offer", becomes "job-offer-answered" on Internship, Follow, rules [H14]: "Record what the young person said to an offer.";
    StartJob = "start-job", becomes "job-started" on Internship, Follow, rules [H14]: "Record the first day in a paid job.";
    ChangeJob with fields of JobChanged = "change-job", becomes "job-changed" on Internship, During, rules [H14]: "Record that hours, pay or role of a job changed.";
    EndJob with fields of JobEnded = "end-job", becomes "job-ended" on Internship, End, rules [H14]: "Record the last day in a paid job.";
    AgreeHandover with fields of HandoverAgreed = "agree-handover", becomes "handover-agreed" on Internship, During, rules [H14]: "Record how support at work steps down after the programme, and whom to call.";
    RaiseConcern with fields of ConcernRaised = "raise-concern", becomes "concern-raised" on Internship, During, rules [H14]: "Record that somebody is worried about how it goes at work.";
    ResolveConcern with fields of ConcernResolved = "resolve-concern", becomes "concern-resolved" on Internship, Settle, rules [H14]: "Record that a concern was answered.";
    CheckSustainment = "check-sustainment", becomes "sustainment-checked" on Internship, During, rules [H14]: "Record whether they are still in work.";
    RecordDestination = "record-destination", becomes "destination-recorded" on Internship, During, rules [H12, H14]: "Record what became of the young person, by the ILR's list.";
    ReviewImpact with fields of ImpactReviewed = "review-impact", becomes "impact-reviewed" on Internship, During, rules [H14]: "Record what the job changes in somebody's life.";
    LoseContact with fields of ContactLost = "lose-contact", becomes "contact-lost" on Internship, During, rules [H14]: "Record that nobody can reach the young person any more.";
    AssessQuality with fields of QualitySelfAssessed = "assess-quality", becomes "quality-self-assessed" on Provider, During, rules [H14]: "Record a provider's own assessment by the sector's quality framework.";
}

asks! {
    OfferJob: of internship, may read employer;
    StartJob: of internship, may read employer;
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
    /// Which job.
    pub job: JobId,
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
    pub sector: Option<Sector>,
    /// The kind of work in the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_words: Option<Line>,
    /// Paid minutes a week, if known; 0 only where the contract promises none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Pay, pence an hour, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly_pence: Option<Pence>,
    /// On what terms.
    pub contract: Contract,
    /// Whether it is for a season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seasonal: Option<bool>,
    /// First day offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
}

/// Record the first day in a paid job. Where nobody recorded an offer of it, this says what an offer
/// would: an employer, the role and the contract, and what else is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartJob {
    /// Whose.
    pub internship: InternshipId,
    /// Which job.
    pub job: JobId,
    /// The day.
    pub date: Date,
    /// With whom, if registered; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<EmployerId>,
    /// With whom, if not registered; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_name: Option<Line>,
    /// What the job is; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// The kind of work; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The kind of work in the provider's own words; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_words: Option<Line>,
    /// Paid minutes a week, if known; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Pay, pence an hour, if known; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly_pence: Option<Pence>,
    /// On what terms; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// Whether it is for a season; only without an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seasonal: Option<bool>,
}

/// Record whether they are still in work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckSustainment {
    /// Who.
    pub internship: InternshipId,
    /// The day that was asked about.
    pub date: Date,
    /// The job it is about. If it is not said, the only one that fits the day, and the number of weeks
    /// where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
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
    pub hourly_pence: Option<Pence>,
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
    /// The ILR's outcome type and code: `EMP1`. Case does not matter.
    pub outcome: Line,
    /// Since when.
    pub from: Date,
    /// The last day, if it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The day it was collected.
    pub date: Date,
}
