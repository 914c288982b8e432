//! Whether the intern was there on a day.

use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::clock;
use crate::{Declaration, Established, EventId, Minutes, PlacementId, SubjectKind, words};

words! {
    /// Where the intern was expected.
    AttendancePlace { Placement = "placement", Class = "class" }

    /// Why the intern was not there.
    AbsenceReason { Ill = "ill", Appointment = "appointment", Holiday = "holiday", Transport = "transport", EmployerClosed = "employer-closed", NotAuthorised = "not-authorised", NotKnown = "not-known", Other = "other" }
}

/// Whether the intern was there on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceRecorded {
    /// The day.
    pub date: Date,
    /// Where the intern was expected.
    pub place: AttendancePlace,
    /// Which placement, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// How long they were there, without the break; 0 when absent.
    pub minutes: Minutes,
    /// When they began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Time>,
    /// When they finished: earlier than the start, it was after midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Time>,
    /// How long their break was; 0 when they had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_minutes: Option<Minutes>,
    /// Why not, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceReason>,
}

impl Declaration for AttendanceRecorded {
    const NAME: &'static str = "attendance-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-10-14", "place": "placement", "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f",
        "minutes": 300, "start": "09:30:00", "end": "15:00:00", "breakMinutes": 30
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        [Some(Established::Subject), self.placement.map(Established::Placement)].into_iter().flatten().collect()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let placement = self.placement.and_then(|placement| names.placement(placement));
        let place = match (self.place, placement) {
            (AttendancePlace::Placement, Some(placement)) => format!("at {placement}"),
            (AttendancePlace::Placement, None) => "at work".to_owned(),
            (AttendancePlace::Class, _) => "in class".to_owned(),
        };
        let reason = self.absence.map(|reason| match reason {
            AbsenceReason::Ill => "they were ill",
            AbsenceReason::Appointment => "they had an appointment",
            AbsenceReason::Holiday => "they were on holiday",
            AbsenceReason::Transport => "transport failed",
            AbsenceReason::EmployerClosed => "the employer was closed",
            AbsenceReason::NotAuthorised => "without leave",
            AbsenceReason::NotKnown => "nobody knows why",
            AbsenceReason::Other => "for another reason",
        });
        match (self.minutes.0, reason) {
            (0, None) => format!("They were not {place} that day."),
            (0, Some(reason)) => format!("They were not {place} that day: {reason}."),
            (_, None) => format!("They were {place} for {}{}.", self.minutes, self.hours()),
            (_, Some(reason)) => format!("They were {place} for {} only: {reason}.", self.minutes),
        }
    }
}

impl AttendanceRecorded {
    fn hours(&self) -> String {
        let start = self.start.map(|start| format!(", from {}", clock(start))).unwrap_or_default();
        let end = self.end.map(|end| format!(", until {}", clock(end))).unwrap_or_default();
        let rest = match self.break_minutes {
            Some(Minutes(0)) => ", without a break".to_owned(),
            Some(minutes) => format!(", with a break of {minutes}"),
            None => String::new(),
        };
        format!("{start}{end}{rest}")
    }
}
