//! Whether the intern was there on a day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Place;
use crate::telling::Names;
use crate::{Declaration, Established, EventId, Minutes, SubjectKind, words};

words! {
    /// Why the intern was not there.
    AbsenceReason { Ill = "ill", Appointment = "appointment", Holiday = "holiday", Transport = "transport", EmployerClosed = "employer-closed", NotAuthorised = "not-authorised", Other = "other" }
}

/// Whether the intern was there on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceRecorded {
    /// The day.
    pub date: Date,
    /// Where the intern was expected.
    pub place: Place,
    /// How long they were there; 0 when absent.
    pub minutes: Minutes,
    /// Why not, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceReason>,
}

impl Declaration for AttendanceRecorded {
    const NAME: &'static str = "attendance-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-10-14", "place": "employer", "minutes": 0, "absence": "ill"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let place = match self.place {
            Place::Employer => "at work",
            Place::Classroom => "in class",
            Place::Remote => "online",
        };
        let reason = self.absence.map(|reason| match reason {
            AbsenceReason::Ill => "they were ill",
            AbsenceReason::Appointment => "they had an appointment",
            AbsenceReason::Holiday => "they were on holiday",
            AbsenceReason::Transport => "transport failed",
            AbsenceReason::EmployerClosed => "the employer was closed",
            AbsenceReason::NotAuthorised => "without leave",
            AbsenceReason::Other => "for another reason",
        });
        match (self.minutes.0, reason) {
            (0, None) => format!("They were not {place} that day."),
            (0, Some(reason)) => format!("They were not {place} that day: {reason}."),
            (_, None) => format!("They were {place} for {}.", self.minutes),
            (_, Some(reason)) => format!("They were {place} for {} only: {reason}.", self.minutes),
        }
    }
}
