//! Why the rules say no.

use events::outcomes::{Answer, Contract};
use events::{NotAWord, OfferId, Pence};
use jiff::civil::Date;
use service_kit::{Shared, refusals};

refusals! {
    /// Why a command about outcomes is refused.
    Refusal, or Shared(Shared):

    /// The employer is not known.
    UnknownEmployer = 409 "unknown-employer":
        "no such employer is known here: register the employer first, or give only its name";

    /// No employer, or two.
    EmployerUnclear = 422 "employer-unclear":
        "a job has one employer: give either a registered employer or the name of another, not both and not neither";

    /// The offer is known already.
    AlreadyOffered {
        /// The day of the offer.
        date: Date,
    } = 409 "already-offered": "this offer was recorded on {date} already: give a new offer a reference of its own";

    /// The job starts before it was offered.
    StartsBeforeOffer {
        /// First day.
        start: Date,
        /// The day of the offer.
        offered: Date,
    } = 409 "starts-before-offer" [H14]:
        "a job that was offered on {offered} does not start on {start}, before it: correct one of the two days";

    /// A job without pay.
    NotPaid {
        /// What was given.
        hourly: Pence,
    } = 422 "not-paid":
        "work at {hourly} an hour is no paid job: correct the pay, or record voluntary work as a destination, VOL1";

    /// A job without hours, on terms that promise hours.
    NoHours {
        /// The terms.
        contract: Contract,
    } = 422 "no-hours": "a {contract} job has weekly hours: give them, or correct the contract";

    /// There is no such offer in this history.
    NotOffered {
        /// What was asked for.
        offer: OfferId,
    } = 409 "not-offered" [H14]:
        "this internship has no offer {offer}: record the offer first, or correct the reference";

    /// The answer is before the offer.
    AnsweredBeforeOffer {
        /// The day of the answer.
        date: Date,
        /// The day of the offer.
        offered: Date,
    } = 409 "answered-before-offer" [H14]:
        "an offer of {offered} is not answered on {date}, before it: correct one of the two days";

    /// The offer was answered.
    AlreadyAnswered {
        /// What was said.
        answer: Answer,
        /// When.
        date: Date,
    } = 409 "already-answered": "the offer was {answer} on {date} already: take that answer back first if it is wrong";

    /// Nobody accepted the offer.
    NotAccepted {
        /// The day of the offer.
        offered: Date,
    } = 409 "not-accepted": "the offer of {offered} is not accepted: record the answer before the start";

    /// The offer was declined.
    Declined {
        /// When.
        date: Date,
    } = 409 "declined":
        "the offer was declined on {date}, so no job started: take that answer back first if it is wrong";

    /// The job started already.
    AlreadyStarted {
        /// First day.
        date: Date,
    } = 409 "already-started": "this job started on {date} already: take that back first if it is wrong";

    /// The job never started.
    NotStarted = 409 "not-started" [H14]:
        "this job never started: record its first day first, or correct the reference";

    /// The last day is before the first.
    EndsBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    } = 409 "ends-before-start" [H14]: "the last day, {until}, is before the first, {from}";

    /// The job ended already.
    AlreadyEnded {
        /// Last day.
        date: Date,
    } = 409 "already-ended": "this job ended on {date} already: take that back first if it is wrong";

    /// No job had started by the day of the check.
    NoJobYet {
        /// The day of the check.
        date: Date,
    } = 409 "no-job-yet" [H14]:
        "no job had started by {date}, so there is nothing to check: record the job's first day first, or correct the day";

    /// The check is before the job's first day.
    CheckedBeforeStart {
        /// The day of the check.
        date: Date,
        /// First day of the job.
        started: Date,
    } = 409 "checked-before-start" [H14]:
        "a job that started on {started} cannot be checked for {date}, before it: correct one of the two days";

    /// Checks are not made after so many weeks.
    NotAMilestone {
        /// What was given.
        found: u16,
        /// What there is.
        expected: String,
    } = 422 "not-a-milestone":
        "a check after {found} weeks is not one of: {expected}; leave the number out for a check in between";

    /// The ILR has no such outcome.
    NoSuchDestination(NotAWord) = 422 "no-such-destination" [H12]: "the ILR has no such outcome: {0}";
}
