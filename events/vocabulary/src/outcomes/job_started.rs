//! The first day in a paid job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::JobTerms;
use crate::telling::Names;
use crate::{Declaration, Established, EventId, JobId, Pence, SubjectKind};

/// The first day in a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobStarted {
    /// Which job.
    pub job: JobId,
    /// The day.
    pub date: Date,
    /// What the job is, where nobody recorded an offer of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<JobTerms>,
    /// The minimum wage, pence an hour, that applied on the day at the age of the young person. Absent
    /// where the age or the rate is not known, and for work of their own, which has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_wage: Option<Pence>,
}

impl Declaration for JobStarted {
    const NAME: &'static str = "job-started";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "job": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-07-16",
        "terms": {
            "employer": {"name": "Riverside Museum and Library"}, "role": "kitchen assistant",
            "weeklyMinutes": 1200, "hourlyPence": 1250, "contract": "permanent"
        },
        "minimumWage": 1221
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Job(self.job))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Offer(self.job), Established::AcceptedOffer(self.job)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let job = match &self.terms {
            Some(terms) => terms.told(),
            None => names.the_job(self.job),
        };
        let wage = self.minimum_wage.map(|wage| format!(" The minimum wage at their age was {wage} an hour."));
        format!("First day in {job}.{}", wage.unwrap_or_default())
    }
}
