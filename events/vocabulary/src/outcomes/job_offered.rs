//! Somebody offered a paid job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::JobTerms;
use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, JobId, SubjectKind};

/// Somebody offered a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOffered {
    /// Which job.
    pub job: JobId,
    /// The day of the offer.
    pub date: Date,
    /// What was offered.
    pub terms: JobTerms,
    /// First day offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
}

impl Declaration for JobOffered {
    const NAME: &'static str = "job-offered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "job": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-07-09",
        "terms": {
            "employer": {"id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library"},
            "role": "kitchen assistant", "sector": "arts-and-recreation", "sectorWords": "museum café",
            "weeklyMinutes": 1200, "hourlyPence": 1000, "contract": "permanent", "seasonal": false
        },
        "start": "2025-07-16"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Offer(self.job))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let start = self.start.map(|start| format!(", to start on {}", day(start))).unwrap_or_default();
        format!("They were offered {}{start}.", self.terms.told())
    }
}
