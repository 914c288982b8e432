//! The young person took the job or did not.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::unended;
use crate::{Declaration, Established, EventId, Line, OfferId, SubjectKind, words};

words! {
    /// What the young person said to an offer.
    Answer { Accepted = "accepted", Declined = "declined" }
}

/// The young person took the job or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobOfferAnswered {
    /// Which offer.
    pub offer: OfferId,
    /// The day.
    pub date: Date,
    /// What they said.
    pub answer: Answer,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
}

impl Declaration for JobOfferAnswered {
    const NAME: &'static str = "job-offer-answered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "offer": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-07-10", "answer": "accepted",
        "reason": "knows the team"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        match self.answer {
            Answer::Accepted => Some(Established::AcceptedOffer(self.offer)),
            Answer::Declined => None,
        }
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Offer(self.offer)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let job = names.the_job(self.offer);
        let reason = self.reason.as_ref().map(|reason| format!(": {}", unended(reason.as_str()))).unwrap_or_default();
        match self.answer {
            Answer::Accepted => format!("They took {job}{reason}."),
            Answer::Declined => format!("They did not take {job}{reason}."),
        }
    }
}
