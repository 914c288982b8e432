//! It was recorded what work the young person had before the internship.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, Minutes, SameFields, SubjectKind};

/// It was recorded what work the young person had before the internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmploymentBeforeRecorded {
    /// The day.
    pub date: Date,
    /// Whether they were in paid work when the internship began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_paid_work: Option<bool>,
    /// For how long a week, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Whether they were ever in paid work before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ever_in_paid_work: Option<bool>,
}

impl Declaration for EmploymentBeforeRecorded {
    const NAME: &'static str = "employment-before-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-09-30", "inPaidWork": true, "weeklyMinutes": 240, "everInPaidWork": true
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let weekly = self.weekly_minutes.map(|minutes| format!(", for {minutes} a week")).unwrap_or_default();
        match (self.in_paid_work, self.ever_in_paid_work) {
            (Some(true), _) => format!("They were in paid work when the internship began{weekly}."),
            (Some(false), Some(true)) => {
                "They were not in paid work when the internship began, but had been before.".to_owned()
            }
            (Some(false), None) => "They were not in paid work when the internship began.".to_owned(),
            (_, Some(true)) => "They had been in paid work before.".to_owned(),
            (_, Some(false)) => "They had never been in paid work before.".to_owned(),
            (None, None) => "Nothing was said about their work before the internship.".to_owned(),
        }
    }
}

impl SameFields for EmploymentBeforeRecorded {
    fn day(&self) -> Date {
        self.date
    }
}
