//! Access to Work asked a question about a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{ClaimId, Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// What Access to Work wants to know about a claim.
    ClaimQuestion { Signature = "signature", Invoice = "invoice", Hours = "hours", Dates = "dates", Payee = "payee", Evidence = "evidence", Other = "other" }
}

/// Access to Work asked a question about a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimQueried {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// What they want to know.
    pub question: ClaimQuestion,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for ClaimQueried {
    const NAME: &'static str = "claim-queried";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-11-20", "question": "signature",
        "note": "they cannot read Amir's signature on page 2"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::ClaimQuery(self.claim))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let question = match self.question {
            ClaimQuestion::Signature => "the signature",
            ClaimQuestion::Invoice => "the invoice",
            ClaimQuestion::Hours => "the hours",
            ClaimQuestion::Dates => "the dates",
            ClaimQuestion::Payee => "whom to pay",
            ClaimQuestion::Evidence => "the evidence",
            ClaimQuestion::Other => "something else",
        };
        let note = noted(self.note.as_ref());
        format!("Access to Work asked about {}: {question}.{note}", names.the_claim(self.claim))
    }
}

impl SameFields for ClaimQueried {
    fn day(&self) -> Date {
        self.date
    }
}
