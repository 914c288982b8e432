//! The intern left before the end.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// Why an intern left early.
    WithdrawalReason { Health = "health", MovedAway = "moved-away", FoundWork = "found-work", OtherProvision = "other-provision", PlacementBrokeDown = "placement-broke-down", FamilyDecision = "family-decision", YoungPersonDecision = "young-person-decision", Other = "other" }
}

/// The intern left before the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Withdrawn {
    /// The last day.
    pub date: Date,
    /// Why.
    pub reason: WithdrawalReason,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for Withdrawn {
    const NAME: &'static str = "withdrawn";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-11-04", "reason": "health", "note": "Amir is in hospital until spring"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Place]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let note = noted(self.note.as_ref());
        format!("They left the programme early: {}.{note}", withdrawn(self.reason))
    }
}

impl SameFields for Withdrawn {
    fn day(&self) -> Date {
        self.date
    }
}

fn withdrawn(reason: WithdrawalReason) -> &'static str {
    match reason {
        WithdrawalReason::Health => "for their health",
        WithdrawalReason::MovedAway => "they moved away",
        WithdrawalReason::FoundWork => "they found work",
        WithdrawalReason::OtherProvision => "something else suited them better",
        WithdrawalReason::PlacementBrokeDown => "the placement broke down",
        WithdrawalReason::FamilyDecision => "the family decided so",
        WithdrawalReason::YoungPersonDecision => "the young person decided so",
        WithdrawalReason::Other => "for another reason",
    }
}
