//! The young person took the job or did not.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, JobId, Note, SameFields, SubjectKind, words};

words! {
    /// What the young person said to an offer.
    Answer { Accepted = "accepted", Declined = "declined" }
    /// What an offer was taken or not taken for.
    AnswerReason { Work = "work", People = "people", Pay = "pay", Hours = "hours", Travel = "travel", Benefits = "benefits", Health = "health", Family = "family", OtherPlans = "other-plans", Other = "other" }
}

/// The young person took the job or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOfferAnswered {
    /// Which job.
    pub job: JobId,
    /// The day.
    pub date: Date,
    /// What they said.
    pub answer: Answer,
    /// What it turned on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<AnswerReason>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for JobOfferAnswered {
    const NAME: &'static str = "job-offer-answered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "job": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-07-10", "answer": "accepted",
        "reason": "people", "note": "Amir knows the team"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        match self.answer {
            Answer::Accepted => Some(Established::AcceptedOffer(self.job)),
            Answer::Declined => None,
        }
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Offer(self.job)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let job = names.the_job(self.job);
        let reason = self.reason.map(|reason| format!(", {}", because(reason))).unwrap_or_default();
        let note = noted(self.note.as_ref());
        match self.answer {
            Answer::Accepted => format!("They took {job}{reason}.{note}"),
            Answer::Declined => format!("They did not take {job}{reason}.{note}"),
        }
    }
}

impl SameFields for JobOfferAnswered {
    fn day(&self) -> Date {
        self.date
    }
}

fn because(reason: AnswerReason) -> &'static str {
    match reason {
        AnswerReason::Work => "because of the work itself",
        AnswerReason::People => "because of the people there",
        AnswerReason::Pay => "because of the pay",
        AnswerReason::Hours => "because of the hours",
        AnswerReason::Travel => "because of the way there",
        AnswerReason::Benefits => "because of what it does to benefits",
        AnswerReason::Health => "because of their health",
        AnswerReason::Family => "because of their family",
        AnswerReason::OtherPlans => "because of other plans",
        AnswerReason::Other => "for another reason",
    }
}
