//! What is recorded of who the young person is was put right.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{day, list, noted};
use crate::{Declaration, Established, EventId, Line, Nino, Note, SubjectKind, Uln, Upn, words};

words! {
    /// Why personal details are put right.
    DetailsReason { Misspelt = "misspelt", Changed = "changed", Missing = "missing", Other = "other" }
}

/// What is recorded of who the young person is was put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DetailsCorrected {
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: DetailsReason,
    /// How old a corrected date of birth makes them on the last 31 August before the planned start, where
    /// they have a place. In the clear, as it is in the acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_on_31_august: Option<u8>,
    /// Sealed: what is right. What is left out stays as it was.
    #[serde(skip)]
    pub personal: Option<CorrectedDetails>,
}

/// What is right of who somebody is. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CorrectedDetails {
    /// Full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Line>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    /// How to reach them, all of it: telephone, e-mail, address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Line>,
    /// Unique learner number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uln: Option<Uln>,
    /// Unique pupil number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upn: Option<Upn>,
    /// National Insurance number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nino: Option<Nino>,
    /// What else there is to say about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for DetailsCorrected {
    const NAME: &'static str = "details-corrected";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-05-21", "reason": "misspelt", "ageOn31August": 22,
        "personal": {"name": "Amir Openshaw-Lee", "dateOfBirth": "2002-08-18", "contacts": ["amir@example.org"], "uln": "9276308686", "note": "as on the birth certificate"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let reason = match self.reason {
            DetailsReason::Misspelt => "they had been written wrongly",
            DetailsReason::Changed => "they had changed",
            DetailsReason::Missing => "something was missing",
            DetailsReason::Other => "for another reason",
        };
        let mut text = format!("Their personal details were put right: {reason}.");
        let Some(details) = &self.personal else { return text };
        if let Some(name) = &details.name {
            text += &format!(" Their name is {name}.");
        }
        if let Some(born) = details.date_of_birth {
            text += &format!(" They were born on {}.", day(born));
        }
        if !details.contacts.is_empty() {
            let contacts: Vec<&str> = details.contacts.iter().map(Line::as_str).collect();
            text += &format!(" They are reached by {}.", list(&contacts));
        }
        text + &noted(details.note.as_ref())
    }
}
