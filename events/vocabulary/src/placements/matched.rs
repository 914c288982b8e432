//! The young person was matched with a role.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EmployerRef, RoleRef};
use crate::telling::Names;
use crate::telling::prose::{list, noted};
use crate::{Declaration, Established, EventId, Note, SubjectKind, words};

words! {
    /// Why this role and this young person.
    MatchReason { Interests = "interests", Strengths = "strengths", Travel = "travel", Hours = "hours", Workplace = "workplace", LeadsOn = "leads-on", Family = "family", Other = "other" }
}

/// The young person was matched with a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Matched {
    /// The day.
    pub date: Date,
    /// Whose role.
    pub employer: EmployerRef,
    /// Which role.
    pub role: RoleRef,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<MatchReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl MatchReason {
    fn plain(self) -> &'static str {
        match self {
            Self::Interests => "what they like",
            Self::Strengths => "what they are good at",
            Self::Travel => "the way there",
            Self::Hours => "its hours",
            Self::Workplace => "the workplace",
            Self::LeadsOn => "where it can lead",
            Self::Family => "what the family said",
            Self::Other => "another reason",
        }
    }
}

impl Declaration for Matched {
    const NAME: &'static str = "matched";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-09-05", "employer": {"id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library"},
        "role": {"id": "d5e6f708-1b2c-5d3e-8f40-5b6c7d8e9fa0", "name": "collections assistant"},
        "reasons": ["interests", "strengths", "travel"], "note": "remembers every shelf after one visit"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let reasons: Vec<&str> = self.reasons.iter().map(|reason| reason.plain()).collect();
        let reasons = if reasons.is_empty() { String::new() } else { format!(", for {}", list(&reasons)) };
        let note = noted(self.note.as_ref());
        format!("They were matched with the role as {} at {}{reasons}.{note}", self.role.name, self.employer.name)
    }
}
