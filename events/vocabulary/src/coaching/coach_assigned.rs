//! A job coach begins to support the intern.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{day, noted};
use crate::{CoachId, Declaration, Established, EventId, Note, SameFields, Subject, SubjectKind, words};

words! {
    /// Why this coach and no other.
    AssignmentReason { KnowsIntern = "knows-intern", KnowsWorkplace = "knows-workplace", Skills = "skills", Availability = "availability", Requested = "requested", Replacement = "replacement", Other = "other" }
}

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
    pub reason: Option<AssignmentReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for CoachAssigned {
    const NAME: &'static str = "coach-assigned";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "coach": "d1e2f3a4-b5c6-5d7e-8f90-a1b2c3d4e5f6", "date": "2024-09-30", "until": "2025-07-11",
        "reason": "knows-workplace", "note": "worked at the museum herself"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let until = self.until.map(|until| format!(", until {}", day(until))).unwrap_or_default();
        let reason = self.reason.map(|reason| format!(", {}", because(reason))).unwrap_or_default();
        let coach = names.coach_or(self.coach);
        let note = noted(self.note.as_ref());
        format!("{coach} became their job coach from {}{until}{reason}.{note}", day(self.date))
    }
}

impl SameFields for CoachAssigned {
    fn day(&self) -> Date {
        self.date
    }

    fn also_reads(&self) -> Vec<Subject> {
        vec![self.coach.subject()]
    }
}

fn because(reason: AssignmentReason) -> &'static str {
    match reason {
        AssignmentReason::KnowsIntern => "as somebody who knows them",
        AssignmentReason::KnowsWorkplace => "as somebody who knows the workplace",
        AssignmentReason::Skills => "for skills that they need",
        AssignmentReason::Availability => "as the one who had time",
        AssignmentReason::Requested => "at their own or their family's request",
        AssignmentReason::Replacement => "in place of another coach",
        AssignmentReason::Other => "for another reason",
    }
}
