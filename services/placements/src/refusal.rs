//! Why the rules say no.

use events::Minutes;
use events::placements::Place;
use jiff::civil::Date;
use service_kit::{Shared, refusals};

refusals! {
    /// Why a command about placements is refused.
    Refusal, or Shared(Shared):

    /// The employer is not known.
    UnknownEmployer = 409 "unknown-employer": "no such employer is known here: register the employer first";

    /// The employer is known already.
    AlreadyRegistered = 409 "already-registered": "this employer is registered already";

    /// Rotation 0.
    NoSuchRotation = 422 "no-such-rotation": "there is no rotation 0: rotations are counted from 1";

    /// The rotation started already.
    AlreadyStarted {
        /// Which.
        rotation: u8,
        /// When.
        since: Date,
    } = 409 "already-started": "rotation {rotation} started on {since} already: give this one the next number";

    /// The rotation never started.
    NotStarted {
        /// Which.
        rotation: u8,
    } = 409 "not-started": "rotation {rotation} never started: record its start first, or correct its number";

    /// The rotation ended already.
    AlreadyEnded {
        /// Which.
        rotation: u8,
        /// When.
        on: Date,
    } = 409 "already-ended": "rotation {rotation} ended on {on} already: take that back first if it is wrong";

    /// Another rotation runs at that time.
    AnotherRuns {
        /// The other one.
        rotation: u8,
        /// Its last day, as far as anybody knows.
        until: Date,
    } = 409 "another-runs": "rotation {rotation} runs until {until}: record that it ended first";

    /// Another rotation started before this one was planned to end.
    AnotherStarted {
        /// The other one.
        rotation: u8,
        /// Its first day.
        since: Date,
    } = 409 "another-started": "rotation {rotation} started on {since}, when this one had ended: take that back first";

    /// The young person is no intern.
    NotAccepted = 409 "not-accepted" [H9]:
        "the young person was not accepted: a placement is part of the programme, so record the acceptance first";

    /// The placement starts before the programme.
    BeforeAcceptance {
        /// First day of the placement.
        date: Date,
        /// The day of the acceptance.
        accepted: Date,
    } = 409 "before-acceptance" [H9]:
        "{date} is before the acceptance, {accepted}: a placement is part of the programme";

    /// The placement starts after the programme.
    AfterTheEnd {
        /// First day of the placement.
        date: Date,
        /// The day the intern left or finished.
        left: Date,
    } = 409 "after-the-end" [H9]: "{date} is after the intern left, {left}: a placement is part of the programme";

    /// The placement is planned to end after the programme.
    BeyondTheProgramme {
        /// Last planned day.
        planned_end: Date,
        /// The programme's planned end, or a year from its first placement.
        last: Date,
    } = 409 "beyond-the-programme" [H9]:
        "the planned end, {planned_end}, is beyond the programme, which lasts until {last}: plan it to end by then";

    /// More than a year with one employer.
    OverAYear {
        /// First day with the employer.
        from: Date,
        /// Last day with the employer, known or planned.
        until: Date,
    } = 409 "over-a-year" [H9]:
        "from {from} to {until} is more than a year with the same employer: beyond a year the minimum wage is due, so end the placement by then and record what follows as a job";

    /// The employer did not offer the placement.
    NotOffered {
        /// The day of the last interview.
        interviewed: Date,
    } = 409 "not-offered":
        "the employer said not this time on {interviewed}: record the interview in which it offered the placement";

    /// The first interview came after the first day.
    StartsBeforeInterview {
        /// First day of the placement.
        start: Date,
        /// The day of the first interview.
        interview: Date,
    } = 409 "starts-before-interview" [H14]:
        "the placement starts on {start}, before the interview, {interview}: correct one of the two";

    /// Attendance that says nothing.
    NeitherThereNorAbsent = 422 "neither-there-nor-absent":
        "neither how long the intern was there nor why not is said: give the minutes, or the reason for the absence";

    /// Attendance that says two things.
    BothThereAndAbsent {
        /// How long they were there.
        minutes: Minutes,
    } = 422 "both-there-and-absent":
        "the intern cannot have been there for {minutes} and absent: give the one or the other";

    /// Longer than a day.
    MoreThanADay {
        /// The day.
        date: Date,
        /// How long they were there, at all places.
        total: Minutes,
    } = 422 "more-than-a-day": "{total} on {date} is longer than a day: correct the minutes";

    /// Attendance on that day at that place is known.
    AlreadyRecorded {
        /// The day.
        date: Date,
        /// Where.
        place: Place,
    } = 409 "already-recorded":
        "whether the intern was there on {date} ({place}) is recorded already: take that back first if it is wrong";
}
