//! Access to Work paid for a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{ClaimId, Declaration, Established, EventId, Line, Pence, SameFields, SubjectKind};

/// Access to Work paid for a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimPaid {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// How much.
    pub pence: Pence,
    /// The remittance that the payment was part of, by its reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remittance: Option<Line>,
}

impl Declaration for ClaimPaid {
    const NAME: &'static str = "claim-paid";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-12-09", "pence": 7256, "remittance": "DWP-0412"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        format!("Access to Work paid {} for {}.", self.pence, names.the_claim(self.claim))
    }
}

impl SameFields for ClaimPaid {
    fn day(&self) -> Date {
        self.date
    }
}
