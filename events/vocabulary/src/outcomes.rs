//! Jobs, and the years after.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{entered_in_error, events};
use crate::{EmployerId, Line, Minutes, OfferId, Pence, words};

events! { "outcomes":
    JobOffered = "job-offered" v 1 on Internship: "Somebody offered a paid job.";
    JobOfferAnswered = "job-offer-answered" v 1 on Internship: "The young person took the job or did not.";
    JobStarted = "job-started" v 1 on Internship: "The first day in a paid job.";
    JobEnded = "job-ended" v 1 on Internship: "The last day in a paid job.";
    SustainmentChecked = "sustainment-checked" v 1 on Internship: "Somebody asked whether they are still in work.";
    DestinationRecorded = "destination-recorded" v 1 on Internship: "What became of the young person, by the ILR's list.";
    EnteredInError = "entered-in-error" v 1 on Internship: "An earlier event of this context should not be believed.";
}

entered_in_error!();

words! {
    /// The terms of a job. Voluntary work is no job.
    Contract { Permanent = "permanent", FixedTerm = "fixed-term", ZeroHours = "zero-hours", Apprenticeship = "apprenticeship", SelfEmployed = "self-employed" }
    /// What the young person said to an offer.
    Answer { Accepted = "accepted", Declined = "declined" }
    /// Why a job ended.
    JobEndReason { BetterJob = "better-job", ContractEnded = "contract-ended", Redundant = "redundant", Dismissed = "dismissed", Health = "health", Resigned = "resigned", Other = "other" }
    /// Who ended a job.
    EndedBy { Employee = "employee", Employer = "employer", Both = "both", ContractTerm = "contract-term" }
    /// What a check found.
    WorkStatus { InWork = "in-work", NotInWork = "not-in-work", CouldNotReach = "could-not-reach", NotKnown = "not-known" }
    /// How a check knows.
    Evidence { Payslip = "payslip", Employer = "employer", Intern = "intern", Family = "family", BenefitRecord = "benefit-record" }
    /// The outcome codes of the individualised learner record (H12; ILR specification, destination and progression).
    Destination { Edu1 = "EDU1", Edu2 = "EDU2", Edu3 = "EDU3", Edu4 = "EDU4", Edu5 = "EDU5", Edu6 = "EDU6",
        Emp1 = "EMP1", Emp2 = "EMP2", Emp4 = "EMP4", Emp5 = "EMP5", Gap1 = "GAP1", Npe1 = "NPE1", Npe2 = "NPE2",
        Oth1 = "OTH1", Oth3 = "OTH3", Oth4 = "OTH4", Sde1 = "SDE1", Sde2 = "SDE2", Sde3 = "SDE3", Sde4 = "SDE4", Vol1 = "VOL1" }
}

/// Who gives a job: an employer of the provider's register, or any other by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobEmployer {
    /// Which employer, if it is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EmployerId>,
    /// Its name.
    pub name: Line,
}

/// Somebody offered a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOffered {
    /// Which offer.
    pub offer: OfferId,
    /// The day of the offer.
    pub date: Date,
    /// Who offers.
    pub employer: JobEmployer,
    /// What the job is.
    pub role: Line,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Line>,
    /// Paid minutes a week.
    pub weekly_minutes: Minutes,
    /// Pay, pence an hour.
    pub hourly: Pence,
    /// On what terms.
    pub contract: Contract,
    /// Whether it is for a season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seasonal: Option<bool>,
    /// Whether the intern had a placement with this employer.
    pub placement_employer: bool,
    /// First day offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
}

/// The young person took the job or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOfferAnswered {
    /// Which offer.
    pub offer: OfferId,
    /// The day.
    pub date: Date,
    /// What they said.
    pub answer: Answer,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
}

/// The first day in a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobStarted {
    /// The offer it came of.
    pub offer: OfferId,
    /// The day.
    pub date: Date,
    /// Whether Access to Work was asked again: an internship's award does not follow into the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_access_to_work: Option<bool>,
}

/// The last day in a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobEnded {
    /// The offer it came of.
    pub offer: OfferId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: JobEndReason,
    /// Who ended it.
    pub ended_by: EndedBy,
}

/// Somebody asked whether they are still in work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SustainmentChecked {
    /// The job it is about, by its offer.
    pub offer: OfferId,
    /// The day they asked about.
    pub date: Date,
    /// Whole weeks since the job started.
    pub weeks: u16,
    /// The number of weeks this check was meant for: 4, 13, 26, 52, 104.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<u16>,
    /// What they found.
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
    /// How they know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What became of the young person, by the ILR's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DestinationRecorded {
    /// The ILR's outcome code.
    pub outcome: Destination,
    /// Since when.
    pub from: Date,
    /// The day it was found out.
    pub date: Date,
}
