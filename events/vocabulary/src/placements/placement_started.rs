//! The intern's first day in a rotation at an employer.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EmployerRef;
use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, Line, Minutes, SubjectKind};

/// The intern's first day in a rotation at an employer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementStarted {
    /// Which rotation of the programme, from 1.
    pub rotation: u8,
    /// Where.
    pub employer: EmployerRef,
    /// What the intern does there.
    pub role: Line,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Line>,
    /// First day.
    pub date: Date,
    /// Last planned day.
    pub planned_end: Date,
    /// Planned minutes a week.
    pub weekly_minutes: Minutes,
    /// Whether somebody at the employer is named as supervisor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor_named: Option<bool>,
}

impl Declaration for PlacementStarted {
    const NAME: &'static str = "placement-started";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "rotation": 1,
        "employer": {"id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library"},
        "role": "collections", "sector": "culture", "date": "2024-09-30", "plannedEnd": "2025-01-31",
        "weeklyMinutes": 1260, "supervisorNamed": true
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Placement(self.rotation))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Place]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let sector = self.sector.as_ref().map(|sector| format!(" ({sector})")).unwrap_or_default();
        let supervisor = match self.supervisor_named {
            Some(true) => " Somebody there is named as their supervisor.",
            Some(false) => " Nobody there is named as their supervisor yet.",
            None => "",
        };
        format!(
            "First day of placement {} at {} as {}{sector}: {} a week, planned until {}.{supervisor}",
            self.rotation,
            self.employer.name,
            self.role,
            self.weekly_minutes,
            day(self.planned_end),
        )
    }
}
