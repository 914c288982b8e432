//! It was verified which plan the young person has.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, LocalAuthority, SameFields, SubjectKind, words};

words! {
    /// What kind of plan the young person has.
    PlanKind { EhcPlan = "ehc-plan", NonEhcPilot = "non-ehc-pilot" }
    /// What somebody goes by who says that there is a plan.
    PlanEvidence { SeenByAPerson = "seen-by-a-person", TakenFromARecord = "taken-from-a-record" }
}

/// It was verified which plan the young person has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanVerified {
    /// The day.
    pub date: Date,
    /// What kind of plan.
    pub kind: PlanKind,
    /// The local authority that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// When it was last reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_review: Option<Date>,
    /// Whether it names the internship as the pathway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_pathway: Option<bool>,
    /// Whether a person saw it, or it was taken from a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<PlanEvidence>,
}

impl Declaration for PlanVerified {
    const NAME: &'static str = "plan-verified";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-05-07", "kind": "ehc-plan", "localAuthority": "E08000006",
        "lastReview": "2024-01-15", "namesPathway": true, "evidence": "seen-by-a-person"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let mut text = match self.kind {
            PlanKind::EhcPlan => "They have an Education, Health and Care plan.".to_owned(),
            PlanKind::NonEhcPilot => {
                "They take part without an Education, Health and Care plan, under the pilot.".to_owned()
            }
        };
        match self.evidence {
            Some(PlanEvidence::SeenByAPerson) => text += " Somebody saw the papers.",
            Some(PlanEvidence::TakenFromARecord) => text += " That was taken from a record.",
            None => {}
        }
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
