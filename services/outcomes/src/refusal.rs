//! Why the rules say no.

use events::outcomes::{Answer, Contract};
use events::{EventId, NotAWord, OfferId, Pence};
use jiff::civil::Date;
use service_kit::Rule;

/// Why a command about outcomes is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was referred under this id.
    #[error("no such internship is known here: refer the young person first, or correct the reference")]
    UnknownInternship,
    /// The employer is not known.
    #[error("no such employer is known here: register the employer first, or give only its name")]
    UnknownEmployer,
    /// Dated later than today.
    #[error("{date} is later than today, {today}: only what has happened can be recorded")]
    InTheFuture {
        /// The day it is dated.
        date: Date,
        /// Today.
        today: Date,
    },
    /// No employer, or two.
    #[error(
        "a job has one employer: give either a registered employer or the name of another, not both and not neither"
    )]
    EmployerUnclear,
    /// The offer is known already.
    #[error("this offer was recorded on {date} already: give a new offer a reference of its own")]
    AlreadyOffered {
        /// The day of the offer.
        date: Date,
    },
    /// The job starts before it was offered.
    #[error("a job that was offered on {offered} does not start on {start}, before it: correct one of the two days")]
    StartsBeforeOffer {
        /// First day.
        start: Date,
        /// The day of the offer.
        offered: Date,
    },
    /// A job without pay.
    #[error(
        "work at {hourly} an hour is no paid job: correct the pay, or record voluntary work as a destination, VOL1"
    )]
    NotPaid {
        /// What was given.
        hourly: Pence,
    },
    /// A job without hours, on terms that promise hours.
    #[error("a {contract} job has weekly hours: give them, or correct the contract")]
    NoHours {
        /// The terms.
        contract: Contract,
    },
    /// There is no such offer in this history.
    #[error("this internship has no offer {offer}: record the offer first, or correct the reference")]
    NotOffered {
        /// What was asked for.
        offer: OfferId,
    },
    /// The answer is before the offer.
    #[error("an offer of {offered} is not answered on {date}, before it: correct one of the two days")]
    AnsweredBeforeOffer {
        /// The day of the answer.
        date: Date,
        /// The day of the offer.
        offered: Date,
    },
    /// The offer was answered.
    #[error("the offer was {answer} on {date} already: take that answer back first if it is wrong")]
    AlreadyAnswered {
        /// What was said.
        answer: Answer,
        /// When.
        date: Date,
    },
    /// Nobody accepted the offer.
    #[error("the offer of {offered} is not accepted: record the answer before the start")]
    NotAccepted {
        /// The day of the offer.
        offered: Date,
    },
    /// The offer was declined.
    #[error("the offer was declined on {date}, so no job started: take that answer back first if it is wrong")]
    Declined {
        /// When.
        date: Date,
    },
    /// The job started already.
    #[error("this job started on {date} already: take that back first if it is wrong")]
    AlreadyStarted {
        /// First day.
        date: Date,
    },
    /// The job never started.
    #[error("this job never started: record its first day first, or correct the reference")]
    NotStarted,
    /// The last day is before the first.
    #[error("the last day, {until}, is before the first, {from}")]
    EndsBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    },
    /// The job ended already.
    #[error("this job ended on {date} already: take that back first if it is wrong")]
    AlreadyEnded {
        /// Last day.
        date: Date,
    },
    /// No job had started by the day of the check.
    #[error(
        "no job had started by {date}, so there is nothing to check: record the job's first day first, or correct the day"
    )]
    NoJobYet {
        /// The day of the check.
        date: Date,
    },
    /// The check is before the job's first day.
    #[error("a job that started on {started} cannot be checked for {date}, before it: correct one of the two days")]
    CheckedBeforeStart {
        /// The day of the check.
        date: Date,
        /// First day of the job.
        started: Date,
    },
    /// Checks are not made after so many weeks.
    #[error("a check after {found} weeks is none of: {expected}; leave the number out for a check in between")]
    NotAMilestone {
        /// What was given.
        found: u16,
        /// What there is.
        expected: String,
    },
    /// The ILR has no such outcome.
    #[error("the ILR has no such outcome: {0}")]
    NoSuchDestination(NotAWord),
    /// There is no such event of this context in this history.
    #[error(
        "this internship's outcomes have no event {event} that could be taken back: look its id up in the timeline"
    )]
    NoSuchEvent {
        /// What was asked for.
        event: EventId,
    },
    /// Something rests on the event.
    #[error("a later event rests on this one, {later} of {date}: take that back first")]
    RestedOn {
        /// What it is.
        later: &'static str,
        /// Its day.
        date: Date,
    },
}

impl service_kit::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownInternship => "unknown-internship",
            Self::UnknownEmployer => "unknown-employer",
            Self::InTheFuture { .. } => "in-the-future",
            Self::EmployerUnclear => "employer-unclear",
            Self::AlreadyOffered { .. } => "already-offered",
            Self::StartsBeforeOffer { .. } => "starts-before-offer",
            Self::NotPaid { .. } => "not-paid",
            Self::NoHours { .. } => "no-hours",
            Self::NotOffered { .. } => "not-offered",
            Self::AnsweredBeforeOffer { .. } => "answered-before-offer",
            Self::AlreadyAnswered { .. } => "already-answered",
            Self::NotAccepted { .. } => "not-accepted",
            Self::Declined { .. } => "declined",
            Self::AlreadyStarted { .. } => "already-started",
            Self::NotStarted => "not-started",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::AlreadyEnded { .. } => "already-ended",
            Self::NoJobYet { .. } => "no-job-yet",
            Self::CheckedBeforeStart { .. } => "checked-before-start",
            Self::NotAMilestone { .. } => "not-a-milestone",
            Self::NoSuchDestination(_) => "no-such-destination",
            Self::NoSuchEvent { .. } => "no-such-event",
            Self::RestedOn { .. } => "rested-on",
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::InTheFuture { .. }
            | Self::StartsBeforeOffer { .. }
            | Self::NotOffered { .. }
            | Self::AnsweredBeforeOffer { .. }
            | Self::NotStarted
            | Self::EndsBeforeStart { .. }
            | Self::NoJobYet { .. }
            | Self::CheckedBeforeStart { .. }
            | Self::RestedOn { .. } => Some(Rule::H14),
            Self::NoSuchDestination(_) => Some(Rule::H12),
            Self::UnknownInternship
            | Self::UnknownEmployer
            | Self::EmployerUnclear
            | Self::AlreadyOffered { .. }
            | Self::NotPaid { .. }
            | Self::NoHours { .. }
            | Self::AlreadyAnswered { .. }
            | Self::NotAccepted { .. }
            | Self::Declined { .. }
            | Self::AlreadyStarted { .. }
            | Self::AlreadyEnded { .. }
            | Self::NotAMilestone { .. }
            | Self::NoSuchEvent { .. } => None,
        }
    }

    fn is_conflict(&self) -> bool {
        !matches!(
            self,
            Self::InTheFuture { .. }
                | Self::EmployerUnclear
                | Self::NotPaid { .. }
                | Self::NoHours { .. }
                | Self::NotAMilestone { .. }
                | Self::NoSuchDestination(_)
        )
    }
}
