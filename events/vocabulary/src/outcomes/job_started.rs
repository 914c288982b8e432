//! The first day in a paid job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, OfferId, SameFields, SubjectKind};

/// The first day in a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobStarted {
    /// The offer it came of.
    pub offer: OfferId,
    /// The day.
    pub date: Date,
    /// Whether Access to Work was asked again: an internship's award does not follow into the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_access_to_work: Option<bool>,
}

impl Declaration for JobStarted {
    const NAME: &'static str = "job-started";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "offer": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-07-16", "newAccessToWork": true
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Job(self.offer))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Offer(self.offer), Established::AcceptedOffer(self.offer)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let support = match self.new_access_to_work {
            Some(true) => " Access to Work was asked again, for support in the job.",
            Some(false) => {
                " Access to Work was not asked again: the internship's support does not follow into the job."
            }
            None => "",
        };
        format!("First day in {}.{support}", names.the_job(self.offer))
    }
}

impl SameFields for JobStarted {
    fn day(&self) -> Date {
        self.date
    }
}
