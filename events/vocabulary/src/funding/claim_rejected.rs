//! Access to Work will not pay for a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ClaimLine;
use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{ClaimId, Declaration, Established, EventId, Note, SubjectKind, words};

words! {
    /// Why Access to Work will not pay for a claim.
    RejectionReason { NoInvoice = "no-invoice", NotSigned = "not-signed", Absent = "absent", NotEvidenced = "not-evidenced", OutsideAward = "outside-award", OverAward = "over-award", ClaimedBefore = "claimed-before", TooLate = "too-late", NotAtTheWorkplace = "not-at-the-workplace", NotEligible = "not-eligible", Other = "other" }
}

/// Access to Work will not pay for a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimRejected {
    /// Which claim.
    pub claim: ClaimId,
    /// The day.
    pub date: Date,
    /// Why, if it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectionReason>,
    /// What was paid for before and stays so; the minutes of all other lines can be claimed again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<ClaimLine>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for ClaimRejected {
    const NAME: &'static str = "claim-rejected";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "date": "2024-12-09", "reason": "no-invoice",
        "note": "the adviser says they never had Amir's invoice"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Claim(self.claim)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = self.reason.map(|reason| format!(": {}", reason.because())).unwrap_or_default();
        let note = noted(self.note.as_ref());
        let rest = if self.keeps.is_empty() { "for" } else { "any more for" };
        format!("Access to Work will not pay {rest} {}{reason}.{note}", names.the_claim(self.claim))
    }
}

impl RejectionReason {
    /// Why, in plain words.
    pub(super) fn because(self) -> &'static str {
        match self {
            Self::NoInvoice => "there was no invoice",
            Self::NotSigned => "it was not signed",
            Self::Absent => "the intern was not there on the day",
            Self::NotEvidenced => "the hours were not evidenced",
            Self::OutsideAward => "the support was not on days of the award",
            Self::OverAward => "it was more than was awarded",
            Self::ClaimedBefore => "the hours had been claimed before",
            Self::TooLate => "it came too late",
            Self::NotAtTheWorkplace => "the support was not at the workplace",
            Self::NotEligible => "the support is not of a kind that they pay for",
            Self::Other => "for another reason",
        }
    }
}
