//! A job coach worked with or for the intern.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::telling::Names;
use crate::telling::prose::{clock, day};
use crate::{CoachId, Declaration, Established, EventId, SubjectKind, words};

words! {
    /// How a job coach did it.
    Mode { InPerson = "in-person", Remote = "remote" }
}

/// A job coach worked with or for the intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoursLogged {
    /// Who.
    pub coach: CoachId,
    /// The day.
    pub date: Date,
    /// In person or remotely, if it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// How long, when, where, what, and whether it may be claimed.
    pub session: Session,
}

impl Declaration for HoursLogged {
    const NAME: &'static str = "hours-logged";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "coach": "d1e2f3a4-b5c6-5d7e-8f90-a1b2c3d4e5f6", "date": "2024-10-01", "mode": "in-person",
        "session": {
            "minutes": 40, "activity": "systematic-instruction", "claimable": true, "start": "09:30:00",
            "place": "placement", "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f",
            "group": "e5f60718-2c3d-5e4f-8a51-6c7d8e9fa0b1", "coachMinutes": 120
        }
    }"#;

    fn establishes(&self, id: EventId) -> Option<Established> {
        Some(Established::Session(id))
    }

    fn depends_on(&self) -> Vec<Established> {
        let placement = self.session.placement.map(Established::Placement);
        [Some(Established::Subject), placement].into_iter().flatten().collect()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let Session { minutes, activity, claimable, start, group, coach_minutes, .. } = self.session;
        let from = start.map(|start| format!(" from {}", clock(start))).unwrap_or_default();
        let at = self.session.at(names).map(|at| format!(", {at}")).unwrap_or_default();
        let mode = match self.mode {
            None => "",
            Some(Mode::InPerson) => ", in person",
            Some(Mode::Remote) => ", remotely",
        };
        let group = match (group, coach_minutes) {
            (None, _) => String::new(),
            (Some(_), None) => ", as part of a group".to_owned(),
            (Some(_), Some(minutes)) => format!(", as part of a group that had the coach for {minutes}"),
        };
        format!(
            "{} worked {} them for {minutes} on {}{from}{at}{mode}{group}: {}; {}.",
            names.coach_or(self.coach),
            activity.with(),
            day(self.date),
            activity.doing(),
            super::claimed(claimable),
        )
    }

    #[cfg(feature = "old-version")]
    fn upcast(version: u16, data: serde_json::Value) -> Option<serde_json::Value> {
        crate::old_version::upcast(version, data)
    }
}
