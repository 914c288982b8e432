//! Somebody asked whether they are still in work.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{capital, count};
use crate::{Declaration, Established, EventId, JobId, Minutes, Pence, SubjectKind, words};

words! {
    /// What a check found.
    WorkStatus { InWork = "in-work", NotInWork = "not-in-work", CouldNotReach = "could-not-reach", NotKnown = "not-known" }
    /// How a check knows.
    Evidence { Payslip = "payslip", Employer = "employer", Intern = "intern", Family = "family", BenefitRecord = "benefit-record" }
}

/// Somebody asked whether they are still in work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SustainmentChecked {
    /// The job it is about.
    pub job: JobId,
    /// The day they asked about.
    pub date: Date,
    /// Whole weeks since the job started.
    pub weeks: u16,
    /// The number of weeks this check was meant for: 4, 13, 26, 52, 104.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<u16>,
    /// What they found.
    pub status: WorkStatus,
    /// Whether it is still the same employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_employer: Option<bool>,
    /// Paid minutes a week now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Pay now, pence an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly_pence: Option<Pence>,
    /// How they know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

impl Declaration for SustainmentChecked {
    const NAME: &'static str = "sustainment-checked";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "job": "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910", "date": "2025-10-15", "weeks": 13,
        "milestone": 13, "status": "in-work", "sameEmployer": true, "weeklyMinutes": 1260,
        "hourlyPence": 1050, "evidence": "payslip"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Job(self.job)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let after = count(self.weeks.into(), "week", "weeks");
        let meant = self.milestone.map(|weeks| format!("{weeks}-week check, ")).unwrap_or_default();
        let status = match (self.status, self.same_employer) {
            (WorkStatus::InWork, Some(true)) => "still in work, with the same employer",
            (WorkStatus::InWork, Some(false)) => "still in work, with another employer",
            (WorkStatus::InWork, None) => "still in work",
            (WorkStatus::NotInWork, _) => "not in work",
            (WorkStatus::CouldNotReach, _) => "nobody could reach them, so it is not known",
            (WorkStatus::NotKnown, _) => "they were reached, but it is not known",
        };
        let hours = self.weekly_minutes.map(|time| format!(", {time} a week")).unwrap_or_default();
        let pay = self.hourly_pence.map(|pay| format!(", at {pay} an hour")).unwrap_or_default();
        let evidence = self.evidence.map(|evidence| match evidence {
            Evidence::Payslip => " A payslip shows it.",
            Evidence::Employer => " The employer said so.",
            Evidence::Intern => " They said so themselves.",
            Evidence::Family => " The family said so.",
            Evidence::BenefitRecord => " The benefit record shows it.",
        });
        let job = names.the_job(self.job);
        let evidence = evidence.unwrap_or_default();
        let text = format!("{meant}{after} after the start of {job}: {status}{hours}{pay}.{evidence}");
        capital(&text)
    }
}
