//! A placement is interrupted.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{capital, noted};
use crate::{Declaration, Established, EventId, Note, PlacementId, SameFields, SubjectKind, words};

words! {
    /// Why a placement is interrupted.
    PauseReason { Ill = "ill", EmployerClosed = "employer-closed", ProgrammeBreak = "programme-break", Problem = "problem", Family = "family", Transport = "transport", Other = "other" }
}

/// A placement is interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementPaused {
    /// Which placement.
    pub placement: PlacementId,
    /// First day without it.
    pub date: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PauseReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for PlacementPaused {
    const NAME: &'static str = "placement-paused";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f", "date": "2024-11-18", "reason": "ill", "note": "a broken wrist"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Pause(self.placement))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Placement(self.placement)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = self.reason.map(|reason| match reason {
            PauseReason::Ill => ": the intern is ill",
            PauseReason::EmployerClosed => ": the employer is closed",
            PauseReason::ProgrammeBreak => ": the programme has a break",
            PauseReason::Problem => ": there was a problem",
            PauseReason::Family => ", for family reasons",
            PauseReason::Transport => ": there is no way to get there",
            PauseReason::Other => ", for another reason",
        });
        let (placement, note) = (capital(&names.the_placement(self.placement)), noted(self.note.as_ref()));
        format!("{placement} was paused{}.{note}", reason.unwrap_or_default())
    }
}

impl SameFields for PlacementPaused {
    fn day(&self) -> Date {
        self.date
    }
}
