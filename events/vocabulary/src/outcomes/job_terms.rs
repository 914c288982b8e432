//! What a job is: with whom, as what, for how long a week and for how much.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EmployerId, Line, Minutes, Pence, Sector, words};

words! {
    /// The terms of a job. Voluntary work is no job.
    Contract { Permanent = "permanent", FixedTerm = "fixed-term", ZeroHours = "zero-hours", Apprenticeship = "apprenticeship", SelfEmployed = "self-employed" }
}

/// What a job is, as it was offered or as it started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobTerms {
    /// With whom.
    pub employer: JobEmployer,
    /// As what.
    pub role: Line,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The kind of work in the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_words: Option<Line>,
    /// Paid minutes a week, if known; 0 where the contract promises none.
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

impl JobTerms {
    /// What the job is and with whom: `kitchen assistant at Corner Café`.
    #[must_use]
    pub fn job(&self) -> String {
        format!("{} at {}", self.role, self.employer.name)
    }

    /// `a permanent job as kitchen assistant at Corner Café: 20 h a week at £10.00 an hour`.
    pub(super) fn told(&self) -> String {
        let contract = match self.contract {
            Contract::Permanent => "a permanent job",
            Contract::FixedTerm => "a job for a fixed time",
            Contract::ZeroHours => "a job without fixed hours",
            Contract::Apprenticeship => "an apprenticeship",
            Contract::SelfEmployed => "work of their own",
        };
        let sector = match (&self.sector_words, self.sector) {
            (None, None) => String::new(),
            (Some(words), _) => format!(" ({words})"),
            (None, Some(sector)) => format!(" ({})", sector.plain()),
        };
        let seasonal = if self.seasonal == Some(true) { ", for the season" } else { "" };
        let hours = hours_and_pay(self.weekly_minutes, self.hourly_pence);
        let hours = if hours.is_empty() { hours } else { format!(": {hours}") };
        format!("{contract} as {}{sector}{seasonal}{hours}", self.job())
    }
}

/// `20 h a week at £10.00 an hour`, as far as it is known.
pub(super) fn hours_and_pay(weekly: Option<Minutes>, hourly: Option<Pence>) -> String {
    let weekly = weekly.map(|time| format!("{time} a week"));
    let hourly = hourly.map(|pay| format!("at {pay} an hour"));
    [weekly, hourly].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
