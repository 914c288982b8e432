//! The referral did not lead to a place.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, Note, SameFields, SubjectKind, words};

words! {
    /// Why no place was given or taken.
    DeclineReason { NotReady = "not-ready", OtherProvision = "other-provision", NoPlace = "no-place", FamilyDecision = "family-decision", YoungPersonDecision = "young-person-decision", NotEligible = "not-eligible", Other = "other" }
    /// What a young person went on to instead.
    Onward { FurtherEducation = "further-education", OtherInternship = "other-internship", Apprenticeship = "apprenticeship", PaidWork = "paid-work", VoluntaryWork = "voluntary-work", SocialCare = "social-care", Nothing = "nothing", NotKnown = "not-known", Other = "other" }
}

/// The referral did not lead to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Declined {
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: DeclineReason,
    /// What they went on to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Onward>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for Declined {
    const NAME: &'static str = "declined";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-28", "reason": "other-provision", "onward": "further-education",
        "note": "Amir has a place on the horticulture course"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let onward = self.onward.map(onwards).unwrap_or_default();
        let note = noted(self.note.as_ref());
        format!("The referral did not lead to a place: {}.{onward}{note}", declined(self.reason))
    }
}

impl SameFields for Declined {
    fn day(&self) -> Date {
        self.date
    }
}

fn declined(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NotReady => "it was too early",
        DeclineReason::OtherProvision => "something else suited them better",
        DeclineReason::NoPlace => "there was no place free",
        DeclineReason::FamilyDecision => "the family decided against it",
        DeclineReason::YoungPersonDecision => "the young person decided against it",
        DeclineReason::NotEligible => "they did not meet the conditions",
        DeclineReason::Other => "for another reason",
    }
}

fn onwards(onward: Onward) -> &'static str {
    match onward {
        Onward::FurtherEducation => " They went on to another course.",
        Onward::OtherInternship => " They went on to another supported internship.",
        Onward::Apprenticeship => " They went on to an apprenticeship.",
        Onward::PaidWork => " They went on to paid work.",
        Onward::VoluntaryWork => " They went on to voluntary work.",
        Onward::SocialCare => " They went on to support from social care.",
        Onward::Nothing => " There was nothing else to go on to yet.",
        Onward::NotKnown => " What they went on to is not known.",
        Onward::Other => " They went on to something else.",
    }
}
