//! The provider answered a question about a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{ClaimId, Declaration, Established, EventId, Note, SameFields, SubjectKind};

/// The provider answered what Access to Work asked about a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimAnswered {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for ClaimAnswered {
    const NAME: &'static str = "claim-answered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-11-22", "note": "sent page 2 again"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim), Established::ClaimQuery(self.claim)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let note = noted(self.note.as_ref());
        format!("What Access to Work asked about {} was answered.{note}", names.the_claim(self.claim))
    }
}

impl SameFields for ClaimAnswered {
    fn day(&self) -> Date {
        self.date
    }
}
