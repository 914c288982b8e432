//! Something is done differently at work, so that the intern can do it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::ended;
use crate::{Declaration, Established, EventId, Note, PlacementId, SameFields, SubjectKind, words};

words! {
    /// What is done differently.
    AdjustmentKind { Hours = "hours", Tasks = "tasks", Equipment = "equipment", Communication = "communication", Surroundings = "surroundings", Support = "support", Training = "training", Other = "other" }
}

/// Something is done differently at work, so that the intern can do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdjustmentAgreed {
    /// The day.
    pub date: Date,
    /// At which placement, if it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// What is done differently.
    pub kind: AdjustmentKind,
    /// What exactly. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Note>,
}

impl Declaration for AdjustmentAgreed {
    const NAME: &'static str = "adjustment-agreed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-10-02", "kind": "communication", "detail": "instructions on a card with pictures"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        [Some(Established::Subject), self.placement.map(Established::Placement)].into_iter().flatten().collect()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let kind = match self.kind {
            AdjustmentKind::Hours => "other hours",
            AdjustmentKind::Tasks => "other tasks",
            AdjustmentKind::Equipment => "equipment",
            AdjustmentKind::Communication => "the way things are explained",
            AdjustmentKind::Surroundings => "the surroundings",
            AdjustmentKind::Support => "more support",
            AdjustmentKind::Training => "more training",
            AdjustmentKind::Other => "something else",
        };
        let at = self.placement.map(|placement| format!(" for {}", names.the_placement(placement))).unwrap_or_default();
        let detail = self.detail.as_ref().map(|detail| format!(" In detail: {}", ended(detail.as_str())));
        format!("An adjustment was agreed{at}: {kind}.{}", detail.unwrap_or_default())
    }
}

impl SameFields for AdjustmentAgreed {
    fn day(&self) -> Date {
        self.date
    }
}
