//! A provider assessed its own quality, by the sector's framework.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::count;
use crate::{Declaration, Established, EventId, Line, SameFields, SubjectKind};

/// A provider assessed its own quality, by the supported internship quality assurance framework (SIQAF).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QualitySelfAssessed {
    /// The day.
    pub date: Date,
    /// The version of the framework.
    pub version: Line,
    /// The score of each criterion.
    pub scores: Vec<CriterionScore>,
    /// What is to be done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<QualityAction>,
}

/// The score of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CriterionScore {
    /// The criterion by its number, as the framework has it: `2.3`.
    pub criterion: Line,
    /// The points.
    pub score: u8,
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QualityAction {
    /// What. Nothing about a person.
    pub action: Line,
    /// The role of who does it, never a name.
    pub owner: Line,
    /// By when.
    pub due: Date,
}

impl Declaration for QualitySelfAssessed {
    const NAME: &'static str = "quality-self-assessed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Provider];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-03-14", "version": "2024",
        "scores": [{"criterion": "1.1", "score": 3}, {"criterion": "1.2", "score": 2}, {"criterion": "6.4", "score": 5}],
        "actions": [{"action": "agree a handover for every job", "owner": "coordinator", "due": "2025-06-30"}]
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let points = self.scores.iter().map(|score| u64::from(score.score)).sum();
        let criteria = u64::try_from(self.scores.len()).unwrap_or(u64::MAX);
        let actions = u64::try_from(self.actions.len()).unwrap_or(u64::MAX);
        format!(
            "The provider assessed its own quality: {} for {}. It planned {} to get better.",
            count(points, "point", "points"),
            count(criteria, "criterion", "criteria"),
            count(actions, "action", "actions"),
        )
    }
}

impl SameFields for QualitySelfAssessed {
    fn day(&self) -> Date {
        self.date
    }
}
