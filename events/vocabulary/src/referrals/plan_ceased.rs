//! The local authority stopped maintaining the young person's plan.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// Why a plan was ended.
    CeaseReason { OutcomesReached = "outcomes-reached", InWork = "in-work", InHigherEducation = "in-higher-education", LeftEducation = "left-education", TooOld = "too-old", YoungPersonDecision = "young-person-decision", Other = "other" }
}

/// The local authority stopped maintaining the young person's plan. An internship that was still going
/// on ends with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanCeased {
    /// The last day of the plan.
    pub date: Date,
    /// Why.
    pub reason: CeaseReason,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for PlanCeased {
    const NAME: &'static str = "plan-ceased";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-10-31", "reason": "in-work", "note": "Amir's mother asked for the letter to be sent to her as well"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let reason = match self.reason {
            CeaseReason::OutcomesReached => "they had reached what it was for",
            CeaseReason::InWork => "they are in work",
            CeaseReason::InHigherEducation => "they are at university",
            CeaseReason::LeftEducation => "they left education",
            CeaseReason::TooOld => "they reached the age up to which a plan can be kept",
            CeaseReason::YoungPersonDecision => "they no longer wanted it",
            CeaseReason::Other => "for another reason",
        };
        format!("The council ended their plan: {reason}.{}", noted(self.note.as_ref()))
    }
}

impl SameFields for PlanCeased {
    fn day(&self) -> Date {
        self.date
    }
}
