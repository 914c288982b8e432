//! The intern's first day in a placement.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EmployerRef;
use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Act, Declaration, Established, EventId, Line, Minutes, PlacementId, RoleId, SubjectKind, words};

words! {
    /// Where the placement takes place, as the ILR asks: simulated at the provider, or at an employer.
    PlacementMode { AtProvider = "at-provider", External = "external" }
}

/// The intern's first day in a placement at an employer. Several may run side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementStarted {
    /// Which placement.
    pub placement: PlacementId,
    /// With whom.
    pub employer: EmployerRef,
    /// Which of the employer's sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Line>,
    /// What the intern does there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// Which of the employer's open roles it fills, if one was registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<RoleId>,
    /// First day.
    pub date: Date,
    /// Last planned day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_end: Option<Date>,
    /// Planned minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Planned minutes in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_minutes: Option<Minutes>,
    /// Whether it takes place at the provider or outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<PlacementMode>,
    /// Whether somebody at the employer is named as supervisor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor_named: Option<bool>,
    /// Whether the provider starts it now, or records it.
    pub act: Act,
}

impl PlacementStarted {
    /// Where it is and as what: `Riverside Museum as collections assistant`.
    #[must_use]
    pub fn placement(&self) -> String {
        let role = self.role.as_ref().map(|role| format!(" as {role}")).unwrap_or_default();
        format!("{}{role}", self.employer.name)
    }
}

impl Declaration for PlacementStarted {
    const NAME: &'static str = "placement-started";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f",
        "employer": {"id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library"},
        "site": "Quayside", "role": "collections assistant",
        "opening": "d5e6f708-1b2c-5d3e-8f40-5b6c7d8e9fa0", "date": "2024-09-30", "plannedEnd": "2025-01-31",
        "weeklyMinutes": 1260, "plannedMinutes": 20160, "mode": "external", "supervisorNamed": true, "act": "ours"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Placement(self.placement))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Place]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let site = self.site.as_ref().map(|site| format!(" ({site})")).unwrap_or_default();
        let weekly = self.weekly_minutes.map(|minutes| format!("{minutes} a week"));
        let until = self.planned_end.map(|end| format!("planned until {}", day(end)));
        let total = self.planned_minutes.map(|minutes| format!("{minutes} in all"));
        let plan: Vec<String> = [weekly, total, until].into_iter().flatten().collect();
        let plan = if plan.is_empty() { String::new() } else { format!(": {}", plan.join(", ")) };
        let mode = match self.mode {
            Some(PlacementMode::AtProvider) => " It takes place at the provider.",
            Some(PlacementMode::External) => " It takes place at the employer.",
            None => "",
        };
        let supervisor = match self.supervisor_named {
            Some(true) => " Somebody there is named as their supervisor.",
            Some(false) => " Nobody there is named as their supervisor yet.",
            None => "",
        };
        let act = match self.act {
            Act::Ours => "",
            Act::Recorded => " Written down from the provider's records.",
        };
        format!("First day of the placement at {}{site}{plan}.{mode}{supervisor}{act}", self.placement())
    }
}
