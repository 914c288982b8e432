//! Why the rules say no.

use events::Minutes;
use jiff::civil::{Date, Time};
use service_kit::{Shared, refusals};

refusals! {
    /// Why a command about placements is refused.
    Refusal, or Shared(Shared), or TooYoung(TooYoung):

    /// The employer is not known.
    UnknownEmployer = 409 "unknown-employer": "no such employer is known here: register the employer first";

    /// The employer is known already.
    AlreadyRegistered = 409 "already-registered": "this employer is registered already";

    /// The question was asked already.
    AlreadyAsked {
        /// When.
        on: Date,
    } = 409 "already-asked": "this question was asked on {on} already: give the new one a name of its own";

    /// The question was never asked.
    NotAsked = 409 "not-asked":
        "no question of this employer is known by that name: record the question first, or correct the name";

    /// The employer has no such role.
    UnknownRole = 409 "unknown-role":
        "no role of this employer is known by that name: open the role first, or correct the name";

    /// The role was opened already.
    RoleAlreadyOpened {
        /// When.
        on: Date,
    } = 409 "role-already-opened": "this role was opened on {on} already: give the new one a name of its own";

    /// The role closed already.
    RoleAlreadyClosed {
        /// When.
        on: Date,
    } = 409 "role-already-closed": "this role closed on {on} already: take that back first if it is wrong";

    /// The placement is interrupted already.
    AlreadyPaused {
        /// Since when.
        since: Date,
    } = 409 "already-paused": "this placement is paused since {since} already: record first that it went on";

    /// The placement is not interrupted.
    NotPaused = 409 "not-paused": "this placement is not paused: record first that it was interrupted";

    /// The placement started already.
    AlreadyStarted {
        /// When.
        since: Date,
    } = 409 "already-started": "this placement started on {since} already: give the new one a name of its own";

    /// The placement never started.
    NotStarted = 409 "not-started":
        "no placement of this intern is known by that name: record its start first, or correct the name";

    /// The placement ended already.
    AlreadyEnded {
        /// When.
        on: Date,
    } = 409 "already-ended": "this placement ended on {on} already: take that back first if it is wrong";

    /// Dated before the referral.
    BeforeReferral {
        /// The day.
        date: Date,
        /// The day of the referral.
        referred: Date,
    } = 409 "before-referral" [H14]: "{date} is before the referral, {referred}: correct one of the two";

    /// Dated after the internship ended.
    AfterTheEnd {
        /// The day.
        date: Date,
        /// The day the internship ended.
        left: Date,
    } = 409 "after-the-end" [H14]:
        "{date} is after the internship ended, {left}: a placement and its attendance end with it, so use a day up to then, or correct the end";

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
        "{date} is before the acceptance, {accepted}: a placement is part of the programme, so start it on that day or later";

    /// The placement is planned to end after the programme.
    BeyondTheProgramme {
        /// Last planned day.
        planned_end: Date,
        /// The programme's planned end, or the last day within a year of its first placement.
        last: Date,
    } = 409 "beyond-the-programme" [H9]:
        "the planned end, {planned_end}, is beyond the programme, which lasts until {last}: plan it to end by then";

    /// A year or more with one employer.
    YearWithEmployer {
        /// First day with the employer.
        from: Date,
        /// Last day with the employer, known or planned.
        until: Date,
        /// The last day that is less than a year.
        last: Date,
    } = 409 "year-with-employer" [H9]:
        "from {from} to {until} is a year or more with the same employer, for which the minimum wage is due: plan the placement to end on {last} or earlier";

    /// Attendance that says nothing.
    NeitherThereNorAbsent = 422 "neither-there-nor-absent":
        "neither how long the intern was there nor why not is said: give the minutes, or start and end, or the reason for the absence";

    /// Attendance that says two things.
    BothThereAndAbsent = 422 "both-there-and-absent":
        "the intern cannot have been there and absent: give the time or the reason for the absence";

    /// More time than lies between start and end.
    HoursDoNotFit {
        /// How long they were there.
        minutes: Minutes,
        /// How long the break was.
        rest: Minutes,
        /// When they began.
        start: Time,
        /// When they finished.
        end: Time,
    } = 422 "hours-do-not-fit":
        "{minutes} and a break of {rest} do not fit between {start} and {end}: correct one of them";

    /// Start and end without the break: how long it was does not follow.
    BreakNotSaid {
        /// When they began.
        start: Time,
        /// When they finished.
        end: Time,
    } = 422 "break-not-said":
        "how long the intern was there does not follow from {start} and {end} alone: give the break, 0 minutes where there was none, or the minutes without it";

    /// In two places at overlapping times.
    TwoPlacesAtOnce {
        /// The day of the other.
        date: Date,
        /// When the other began.
        start: Time,
    } = 409 "two-places-at-once" [H14]:
        "the intern was there or elsewhere at an overlapping time already, on {date} from {start}: correct one of the two";

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
    } = 409 "already-recorded":
        "whether the intern was there on {date} is recorded already: take that back first if it is wrong, or give the start of each if they were there twice";

    /// No placement ran on that day.
    NoPlacement {
        /// The day.
        date: Date,
    } = 409 "no-placement":
        "no placement is known to run on {date}: record its start first, or name the placement if it went on beyond its planned end";

    /// Several placements ran on that day.
    SeveralPlacements {
        /// The day.
        date: Date,
        /// How many.
        running: usize,
    } = 409 "several-placements": "{running} placements run on {date}: name the one that is meant";

    /// A class with a placement.
    ClassAtAPlacement = 422 "class-at-a-placement":
        "a class is not at a placement: leave the placement out, or say that the place is the placement";

    /// The placement did not run on that day.
    NotInThatPlacement {
        /// The day.
        date: Date,
        /// First day of the placement.
        from: Date,
        /// Its last day, if it ended.
        until: Until,
    } = 409 "not-in-that-placement" [H14]:
        "the placement named runs from {from}{until}, and {date} is not in it: correct the day or the placement";
}

/// The last day of what ended, to follow its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until(pub Option<Date>);

impl std::fmt::Display for Until {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |until| write!(f, " to {until}"))
    }
}

refusals! {
    /// What the law on young workers does not allow (H8).
    TooYoung:

    /// More than the hours of a day.
    LongDay {
        /// The day.
        date: Date,
        /// How long they were at work, at all placements.
        total: Minutes,
        /// How long they may be.
        most: Minutes,
    } = 409 "young-long-day" [H8]:
        "{total} at work on {date} is more than the {most} a day allowed under 18: correct the minutes";

    /// More than the hours of a week.
    LongWeek {
        /// The Monday.
        monday: Date,
        /// How long they were at work, or are planned to be, at all placements.
        total: Minutes,
        /// How long they may be.
        most: Minutes,
    } = 409 "young-long-week" [H8]:
        "{total} at work in the week of {monday} is more than the {most} a week allowed under 18, over all placements: correct or plan fewer minutes";

    /// Work in the night.
    AtNight {
        /// The day.
        date: Date,
        /// When work may begin.
        from: Time,
        /// When it has to be over.
        until: Time,
    } = 409 "young-at-night" [H8]:
        "under 18 work lies between {from} and {until}, and on {date} it did not: correct start and end";

    /// No break, or a short one.
    ShortBreak {
        /// The day.
        date: Date,
        /// How long they were at work.
        total: Minutes,
        /// How long the break was.
        rest: Minutes,
        /// How long it has to be.
        least: Minutes,
    } = 409 "young-short-break" [H8]:
        "{total} at work on {date} with a break of {rest}: under 18 a break of {least} is due, so correct the break or the time";

    /// Too little time between two days.
    ShortNight {
        /// The first of the two days.
        date: Date,
        /// How long they rested.
        rest: Minutes,
        /// How long they have to.
        least: Minutes,
    } = 409 "young-short-night" [H8]:
        "{rest} between the work of {date} and of the day after is less than the {least} due under 18: correct the times";

    /// Too little free time in a week.
    NoDaysOff {
        /// The Monday.
        monday: Date,
        /// How much free time the week had at most.
        rest: Minutes,
        /// How much is due.
        least: Minutes,
    } = 409 "young-no-days-off" [H8]:
        "the week of {monday} leaves {rest} free at most, less than the {least} due under 18: correct the days";
}
