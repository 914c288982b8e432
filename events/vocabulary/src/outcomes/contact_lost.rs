//! Nobody could reach the young person any more.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::count;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind};

/// Nobody could reach the young person any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactLost {
    /// The day of the last attempt.
    pub date: Date,
    /// How often somebody tried, if it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u16>,
}

impl Declaration for ContactLost {
    const NAME: &'static str = "contact-lost";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{"date": "2026-08-03", "attempts": 4}"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let attempts = self.attempts.map(|tries| format!(", after {}", count(tries.into(), "attempt", "attempts")));
        format!("Contact was lost{}.", attempts.unwrap_or_default())
    }
}

impl SameFields for ContactLost {
    fn day(&self) -> Date {
        self.date
    }
}
