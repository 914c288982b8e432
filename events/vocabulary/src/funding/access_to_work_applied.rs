//! Access to Work was asked for support.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Signatory;
use crate::telling::Names;
use crate::telling::prose::count;
use crate::{ApplicationId, Declaration, Established, EventId, Minutes, SubjectKind};

/// Access to Work was asked for support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessToWorkApplied {
    /// Which application.
    pub application: ApplicationId,
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

impl Declaration for AccessToWorkApplied {
    const NAME: &'static str = "access-to-work-applied";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "application": "b7a6958c-4d3e-8f21-9a0b-c1d2e3f4a5b6", "date": "2024-07-15", "signedBy": "appointee",
        "weeklyMinutes": 960, "weeks": 39, "travel": true
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Application(self.application))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let coaching = match (self.weekly_minutes, self.weeks) {
            (Some(time), Some(weeks)) => {
                format!(": {time} of job coaching a week, for {}", count(weeks.into(), "week", "weeks"))
            }
            (Some(time), None) => format!(": {time} of job coaching a week"),
            (None, Some(weeks)) => format!(": job coaching for {}", count(weeks.into(), "week", "weeks")),
            (None, None) => String::new(),
        };
        let travel = match self.travel {
            Some(true) => " Travel was asked for too.",
            Some(false) | None => "",
        };
        format!("Access to Work was asked for support{coaching}, {}.{travel}", self.signed_by.signed())
    }
}
