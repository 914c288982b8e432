//! A placement goes on after an interruption.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{capital, noted};
use crate::{Declaration, Established, EventId, Note, PlacementId, SameFields, SubjectKind, words};

words! {
    /// Why a placement can go on.
    ResumeReason { Recovered = "recovered", EmployerOpen = "employer-open", BreakOver = "break-over", Solved = "problem-solved", Other = "other" }
}

/// A placement goes on after an interruption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementResumed {
    /// Which placement.
    pub placement: PlacementId,
    /// First day back.
    pub date: Date,
    /// Why it can go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ResumeReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for PlacementResumed {
    const NAME: &'static str = "placement-resumed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f", "date": "2024-12-02", "reason": "recovered", "note": "no lifting until January"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Placement(self.placement), Established::Pause(self.placement)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = self.reason.map(|reason| match reason {
            ResumeReason::Recovered => ": the intern is well again",
            ResumeReason::EmployerOpen => ": the employer is open again",
            ResumeReason::BreakOver => ": the break is over",
            ResumeReason::Solved => ": the problem is solved",
            ResumeReason::Other => ", for another reason",
        });
        let (placement, note) = (capital(&names.the_placement(self.placement)), noted(self.note.as_ref()));
        format!("{placement} goes on{}.{note}", reason.unwrap_or_default())
    }
}

impl SameFields for PlacementResumed {
    fn day(&self) -> Date {
        self.date
    }
}
