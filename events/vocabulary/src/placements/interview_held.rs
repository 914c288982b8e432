//! An employer met the young person.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EmployerRef;
use crate::telling::Names;
use crate::telling::prose::list;
use crate::{Declaration, Established, EventId, Line, SubjectKind, words};

words! {
    /// The result of an interview.
    InterviewResult { Offered = "offered", NotThisTime = "not-this-time" }
}

/// An employer met the young person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InterviewHeld {
    /// The day.
    pub date: Date,
    /// With whom.
    pub employer: EmployerRef,
    /// What was done differently so that the young person could show what they can do.
    /// Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustments: Option<Vec<Line>>,
    /// The result.
    pub result: InterviewResult,
}

impl Declaration for InterviewHeld {
    const NAME: &'static str = "interview-held";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-09-12",
        "employer": {"id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library"},
        "adjustments": ["questions a day before", "a quiet room"], "result": "offered"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let result = match self.result {
            InterviewResult::Offered => "was offered a placement",
            InterviewResult::NotThisTime => "was not chosen this time",
        };
        let mut text = format!("They had an interview at {}, and the young person {result}.", self.employer.name);
        if let Some(adjustments) = self.adjustments.as_deref().filter(|adjustments| !adjustments.is_empty()) {
            let adjustments: Vec<&str> = adjustments.iter().map(Line::as_str).collect();
            text += &format!(" Done differently for them: {}.", list(&adjustments));
        }
        text
    }
}
