//! The intern's last day in a placement.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, Note, PlacementId, SameFields, SubjectKind, words};

words! {
    /// Why a placement ended.
    PlacementEndReason { Finished = "finished", BrokeDown = "broke-down", EmployerWithdrew = "employer-withdrew", BecameJob = "became-job", InternLeft = "intern-left", Moved = "moved-to-another", Other = "other" }
}

/// The intern's last day in a placement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementEnded {
    /// Which placement.
    pub placement: PlacementId,
    /// Last day.
    pub date: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PlacementEndReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for PlacementEnded {
    const NAME: &'static str = "placement-ended";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f", "date": "2024-11-04", "reason": "intern-left",
        "note": "the shifts were too early for the bus"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Placement(self.placement)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = self.reason.map(|reason| match reason {
            PlacementEndReason::Finished => ": it was finished as planned",
            PlacementEndReason::BrokeDown => ": it broke down",
            PlacementEndReason::EmployerWithdrew => ": the employer could not go on with it",
            PlacementEndReason::BecameJob => ": it became a paid job",
            PlacementEndReason::InternLeft => ": the intern left",
            PlacementEndReason::Moved => ": they moved on to another placement",
            PlacementEndReason::Other => ", for another reason",
        });
        let (placement, note) = (names.the_placement(self.placement), noted(self.note.as_ref()));
        format!("Last day of {placement}{}.{note}", reason.unwrap_or_default())
    }
}

impl SameFields for PlacementEnded {
    fn day(&self) -> Date {
        self.date
    }
}
