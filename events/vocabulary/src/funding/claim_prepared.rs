//! A claim was prepared: its hours are held for it until it is submitted.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ClaimContent;
use crate::telling::Names;
use crate::{ClaimId, Declaration, Established, EventId, SubjectKind};

/// A claim was prepared: its hours are held for it until it is submitted or taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimPrepared {
    /// Which claim.
    pub claim: ClaimId,
    /// The day it was prepared.
    pub date: Date,
    /// What it will ask for.
    pub content: ClaimContent,
}

impl Declaration for ClaimPrepared {
    const NAME: &'static str = "claim-prepared";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-11-01",
        "content": {
            "number": "NF-001/1", "award": "ATW-204417", "element": "coaching", "from": "2024-10-01", "until": "2024-10-31", "basis": "period",
            "minutesLogged": 150, "minutes": 135, "pence": 7256,
            "lines": [{"session": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "minutes": 90, "pence": 4838}, {"session": "5a0b3d21-7c4e-5f80-9b32-1d6e8fa02c45", "minutes": 45, "pence": 2418}]
        }
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Claim(self.claim))
    }

    fn depends_on(&self) -> Vec<Established> {
        self.content.depends_on()
    }

    fn tell(&self, _: &dyn Names) -> String {
        let content = &self.content;
        format!(
            "Claim {} was made ready: {} for {}, to be signed and sent.",
            content.number,
            content.pence,
            content.told()
        )
    }
}
