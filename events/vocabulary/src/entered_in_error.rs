//! An earlier event should not be believed.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declaration::payload;
use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, Note, SubjectKind, words};

words! {
    /// Why an event should not be believed.
    ErrorReason { WrongSubject = "wrong-subject", WrongDay = "wrong-day", WrongDetails = "wrong-details", EnteredTwice = "entered-twice", Replaced = "replaced", NotInSource = "not-in-source", DidNotHappen = "did-not-happen", Other = "other" }
}

/// An earlier event should not be believed.
///
/// It stays in the log; [`history`](crate::history) leaves it out for every reader. Each context
/// takes back its own events. This event cannot be taken back: the fact is recorded again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnteredInError {
    /// The event that should not be believed.
    pub event: EventId,
    /// The day this was found out.
    pub date: Date,
    /// Why.
    pub reason: ErrorReason,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

payload!(EnteredInError, note);

impl Declaration for EnteredInError {
    const NAME: &'static str = "entered-in-error";
    const SUBJECTS: &'static [SubjectKind] = &SubjectKind::ALL;
    const EXAMPLE: &'static str = r#"{
        "event": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "date": "2025-03-03", "reason": "wrong-subject",
        "note": "the session was with the other Amir"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = match self.reason {
            ErrorReason::WrongSubject => "it belongs to somebody or something else",
            ErrorReason::WrongDay => "the day was wrong",
            ErrorReason::WrongDetails => "the details were wrong",
            ErrorReason::EnteredTwice => "it was entered twice",
            ErrorReason::Replaced => "to be recorded again as it should be",
            ErrorReason::NotInSource => "the source does not say so any more",
            ErrorReason::DidNotHappen => "it did not happen",
            ErrorReason::Other => "for another reason",
        };
        let note = noted(self.note.as_ref());
        match names.entry(self.event) {
            Some(said) => format!("An earlier entry was taken back ({reason}).{note} It said: “{said}”"),
            None => format!("An earlier entry was taken back ({reason}).{note}"),
        }
    }
}
