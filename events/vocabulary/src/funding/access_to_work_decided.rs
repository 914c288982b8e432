//! Access to Work answered an application.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::award::Award;
use crate::telling::Names;
use crate::{ApplicationId, Declaration, Established, EventId, SubjectKind, words};

words! {
    /// What became of an application.
    AwardDecision { Awarded = "awarded", Part = "part", Refused = "refused", Withdrawn = "withdrawn" }
}

/// Access to Work answered an application, or it was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessToWorkDecided {
    /// The application it answers.
    pub application: ApplicationId,
    /// The day of the decision.
    pub date: Date,
    /// What was decided.
    pub decision: AwardDecision,
    /// What was awarded; nothing when refused or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award: Option<Award>,
}

impl Declaration for AccessToWorkDecided {
    const NAME: &'static str = "access-to-work-decided";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "application": "b7a6958c-4d3e-8f21-9a0b-c1d2e3f4a5b6", "date": "2024-09-10", "decision": "part",
        "award": {
            "reference": "ATW-204417", "from": "2024-09-30", "until": "2025-03-30",
            "coaching": {"steps": [{"from": "2024-09-30", "weeklyMinutes": 720}, {"from": "2025-01-06", "weeklyMinutes": 480}], "hourly": 3225, "weeks": 26},
            "travel": {"daily": 1150}
        }
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        self.award.as_ref().map(|award| Established::Award(award.reference.clone()))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Application(self.application)]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let decision = match self.decision {
            AwardDecision::Awarded => "Access to Work said yes.",
            AwardDecision::Part => "Access to Work agreed to part of what was asked for.",
            AwardDecision::Refused => "Access to Work said no.",
            AwardDecision::Withdrawn => "The application to Access to Work was withdrawn.",
        };
        let award = self.award.as_ref().map(|award| format!(" {}", award.told())).unwrap_or_default();
        format!("{decision}{award}")
    }
}
