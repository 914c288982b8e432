//! Access to Work was asked to look at a decision again.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{ApplicationId, Declaration, Established, EventId, Note, SubjectKind, words};

words! {
    /// Why Access to Work should look at a decision again.
    ReconsiderationReason { TooFewHours = "too-few-hours", TooFewWeeks = "too-few-weeks", RateTooLow = "rate-too-low", WronglyRefused = "wrongly-refused", NeedsChanged = "needs-changed", Other = "other" }
}

/// Access to Work was asked to look at a decision again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReconsiderationRequested {
    /// The application that was decided.
    pub application: ApplicationId,
    /// The day.
    pub date: Date,
    /// Why, if it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReconsiderationReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for ReconsiderationRequested {
    const NAME: &'static str = "reconsideration-requested";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "application": "b7a6958c-4d3e-8f21-9a0b-c1d2e3f4a5b6", "date": "2024-09-18", "reason": "too-few-hours",
        "note": "Amir needs a coach for the whole shift in the first month"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Application(self.application)]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let reason = match self.reason {
            Some(ReconsiderationReason::TooFewHours) => ": it gives too few hours",
            Some(ReconsiderationReason::TooFewWeeks) => ": it gives too few weeks",
            Some(ReconsiderationReason::RateTooLow) => ": it pays too little an hour",
            Some(ReconsiderationReason::WronglyRefused) => ": the refusal was wrong",
            Some(ReconsiderationReason::NeedsChanged) => ": the support that is needed has changed",
            Some(ReconsiderationReason::Other) | None => "",
        };
        let note = noted(self.note.as_ref());
        format!("Access to Work was asked to look at its decision again{reason}.{note}")
    }
}
