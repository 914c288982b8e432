//! Access to Work will not pay for one session of a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RejectionReason;
use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{ClaimId, Declaration, Established, EventId, Minutes, Note, Pence, SubjectKind};

/// Access to Work will not pay for a session of a claim, or for some of its minutes: they can be
/// claimed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimLineDisallowed {
    /// Which claim.
    pub claim: ClaimId,
    /// The hours-logged event of the line.
    pub session: EventId,
    /// The day it was decided.
    pub date: Date,
    /// Minutes that will not be paid for.
    pub minutes: Minutes,
    /// What they were claimed at.
    pub pence: Pence,
    /// Why, if it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectionReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for ClaimLineDisallowed {
    const NAME: &'static str = "claim-line-disallowed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "session": "5a0b3d21-7c4e-5f80-9b32-1d6e8fa02c45",
        "date": "2024-12-02", "minutes": 45, "pence": 2418, "reason": "not-evidenced",
        "note": "Amir was at a hospital appointment that morning"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim), Established::Session(self.session)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = self.reason.map(|reason| format!(": {}", reason.because())).unwrap_or_default();
        let note = noted(self.note.as_ref());
        format!(
            "Access to Work will not pay for {} ({}) of {}{reason}.{note}",
            self.minutes,
            self.pence,
            names.the_claim(self.claim)
        )
    }
}
