//! Access to Work will not pay for a claim.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{ClaimId, Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// Why Access to Work will not pay for a claim.
    RejectionReason { NoInvoice = "no-invoice", NotSigned = "not-signed", NotEvidenced = "not-evidenced", OutsideAward = "outside-award", OverAward = "over-award", ClaimedBefore = "claimed-before", TooLate = "too-late", NotEligible = "not-eligible", Other = "other" }
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
        let reason = self.reason.map(|reason| format!(": {}", because(reason))).unwrap_or_default();
        let note = noted(self.note.as_ref());
        format!("Access to Work will not pay for {}{reason}.{note}", names.the_claim(self.claim))
    }
}

impl SameFields for ClaimRejected {
    fn day(&self) -> Date {
        self.date
    }
}

fn because(reason: RejectionReason) -> &'static str {
    match reason {
        RejectionReason::NoInvoice => "there was no invoice",
        RejectionReason::NotSigned => "it was not signed",
        RejectionReason::NotEvidenced => "the hours were not evidenced",
        RejectionReason::OutsideAward => "the support was not on days of the award",
        RejectionReason::OverAward => "it was more than was awarded",
        RejectionReason::ClaimedBefore => "the hours had been claimed before",
        RejectionReason::TooLate => "it came too late",
        RejectionReason::NotEligible => "the support is not of a kind that they pay for",
        RejectionReason::Other => "for another reason",
    }
}
