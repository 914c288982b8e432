//! The provider paid money back to Access to Work.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{ClaimId, Declaration, Established, EventId, Pence, SameFields, SubjectKind};

/// The provider paid money for a claim back to Access to Work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RepaymentMade {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// How much.
    pub pence: Pence,
}

impl Declaration for RepaymentMade {
    const NAME: &'static str = "repayment-made";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2025-02-03", "pence": 1613
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        format!("The provider paid {} back to Access to Work, for {}.", self.pence, names.the_claim(self.claim))
    }
}

impl SameFields for RepaymentMade {
    fn day(&self) -> Date {
        self.date
    }
}
