//! Access to Work was asked for support.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Signatory;
use crate::telling::Names;
use crate::telling::prose::{count, list};
use crate::{Act, ApplicationId, Declaration, Established, EventId, JobId, Minutes, SubjectKind, words};

words! {
    /// What support from Access to Work is for.
    SupportPurpose { Placement = "placement", Job = "job" }
}

/// Access to Work was asked for support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessToWorkApplied {
    /// Which application.
    pub application: ApplicationId,
    /// The day it was submitted.
    pub date: Date,
    /// Whether the provider submits it now, or records one that went in before.
    pub act: Act,
    /// What the support is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<SupportPurpose>,
    /// The job, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// Who signed. Absent: not evidenced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
    /// When they signed. Absent: not evidenced.
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

impl Declaration for AccessToWorkApplied {
    const NAME: &'static str = "access-to-work-applied";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "application": "b7a6958c-4d3e-8f21-9a0b-c1d2e3f4a5b6", "date": "2024-07-15", "act": "ours", "purpose": "placement",
        "signedBy": "appointee", "signedOn": "2024-07-12", "weeklyMinutes": 960, "weeks": 39, "travel": true, "equipment": false
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Application(self.application))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let purpose = match self.purpose {
            Some(SupportPurpose::Placement) => " at the placement",
            Some(SupportPurpose::Job) => " in a job",
            None => "",
        };
        let coaching = match (self.weekly_minutes, self.weeks) {
            (Some(time), Some(weeks)) => {
                format!(": {time} of job coaching a week, for {}", count(weeks.into(), "week", "weeks"))
            }
            (Some(time), None) => format!(": {time} of job coaching a week"),
            (None, Some(weeks)) => format!(": job coaching for {}", count(weeks.into(), "week", "weeks")),
            (None, None) => String::new(),
        };
        let signed = self.signed_by.map(|who| format!(", {}", who.signed())).unwrap_or_default();
        let more: Vec<&str> = [(self.travel, "travel"), (self.equipment, "equipment")]
            .into_iter()
            .filter_map(|(asked, what)| (asked == Some(true)).then_some(what))
            .collect();
        let more = if more.is_empty() { String::new() } else { format!(" Also asked for: {}.", list(&more)) };
        format!("Access to Work was asked for support{purpose}{coaching}{signed}.{more}{}", self.act.told())
    }
}
