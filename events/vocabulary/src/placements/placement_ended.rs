//! The intern's last day in a rotation.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind, words};

words! {
    /// Why a rotation ended.
    PlacementEndReason { RotationDone = "rotation-done", BrokeDown = "broke-down", EmployerWithdrew = "employer-withdrew", BecameJob = "became-job", InternLeft = "intern-left", Other = "other" }
}

/// The intern's last day in a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementEnded {
    /// Which rotation of the programme, from 1.
    #[schemars(range(min = 1))]
    pub rotation: u8,
    /// Last day.
    pub date: Date,
    /// Why.
    pub reason: PlacementEndReason,
}

impl Declaration for PlacementEnded {
    const NAME: &'static str = "placement-ended";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "rotation": 1, "date": "2024-11-04", "reason": "intern-left"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Placement(self.rotation)]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let reason = match self.reason {
            PlacementEndReason::RotationDone => "it was done as planned",
            PlacementEndReason::BrokeDown => "it broke down",
            PlacementEndReason::EmployerWithdrew => "the employer could not go on with it",
            PlacementEndReason::BecameJob => "it became a paid job",
            PlacementEndReason::InternLeft => "the intern left",
            PlacementEndReason::Other => "for another reason",
        };
        format!("Last day of placement {}: {reason}.", self.rotation)
    }
}

impl SameFields for PlacementEnded {
    fn day(&self) -> Date {
        self.date
    }
}
