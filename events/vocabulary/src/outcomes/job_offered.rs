//! Somebody offered a paid job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, EmployerId, Established, EventId, Line, Minutes, OfferId, Pence, SubjectKind, words};

words! {
    /// The terms of a job. Voluntary work is no job.
    Contract { Permanent = "permanent", FixedTerm = "fixed-term", ZeroHours = "zero-hours", Apprenticeship = "apprenticeship", SelfEmployed = "self-employed" }
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

impl Declaration for JobOffered {
    const NAME: &'static str = "job-offered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "offer": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-07-09",
        "role": "kitchen assistant", "sector": "culture",
        "employer": {"id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library"},
        "weeklyMinutes": 1200, "hourly": 1000, "contract": "permanent", "seasonal": false,
        "placementEmployer": true, "start": "2025-07-16"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Offer(self.offer))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let sector = self.sector.as_ref().map(|sector| format!(" ({sector})")).unwrap_or_default();
        let contract = match self.contract {
            Contract::Permanent => "a permanent job",
            Contract::FixedTerm => "a job for a fixed time",
            Contract::ZeroHours => "a job without fixed hours",
            Contract::Apprenticeship => "an apprenticeship",
            Contract::SelfEmployed => "work of their own",
        };
        let seasonal = if self.seasonal == Some(true) { ", for the season" } else { "" };
        let start = self.start.map(|start| format!(", to start on {}", day(start))).unwrap_or_default();
        let known = if self.placement_employer { " They know the employer from a placement." } else { "" };
        format!(
            "They were offered {contract} as {}{sector}{seasonal}: {} a week at {} an hour{start}.{known}",
            self.job(),
            self.weekly_minutes,
            self.hourly,
        )
    }
}

impl JobOffered {
    /// What the job is and with whom: `kitchen assistant at Corner Café`.
    #[must_use]
    pub fn job(&self) -> String {
        format!("{} at {}", self.role, self.employer.name)
    }
}
