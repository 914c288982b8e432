//! A job coach worked with or for the intern.

use jiff::civil::{Date, Time};
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
    /// When it began, by the clock on the wall.
    pub start: Time,
    /// In person or from afar.
    pub mode: Mode,
    /// How long, what, and whether it may be claimed.
    pub session: Session,
}

impl Declaration for HoursLogged {
    const NAME: &'static str = "hours-logged";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "coach": "d1e2f3a4-b5c6-5d7e-8f90-a1b2c3d4e5f6", "date": "2024-10-01", "start": "09:30:00",
        "mode": "in-person",
        "session": {"minutes": 90, "activity": "systematic-instruction", "claimable": true}
    }"#;

    fn establishes(&self, id: EventId) -> Option<Established> {
        Some(Established::Session(id))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let Session { minutes, activity, claimable } = self.session;
        let remote = match self.mode {
            Mode::InPerson => "",
            Mode::Remote => ", remotely",
        };
        format!(
            "{} worked {} them for {minutes} on {} from {}{remote}: {}; {}.",
            names.coach_or(self.coach),
            activity.with(),
            day(self.date),
            clock(self.start),
            activity.doing(),
            super::claimed(claimable),
        )
    }

    #[cfg(feature = "old-version")]
    fn upcast(version: u16, data: serde_json::Value) -> Option<serde_json::Value> {
        crate::old_version::upcast(version, data)
    }
}
