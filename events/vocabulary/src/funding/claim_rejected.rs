//! Access to Work will not pay for a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::unended;
use crate::{ClaimId, Declaration, Established, EventId, Line, SubjectKind};

/// Access to Work will not pay for a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimRejected {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: Line,
}

impl Declaration for ClaimRejected {
    const NAME: &'static str = "claim-rejected";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-12-09", "reason": "no invoice"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = unended(self.reason.as_str());
        format!("Access to Work will not pay for {}: {reason}.", names.the_claim(self.claim))
    }
}
