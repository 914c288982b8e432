//! A job coach begins to support the intern.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{day, unended};
use crate::{CoachId, Declaration, Established, EventId, Line, SubjectKind};

/// A job coach begins to support the intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachAssigned {
    /// Who.
    pub coach: CoachId,
    /// First day.
    pub date: Date,
    /// Last day, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why this coach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
}

impl Declaration for CoachAssigned {
    const NAME: &'static str = "coach-assigned";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "coach": "d1e2f3a4-b5c6-5d7e-8f90-a1b2c3d4e5f6", "date": "2024-09-30", "until": "2025-07-11",
        "reason": "knows the museum"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let until = self.until.map(|until| format!(", until {}", day(until))).unwrap_or_default();
        let reason = self.reason.as_ref().map(|reason| format!(" Why: {}.", unended(reason.as_str())));
        let coach = names.coach_or(self.coach);
        format!("{coach} became their job coach from {}{until}.{}", day(self.date), reason.unwrap_or_default())
    }
}
