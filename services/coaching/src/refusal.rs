//! Why the rules say no.

use events::{EventId, Minutes};
use jiff::civil::{Date, Time};
use service_kit::{Shared, refusals};

refusals! {
    /// Why a command about coaching is refused.
    Refusal, or Shared(Shared):

    /// The coach is not known.
    UnknownCoach = 409 "unknown-coach": "no such job coach is known here: register the coach first";

    /// The coach is known already.
    AlreadyRegistered = 409 "already-registered":
        "this job coach is registered already: use another id for another coach";

    /// The coach already supports this intern on some of these days.
    AlreadyAssigned {
        /// Since when.
        since: Date,
    } = 409 "already-assigned":
        "this job coach supports the intern from {since} already, on some of these days: correct the days, or take that assignment back first";

    /// A session without a length.
    NoMinutes = 422 "no-minutes": "a session of no minutes did not happen: give its length, or leave it out";

    /// A session that does not end on its day.
    PastMidnight {
        /// When it began.
        start: Time,
        /// How long.
        minutes: Minutes,
    } = 422 "past-midnight":
        "a session from {start} of {minutes} runs past midnight: log what falls on the next day by itself";

    /// A session longer than a day.
    MoreThanADay {
        /// How long.
        minutes: Minutes,
    } = 422 "more-than-a-day": "a session of {minutes} is longer than a day: log each day by itself";

    /// A placement, and another place.
    NotAtThePlacement = 422 "not-at-the-placement":
        "the session names a placement and another place: give one of the two";

    /// The placement is not known.
    UnknownPlacement = 409 "unknown-placement":
        "this internship has no such placement: record its start first, or correct the placement";

    /// A group whose time is not known yet.
    GroupWithoutMinutes = 422 "group-without-minutes" [H7]:
        "the first session recorded for a group says how long its coach worked: give coachMinutes";

    /// A coach who worked with a group for no time, for more than a day, or for less than one of its interns
    /// had.
    NotTheCoachsMinutes {
        /// What was said.
        worked: Minutes,
        /// How long the intern's session is.
        minutes: Minutes,
    } = 422 "not-the-coachs-minutes" [H7]:
        "a coach who worked {worked} with a group cannot have given one of its interns {minutes}: coachMinutes are at least the session's minutes, and at most a day";

    /// Time with a group, and no group.
    MinutesWithoutGroup = 422 "minutes-without-group":
        "coachMinutes are the time a coach worked with a group: name the group, or leave them out";

    /// Another session of the group gives the coach another time.
    OtherGroupMinutes {
        /// What the first session of the group says.
        minutes: Minutes,
    } = 409 "other-group-minutes" [H7]:
        "the first session of this group says that its coach worked {minutes}: give the same, or name another group";

    /// Another session of the group was in another place.
    OtherGroupPlace = 409 "other-group-place" [H7]:
        "another session of this group was in another place: give the same, or name another group";

    /// The group's claimable minutes would be more than those of its coach.
    MoreThanTheCoachWorked {
        /// What was to be claimable.
        minutes: Minutes,
        /// How long the coach worked with the group.
        worked: Minutes,
        /// What the other interns leave of it.
        left: Minutes,
    } = 409 "more-than-the-coach-worked" [H7]:
        "the coach worked {worked} with this group, of which the other interns leave {left} claimable, not {minutes}: log a smaller share, or log it as not claimable";

    /// Claimable time before the referral.
    BeforeReferral {
        /// The day of the session.
        date: Date,
        /// The day of the referral.
        referred: Date,
    } = 409 "before-referral" [H14]:
        "{date} is before the referral on {referred}: log it as not claimable, or correct the day";

    /// Claimable time after the internship.
    AfterTheEnd {
        /// The day of the session.
        date: Date,
        /// The day the internship ended.
        ended: Date,
    } = 409 "after-the-end" [H14]:
        "{date} is after the internship ended on {ended}, and no job had begun by then: log it as not claimable, or record the job first";

    /// The coach is somewhere else at that time.
    TwoPlacesAtOnce {
        /// The day.
        date: Date,
        /// When the other session began.
        other: Time,
    } = 409 "two-places-at-once" [H15]:
        "the job coach is logged in another place at an overlapping time on {date}, in a session that began at {other}: correct one of the two";

    /// Access to Work cannot pay for this activity.
    NotClaimable {
        /// What was done.
        activity: events::coaching::Activity,
    } = 422 "not-claimable" [H3]:
        "{activity} cannot be claimed from Access to Work: log it as not claimable, or correct the activity";

    /// There is no such session in this history.
    NoSuchSession {
        /// What was asked for.
        event: EventId,
    } = 409 "no-such-session": "this internship has no session {event}: look its id up in the timeline";

    /// The correction says what stands there already.
    NothingToCorrect = 409 "nothing-to-correct": "the session stands like that already: there is nothing to correct";

    /// A claim rests on more than would be left.
    ClaimedAlready {
        /// What is claimed.
        claimed: Minutes,
        /// What would be left.
        left: Minutes,
    } = 409 "claimed-already" [H7]:
        "{claimed} of this session are claimed already, more than the {left} that would be left: have the claim rejected first";
}
