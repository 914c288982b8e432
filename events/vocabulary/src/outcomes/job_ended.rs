//! The last day in a paid job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, OfferId, SameFields, SubjectKind, words};

words! {
    /// Why a job ended.
    JobEndReason { BetterJob = "better-job", ContractEnded = "contract-ended", Redundant = "redundant", Dismissed = "dismissed", Health = "health", Resigned = "resigned", Other = "other" }
    /// Who ended a job.
    EndedBy { Employee = "employee", Employer = "employer", Both = "both", ContractTerm = "contract-term" }
}

/// The last day in a paid job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobEnded {
    /// The offer it came of.
    pub offer: OfferId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: JobEndReason,
    /// Who ended it.
    pub ended_by: EndedBy,
}

impl Declaration for JobEnded {
    const NAME: &'static str = "job-ended";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "offer": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2026-01-30", "reason": "better-job",
        "endedBy": "employee"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Offer(self.offer), Established::Job(self.offer)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = match self.reason {
            JobEndReason::BetterJob => "for a better job",
            JobEndReason::ContractEnded => "the contract came to its end",
            JobEndReason::Redundant => "the job was no longer there",
            JobEndReason::Dismissed => "they were dismissed",
            JobEndReason::Health => "for their health",
            JobEndReason::Resigned => "they resigned",
            JobEndReason::Other => "for another reason",
        };
        let by = match self.ended_by {
            EndedBy::Employee => "ended by the young person",
            EndedBy::Employer => "ended by the employer",
            EndedBy::Both => "ended by agreement",
            EndedBy::ContractTerm => "ended with the contract's term",
        };
        format!("Last day in {}: {reason} ({by}).", names.the_job(self.offer))
    }
}

impl SameFields for JobEnded {
    fn day(&self) -> Date {
        self.date
    }
}
