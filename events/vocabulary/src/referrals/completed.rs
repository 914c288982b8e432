//! The intern finished the programme.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// How the programme ended for somebody who finished it.
    CompletionReason { Finished = "finished", FinishedEarlyForJob = "finished-early-for-job", Extended = "extended" }
}

/// The intern finished the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Completed {
    /// The last day.
    pub date: Date,
    /// How it ended.
    pub reason: CompletionReason,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for Completed {
    const NAME: &'static str = "completed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-07-11", "reason": "finished", "note": "Amir spoke at the leaving party"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Place]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let text = match self.reason {
            CompletionReason::Finished => "They finished the programme.",
            CompletionReason::FinishedEarlyForJob => "They finished the programme early, to start a job.",
            CompletionReason::Extended => "They finished the programme, which had been made longer for them.",
        };
        text.to_owned() + &noted(self.note.as_ref())
    }
}

impl SameFields for Completed {
    fn day(&self) -> Date {
        self.date
    }
}
