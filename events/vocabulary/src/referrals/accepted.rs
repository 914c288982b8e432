//! The young person was offered a place and became an intern.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DeliveryModel;
use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, Minutes, ProviderId, SameFields, Subject, SubjectKind};

/// The young person was offered a place and became an intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Accepted {
    /// The day.
    pub date: Date,
    /// Who runs the programme.
    pub provider: ProviderId,
    /// How the programme is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
    /// First planned day.
    pub planned_start: Date,
    /// Last planned day.
    pub planned_end: Date,
    /// Planned minutes a week at work.
    pub weekly_minutes_at_work: Minutes,
    /// Planned minutes a week in class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes_in_class: Option<Minutes>,
}

impl Declaration for Accepted {
    const NAME: &'static str = "accepted";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-22", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15", "model": "college",
        "plannedStart": "2024-09-30", "plannedEnd": "2025-07-11", "weeklyMinutesAtWork": 1260,
        "weeklyMinutesInClass": 420
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Place)
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let class = self.weekly_minutes_in_class.map(|time| format!(" and {time} in class")).unwrap_or_default();
        let model = self.model.map(|model| format!(", {}", model.set_up())).unwrap_or_default();
        format!(
            "They were accepted on the programme of {}{model}. It is planned from {} to {}, with {} a week at work{class}.",
            names.provider_or(self.provider),
            day(self.planned_start),
            day(self.planned_end),
            self.weekly_minutes_at_work,
        )
    }
}

impl SameFields for Accepted {
    fn day(&self) -> Date {
        self.date
    }

    fn also_reads(&self) -> Vec<Subject> {
        vec![self.provider.subject()]
    }
}
