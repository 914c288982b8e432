//! Somebody was worried about how it goes at work.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::ended;
use crate::{ConcernId, Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// Who raises a concern.
    ConcernBy { Intern = "intern", Family = "family", Employer = "employer", Coach = "coach" }
    /// How serious a concern is.
    Severity { Low = "low", Medium = "medium", High = "high" }
}

/// Somebody was worried about how it goes at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConcernRaised {
    /// Which concern.
    pub concern: ConcernId,
    /// The day.
    pub date: Date,
    /// Who raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ConcernBy>,
    /// How serious it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What it is. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Note>,
}

impl Declaration for ConcernRaised {
    const NAME: &'static str = "concern-raised";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "concern": "e1f2a3b4-5c6d-5e7f-8091-a2b3c4d5e6f7", "date": "2025-09-15", "by": "family", "severity": "medium",
        "what": "Amir comes home without having had a break"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Concern(self.concern))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let by = match self.by {
            Some(ConcernBy::Intern) => "The young person",
            Some(ConcernBy::Family) => "The family",
            Some(ConcernBy::Employer) => "The employer",
            Some(ConcernBy::Coach) => "The job coach",
            None => "Somebody",
        };
        let severity = match self.severity {
            Some(Severity::Low) => "a small ",
            Some(Severity::Medium) => "a ",
            Some(Severity::High) => "a serious ",
            None => "a ",
        };
        let what = self.what.as_ref().map(|what| format!(": {}", ended(what.as_str())));
        format!("{by} raised {severity}concern{}", what.unwrap_or_else(|| ".".to_owned()))
    }
}

impl SameFields for ConcernRaised {
    fn day(&self) -> Date {
        self.date
    }
}
