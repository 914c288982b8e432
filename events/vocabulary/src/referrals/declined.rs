//! The referral did not lead to a place.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::unended;
use crate::{Declaration, Established, EventId, Line, SubjectKind, words};

words! {
    /// Why no place was given or taken.
    DeclineReason { NotReady = "not-ready", OtherProvision = "other-provision", NoPlace = "no-place", FamilyDecision = "family-decision", YoungPersonDecision = "young-person-decision", NotEligible = "not-eligible", Other = "other" }
}

/// The referral did not lead to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Declined {
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: DeclineReason,
    /// What they went on to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Line>,
}

impl Declaration for Declined {
    const NAME: &'static str = "declined";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-28", "reason": "other-provision", "onward": "a course at another college"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let onward = self.onward.as_ref().map(|onward| format!(" They went on to {}.", unended(onward.as_str())));
        format!("The referral did not lead to a place: {}.{}", declined(self.reason), onward.unwrap_or_default())
    }
}

fn declined(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NotReady => "it was too early",
        DeclineReason::OtherProvision => "something else suited them better",
        DeclineReason::NoPlace => "there was no place free",
        DeclineReason::FamilyDecision => "the family decided against it",
        DeclineReason::YoungPersonDecision => "the young person decided against it",
        DeclineReason::NotEligible => "they did not meet the conditions",
        DeclineReason::Other => "for another reason",
    }
}
