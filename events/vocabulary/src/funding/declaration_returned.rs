//! The declaration that goes with an award went back to Access to Work.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Signatory;
use crate::telling::Names;
use crate::{Declaration, Established, EventId, Line, SameFields, SubjectKind};

/// The signed declaration that goes with an award went back to Access to Work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeclarationReturned {
    /// The award's reference.
    pub award: Line,
    /// The day it was sent.
    pub date: Date,
    /// Who signed, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
}

impl Declaration for DeclarationReturned {
    const NAME: &'static str = "declaration-returned";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{"award": "ATW-204417", "date": "2024-09-16", "signedBy": "customer"}"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Award(self.award.clone())]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let signed = self.signed_by.map(|who| format!(", {}", who.signed())).unwrap_or_default();
        format!("The declaration for award {} went back to Access to Work{signed}.", self.award)
    }
}

impl SameFields for DeclarationReturned {
    fn day(&self) -> Date {
        self.date
    }
}
