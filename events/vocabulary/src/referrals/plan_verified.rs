//! Somebody saw the young person's plan.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, LocalAuthority, SameFields, SubjectKind, words};

words! {
    /// What kind of plan the young person has.
    PlanKind { EhcPlan = "ehc-plan", NonEhcPilot = "non-ehc-pilot" }
}

/// Somebody saw the young person's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanVerified {
    /// The day it was seen.
    pub date: Date,
    /// What kind of plan.
    pub kind: PlanKind,
    /// The local authority that owns it.
    pub local_authority: LocalAuthority,
    /// When it was last reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_review: Option<Date>,
    /// Whether it names the internship as the pathway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_pathway: Option<bool>,
}

impl Declaration for PlanVerified {
    const NAME: &'static str = "plan-verified";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-05-07", "kind": "ehc-plan", "localAuthority": "E08000006",
        "lastReview": "2024-01-15", "namesPathway": true
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let mut text = match self.kind {
            PlanKind::EhcPlan => "Their Education, Health and Care plan was seen.".to_owned(),
            PlanKind::NonEhcPilot => {
                "Their papers were seen: they take part without an Education, Health and Care plan, under the pilot."
                    .to_owned()
            }
        };
        if let Some(review) = self.last_review {
            text += &format!(" It was last reviewed on {}.", day(review));
        }
        match self.names_pathway {
            Some(true) => text += " It names the internship as the way forward.",
            Some(false) => text += " It does not name the internship as the way forward yet.",
            None => {}
        }
        text
    }
}

impl SameFields for PlanVerified {
    fn day(&self) -> Date {
        self.date
    }
}
