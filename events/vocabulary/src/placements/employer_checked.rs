//! Somebody checked that an employer is ready for interns.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StaffRole;
use crate::telling::Names;
use crate::telling::prose::{capital, day};
use crate::{Declaration, Established, EventId, SameFields, SubjectKind};

/// Somebody checked that an employer is ready for interns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployerChecked {
    /// The day.
    pub date: Date,
    /// Last day of its employer's liability insurance, as it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_until: Option<Date>,
    /// Whether risks at the workplace were talked through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_conversation: Option<bool>,
    /// Who checked, by role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffRole>,
}

impl Declaration for EmployerChecked {
    const NAME: &'static str = "employer-checked";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str =
        r#"{ "date": "2024-03-21", "insuredUntil": "2025-03-31", "riskConversation": true, "by": "coordinator" }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let insured = self.insured_until.map(|until| format!(" Its insurance runs until {}.", day(until)));
        let risks = match self.risk_conversation {
            Some(true) => " The risks at the workplace were talked through.",
            Some(false) => " The risks at the workplace are still to be talked through.",
            None => "",
        };
        let by = self.by.map_or("Somebody", StaffRole::plain);
        capital(&format!("{by} checked the employer.{}{risks}", insured.unwrap_or_default()))
    }
}

impl SameFields for EmployerChecked {
    fn day(&self) -> Date {
        self.date
    }
}
