//! One row per job that was offered or started: what it is, whether it was started, and whether it was sustained.

mod fold;
mod sustained;

#[cfg(test)]
mod stories;

use events::outcomes::{Answer, Contract, WorkStatus};
use events::{EmployerId, InternshipId, JobId, Line, Minutes, Pence, Sector};
use jiff::civil::Date;
use projection_kit::{table, words};

pub use sustained::{GAP_DAYS, MILESTONES};

/// The read model of jobs. A page is all jobs of an internship: whether one was sustained depends on the
/// next.
pub struct Jobs;

words! {
    /// Whether somebody was in paid work so long after a job started.
    pub enum Sustained {
        /// They were.
        Yes = "yes",
        /// They were not.
        No = "no",
        /// Somebody asked and could not find out. Counts as neither.
        Unknown = "unknown",
    }
}

table! {
    /// One row per job that was offered or started, by its id: what it is, whether it was started, and whether the person was in paid work so many weeks later.
    pub struct Job in "jobs", revision 3, essential [
        started_on, last_status, sustained_13, employer, ended_on, sustained_26, role, offered_on, sustained_52, sixteen_hours
    ], by {
        internship: InternshipId = "Whose job it is.";
        job: JobId = "The job.";
    } {
        employer: Line = "With whom it is, by name.";
        employer_id: Option<EmployerId> = "With whom it is, if the employer is on the provider's register.";
        role: Line = "What the job is.";
        sector: Option<Sector> = "The kind of work.";
        contract: Contract = "On what terms.";
        offered_on: Option<Date> = "When it was offered, if an offer was recorded.";
        answer: Option<Answer> = "What the young person said to the offer.";
        answered_on: Option<Date> = "When they said so.";
        weekly_minutes: Option<Minutes> = "Paid time a week at first, if known.";
        hourly_pence: Option<Pence> = "Pay an hour at first, if known.";
        sixteen_hours: Option<bool> = "Whether it is of 16 hours a week or more, where its time is known.";
        started_on: Option<Date> = "First day in the job; nothing if it was not started.";
        ended_on: Option<Date> = "Last day in the job, if it ended.";
        last_check_on: Option<Date> = "The latest day somebody asked about.";
        last_status: Option<WorkStatus> = "What they found for that day.";
        known_until: Option<Date> = "The latest day for which it is known that they were in paid work through this job.";
        checked_4: Option<WorkStatus> = "What the check at 4 weeks found.";
        checked_13: Option<WorkStatus> = "What the check at 13 weeks found.";
        checked_26: Option<WorkStatus> = "What the check at 26 weeks found.";
        checked_52: Option<WorkStatus> = "What the check at 52 weeks found.";
        checked_104: Option<WorkStatus> = "What the check at 104 weeks found.";
        sustained_4: Option<Sustained> = "Whether they were in paid work 4 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known.";
        sustained_13: Option<Sustained> = "Whether they were in paid work 13 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known.";
        sustained_26: Option<Sustained> = "Whether they were in paid work 26 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known.";
        sustained_52: Option<Sustained> = "Whether they were in paid work 52 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known.";
        sustained_104: Option<Sustained> = "Whether they were in paid work 104 weeks after the start: what the check found, else what follows from when the job ended; nothing if neither is known.";
    }
}
