//! A claim went to Access to Work.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClaimContent, Signatory};
use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Act, ClaimId, Declaration, Established, EventId, Line, SubjectKind};

/// A claim went to Access to Work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimSubmitted {
    /// Which claim.
    pub claim: ClaimId,
    /// The day it was sent.
    pub date: Date,
    /// Whether the provider submits it now, or records one that went in before.
    pub act: Act,
    /// What it asks for.
    pub content: ClaimContent,
    /// The invoice it goes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Line>,
    /// Who signed. Absent: not evidenced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
    /// When they signed. Absent: not evidenced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
    /// Whether Access to Work knows whom to pay, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee_set_up: Option<bool>,
}

impl Declaration for ClaimSubmitted {
    const NAME: &'static str = "claim-submitted";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-11-04", "act": "ours", "invoice": "INV-0088",
        "signedBy": "customer", "signedOn": "2024-11-03", "payeeSetUp": true,
        "content": {
            "number": "NF-001/1", "award": "ATW-204417", "element": "coaching", "from": "2024-10-01", "until": "2024-10-31", "basis": "period",
            "minutesLogged": 150, "minutes": 135, "pence": 7256,
            "lines": [{"session": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "minutes": 90, "pence": 4838}, {"session": "5a0b3d21-7c4e-5f80-9b32-1d6e8fa02c45", "minutes": 45, "pence": 2418}]
        }
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Claim(self.claim))
    }

    /// Where it was prepared before, it rests on that.
    fn depends_on(&self) -> Vec<Established> {
        [self.content.depends_on(), vec![Established::Claim(self.claim)]].concat()
    }

    fn tell(&self, _: &dyn Names) -> String {
        let content = &self.content;
        let signed = match (self.signed_by, self.signed_on) {
            (Some(who), Some(on)) => format!("{} on {}", who.signed(), day(on)),
            (Some(who), None) => who.signed().to_owned(),
            (None, Some(on)) => format!("signed on {}", day(on)),
            (None, None) => "without a signature that is on record".to_owned(),
        };
        let invoice = self.invoice.as_ref().map(|invoice| format!(", invoice {invoice}")).unwrap_or_default();
        format!(
            "Claim {} asked Access to Work to pay {} for {}, {signed} (award {}{invoice}).{}",
            content.number,
            content.pence,
            content.told(),
            content.award,
            self.act.told(),
        )
    }
}
