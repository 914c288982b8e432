//! A concern was answered, and is over.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::ended;
use crate::{ConcernId, Declaration, Established, EventId, Note, SameFields, SubjectKind};

/// A concern was answered, and is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConcernResolved {
    /// Which concern.
    pub concern: ConcernId,
    /// The day.
    pub date: Date,
    /// What was done. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Note>,
}

impl Declaration for ConcernResolved {
    const NAME: &'static str = "concern-resolved";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "concern": "e1f2a3b4-5c6d-5e7f-8091-a2b3c4d5e6f7", "date": "2025-09-17",
        "what": "the café closes the till for half an hour at noon"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Concern(self.concern)]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let what = self.what.as_ref().map(|what| format!(": {}", ended(what.as_str())));
        format!("A concern was answered{}", what.unwrap_or_else(|| ".".to_owned()))
    }
}

impl SameFields for ConcernResolved {
    fn day(&self) -> Date {
        self.date
    }
}
