//! The young person agreed to a use of what is recorded about them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::list;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind, words};

words! {
    /// What somebody can agree to, beyond what the programme itself needs.
    ConsentPurpose { ShareWithEmployer = "share-with-employer", ContactAfterProgramme = "contact-after-programme", Research = "research" }
}

/// The young person agreed to a use of what is recorded about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentRecorded {
    /// The day.
    pub date: Date,
    /// To what.
    pub purposes: Vec<ConsentPurpose>,
}

impl ConsentPurpose {
    /// What it is, to follow "agreed to".
    pub(super) fn told(self) -> &'static str {
        match self {
            Self::ShareWithEmployer => "the employer being told about them",
            Self::ContactAfterProgramme => "being contacted after the programme",
            Self::Research => "what is recorded being used for research",
        }
    }
}

impl Declaration for ConsentRecorded {
    const NAME: &'static str = "consent-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-22", "purposes": ["share-with-employer", "contact-after-programme"]
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let purposes: Vec<&str> = self.purposes.iter().map(|purpose| purpose.told()).collect();
        format!("They agreed to {}.", list(&purposes))
    }
}

impl SameFields for ConsentRecorded {
    fn day(&self) -> Date {
        self.date
    }
}
