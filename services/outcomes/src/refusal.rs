//! Why the rules say no.

use events::outcomes::{Answer, Contract, Destination};
use events::{JobId, Line, NotAWord, Pence};
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

    /// A start says what the job is, and not all of it.
    TermsMissing = 422 "terms-missing":
        "a job that was not offered says with its start what an offer would: give the employer, the role and the contract";

    /// A start says what the job is, and so does its offer.
    OfferSaysIt = 409 "offer-says-it":
        "the offer says what this job is: leave that out of the start, and record what differs as a change of the job";

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

    /// There is no such job in this history.
    NotOffered {
        /// What was asked for.
        job: JobId,
    } = 409 "not-offered" [H14]:
        "this internship has no offer of job {job}: record the offer first, say with the start what the job is, or correct the reference";

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

    /// The last day is before a change of the job.
    EndsBeforeChange {
        /// The latest change.
        changed: Date,
        /// Last day.
        until: Date,
    } = 409 "ends-before-change" [H14]:
        "the job changed on {changed}, so its last day is not {until}, before it: correct the day, or take the change back first";

    /// The job changed before its first day.
    ChangesBeforeStart {
        /// The day of the change.
        date: Date,
        /// First day of the job.
        started: Date,
    } = 409 "changes-before-start" [H14]:
        "a job that started on {started} does not change on {date}, before it: correct one of the two days";

    /// A change that changes nothing.
    NothingChanged = 422 "nothing-changed": "a change of a job gives new weekly time, new pay or a new role: give what changed";

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

    /// Jobs had started by the day of the check, and it fits none of them.
    NoJobFits {
        /// The day of the check.
        date: Date,
        /// Those that had started.
        jobs: String,
    } = 409 "no-job-fits" [H14]:
        "a check for {date} fits none of the jobs by its day and number of weeks: {jobs}; name the job it is about, or correct the day or the weeks";

    /// The check does not say which job it is about, and fits several.
    SeveralJobsFit {
        /// The day of the check.
        date: Date,
        /// Those that it fits.
        jobs: String,
    } = 409 "several-jobs-fit": "a check for {date} fits several jobs: {jobs}; name the job it is about";

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

    /// A check that found no work, and says of the work what it is.
    WorkWithoutWork = 422 "work-without-work":
        "the check found them not in work, and gives hours, pay or an employer all the same: correct the status, or leave those out";

    /// The ILR has no such outcome.
    NoSuchDestination(NotAWord) = 422 "no-such-destination" [H12]: "the ILR has no such outcome: {0}";

    /// The ILR has the outcome no longer.
    DestinationNotInForce {
        /// What was given.
        outcome: Destination,
        /// The day it was collected.
        date: Date,
    } = 422 "destination-not-in-force" [H12]:
        "the ILR's list of {date} has no {outcome} any more: choose an outcome that is in force";

    /// The steps of support are not in their order.
    StepsOutOfOrder = 422 "steps-not-in-order": "the steps of support begin on different days, in their order: correct the days";

    /// The concern is known already.
    ConcernKnown {
        /// When it was raised.
        date: Date,
    } = 409 "concern-known": "this concern was raised on {date} already: give a new concern a reference of its own";

    /// There is no such concern in this history.
    UnknownConcern = 409 "unknown-concern":
        "this internship has no such concern: record first that it was raised, or correct the reference";

    /// The answer is before the concern.
    ResolvedBeforeRaised {
        /// The day of the answer.
        date: Date,
        /// When the concern was raised.
        raised: Date,
    } = 409 "resolved-before-raised" [H14]:
        "a concern of {raised} is not answered on {date}, before it: correct one of the two days";

    /// The concern was answered.
    AlreadyResolved {
        /// When.
        date: Date,
    } = 409 "already-resolved": "this concern was answered on {date} already: take that back first if it is wrong";

    /// A score that the scale does not have.
    OffTheScale {
        /// What was given.
        score: u8,
        /// The lowest.
        least: u8,
        /// The highest.
        most: u8,
    } = 422 "off-the-scale": "a score of {score} is not between {least} and {most}: correct the score or the scale";

    /// Contact that nobody tried to make.
    NoAttempts = 422 "no-attempts":
        "contact is lost after one attempt or more: give how many there were, or leave the number out";

    /// An assessment of nothing.
    NoScores = 422 "no-scores": "an assessment scores at least one criterion: give the scores";

    /// A criterion has a score twice.
    CriterionTwice {
        /// Which.
        criterion: Line,
    } = 422 "criterion-twice": "criterion {criterion} has two scores: give each criterion one";

    /// A criterion has more points than one can have.
    ScoreTooHigh {
        /// Which.
        criterion: Line,
        /// What was given.
        score: u8,
        /// The most.
        most: i64,
    } = 422 "score-too-high": "criterion {criterion} has {score} points, more than the {most} that one can have: correct the score";

    /// There are more points than the framework has.
    TooManyPoints {
        /// The sum of the scores.
        total: i64,
        /// The most.
        most: i64,
    } = 422 "too-many-points": "the scores add up to {total} points, more than the {most} of the framework: correct them";
}
