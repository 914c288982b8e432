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
    AlreadyRegistered = 409 "already-registered": "this job coach is registered already";

    /// The coach already supports this intern.
    AlreadyAssigned {
        /// Since when.
        since: Date,
    } = 409 "already-assigned": "this job coach has supported the intern since {since} already";

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

    /// The coach is somewhere else at that time.
    TwoPlacesAtOnce {
        /// The day.
        date: Date,
        /// When the other session began.
        other: Time,
    } = 409 "two-places-at-once" [H15]:
        "the job coach is logged at an overlapping time on {date}, in a session that began at {other}: correct one of the two";

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
