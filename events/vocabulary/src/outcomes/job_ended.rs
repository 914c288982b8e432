//! The last day in a paid job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::noted;
use crate::{Declaration, Established, EventId, JobId, Note, SameFields, SubjectKind, words};

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
    /// Which job.
    pub job: JobId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: JobEndReason,
    /// Who ended it, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for JobEnded {
    const NAME: &'static str = "job-ended";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "job": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2026-01-30", "reason": "better-job",
        "endedBy": "employee", "note": "Amir wants to work in a bakery"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Job(self.job)]
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
        let by = self.ended_by.map(|by| match by {
            EndedBy::Employee => " (ended by the young person)",
            EndedBy::Employer => " (ended by the employer)",
            EndedBy::Both => " (ended by agreement)",
            EndedBy::ContractTerm => " (ended with the contract's term)",
        });
        let (by, note) = (by.unwrap_or_default(), noted(self.note.as_ref()));
        format!("Last day in {}: {reason}{by}.{note}", names.the_job(self.job))
    }
}

impl SameFields for JobEnded {
    fn day(&self) -> Date {
        self.date
    }
}
