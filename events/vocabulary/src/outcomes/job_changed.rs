//! Hours, pay or role of a job changed.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::job_terms::hours_and_pay;
use crate::telling::Names;
use crate::telling::prose::capital;
use crate::{Declaration, Established, EventId, JobId, Line, Minutes, Pence, SameFields, SubjectKind};

/// Hours, pay or role of a job changed. Whether it is a progression or a reduction follows from what
/// they were before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobChanged {
    /// Which job.
    pub job: JobId,
    /// From which day on.
    pub date: Date,
    /// Paid minutes a week from then on, if they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Pay from then on, pence an hour, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly_pence: Option<Pence>,
    /// The role from then on, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
}

impl Declaration for JobChanged {
    const NAME: &'static str = "job-changed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "job": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-11-03", "weeklyMinutes": 1440,
        "hourlyPence": 1290, "role": "kitchen team leader"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Job(self.job)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let hours = hours_and_pay(self.weekly_minutes, self.hourly_pence);
        let hours = if hours.is_empty() { hours } else { format!(" now {hours}") };
        let role = self.role.as_ref().map(|role| format!(" now as {role}")).unwrap_or_default();
        let between = if hours.is_empty() || role.is_empty() { "" } else { "," };
        capital(&format!("{} changed:{hours}{between}{role}.", names.the_job(self.job)))
    }
}

impl SameFields for JobChanged {
    fn day(&self) -> Date {
        self.date
    }
}
