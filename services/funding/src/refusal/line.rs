//! Why the rules say no to the lines of a claim.

use events::coaching::Activity;
use events::{EventId, Minutes, Pence};
use jiff::civil::Date;
use service_kit::refusals;

refusals! {
    /// Why the lines of a claim are refused.
    LineRefusal:

    /// More than the award gives for a week.
    OverTheWeek {
        /// The day of the session.
        date: Date,
        /// Minutes that were to be claimed of it.
        stated: Minutes,
        /// Minutes that the week has room for.
        room: Minutes,
        /// Minutes a week, by the step in force on that day.
        weekly: Minutes,
    } = 409 "over-the-week" [H6]:
        "{stated} of {date} do not fit into the week: the award gives {weekly} a week on that day, and {room} are left of them; claim no more than that, or have the award changed";

    /// More weeks than were awarded.
    OverTheWeeks {
        /// The day of the session.
        date: Date,
        /// Weeks awarded, with changes.
        weeks: u32,
    } = 409 "over-the-weeks" [H6]:
        "the session of {date} would begin another week, and all {weeks} weeks of the award are claimed: leave it out, or have the award extended";

    /// More than the award has room for in the period.
    MoreThanTheAward {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// What is claimed.
        stated: Minutes,
        /// What can be claimed.
        left: Minutes,
        /// What that costs.
        pence: Pence,
    } = 409 "more-than-the-award" [H6]:
        "{stated} are claimed for {from} to {until}, and the award's weekly time and weeks have room for {left} ({pence}): claim no more than that, or have the award changed";

    /// More than was logged before the internship ended.
    MoreThanBeforeTheEnd {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// What is claimed.
        stated: Minutes,
        /// What can be claimed.
        left: Minutes,
        /// What that costs.
        pence: Pence,
        /// The day the internship ended.
        ended: Date,
    } = 409 "more-than-before-the-end" [H14]:
        "{stated} are claimed for {from} to {until}, and the internship ended on {ended}: {left} ({pence}) can be claimed up to that day";

    /// A day after the internship ended.
    AfterTheEnd {
        /// The day.
        date: Date,
        /// The day the internship ended.
        ended: Date,
    } = 409 "after-the-end" [H14]:
        "{date} is after the internship ended, on {ended}, and there was no job by then: leave it out, or correct the day of the end";

    /// Travel is claimed, and no days are listed.
    NoTravelDays = 422 "no-travel-days": "a claim for travel lists the days travelled on: add them";

    /// Travel on this day is claimed already.
    TravelClaimed {
        /// The day.
        date: Date,
    } = 409 "travel-claimed" [H7]: "travel on {date} is claimed already: leave the day out";

    /// Miles are given, and the award pays by the day.
    ByTheDay {
        /// The day.
        date: Date,
    } = 422 "by-the-day": "{date} has miles, and the award pays for travel by the day: leave the miles out";

    /// The award pays by the mile, and no miles are given.
    ByTheMile {
        /// The day.
        date: Date,
    } = 422 "by-the-mile": "the award pays for travel by the mile: say how many miles were travelled on {date}";

    /// A claim for equipment says no amount.
    NoAmount = 422 "no-amount": "a claim for equipment says how much it cost: add the pence";

    /// More equipment than was awarded.
    OverEquipment {
        /// What is claimed.
        stated: Pence,
        /// What is left.
        left: Pence,
    } = 409 "over-equipment" [H6]: "{stated} are claimed for equipment, and {left} of the award are left: claim no more than that";

    /// More sessions than one claim may have lines.
    TooManyLines {
        /// Lines the claim would have.
        lines: usize,
        /// Lines that a claim may have.
        allowed: usize,
    } = 422 "too-many-lines":
        "the claim would have {lines} lines, one for each session, more than the {allowed} that a claim may have: claim a shorter period, or list fewer sessions, and claim the rest under another number";

    /// A claim of no time at all.
    NoMinutes = 422 "no-minutes": "a claim for no minutes claims nothing: give the time, or leave it out";

    /// Nothing was logged in the period.
    NoHours {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
    } = 409 "no-hours" [H7]: "no hours are logged from {from} to {until}: log them before claiming";

    /// What was logged in the period cannot be claimed.
    OnlyUnclaimable {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// What is logged.
        logged: Minutes,
    } = 409 "only-unclaimable" [H3]:
        "the {logged} logged from {from} to {until} cannot be claimed from Access to Work: claim hours at the workplace only";

    /// Another claim has the hours of the period.
    ClaimedAlready {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// The claims that have them.
        numbers: String,
    } = 409 "claimed-already" [H7]:
        "all claimable hours from {from} to {until} are claimed already, by claim {numbers}: nothing is left of them";

    /// More than is left in the period.
    MoreThanLeft {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// What is claimed.
        stated: Minutes,
        /// What is left.
        left: Minutes,
    } = 409 "more-than-left" [H7]:
        "{stated} are claimed for {from} to {until}, more than the {left} of claimable time that is logged there and not claimed yet: correct one of the two";

    /// There is no such session in this history.
    NoSuchSession {
        /// What was listed.
        event: EventId,
    } = 409 "no-such-session": "this internship has no session {event}: look its id up in the timeline";

    /// A session is listed twice.
    ListedTwice {
        /// The day of the session.
        date: Date,
    } = 422 "listed-twice" [H7]: "the session of {date} is listed twice: list it once, with all its minutes";

    /// A session that Access to Work does not pay for.
    NotClaimable {
        /// The day of the session.
        date: Date,
        /// What was done.
        activity: Activity,
    } = 409 "not-claimable" [H3]:
        "the session of {date}, {activity}, is not claimable from Access to Work: leave it out, or correct the session";

    /// A session on a day the claim is not for.
    OutsidePeriod {
        /// The day of the session.
        date: Date,
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
    } = 409 "outside-period" [H5]:
        "the session of {date} is not inside the claim's period, {from} to {until}: correct one of the two";

    /// Another claim has the session.
    SessionClaimed {
        /// The day of the session.
        date: Date,
        /// The claims that have it.
        numbers: String,
    } = 409 "session-claimed" [H7]: "the session of {date} is claimed already, by claim {numbers}: leave it out";

    /// More than is left of a session.
    SessionTooShort {
        /// The day of the session.
        date: Date,
        /// What is claimed of it.
        stated: Minutes,
        /// What is left of it.
        left: Minutes,
    } = 409 "session-too-short" [H7]:
        "{stated} are claimed of the session of {date}, more than the {left} that are logged and not claimed yet: correct one of the two";

    /// The stated time is not that of the sessions.
    MinutesDiffer {
        /// What the claim states.
        stated: Minutes,
        /// What the sessions come to.
        listed: Minutes,
    } = 409 "minutes-differ":
        "the claim states {stated}, but the sessions it lists come to {listed}: correct one of the two";

    /// The stated amount is not what the time costs.
    AmountDiffers {
        /// What the claim states.
        stated: Pence,
        /// What the hours cost.
        computed: Pence,
    } = 409 "amount-differs":
        "the claim states {stated}, but its hours at the award's rate come to {computed}: correct one of the two";
}
