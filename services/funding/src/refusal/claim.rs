//! Why the rules say no to a claim.

use events::coaching::Activity;
use events::{ClaimId, EventId, Line, Minutes, Pence};
use jiff::civil::Date;
use service_kit::refusals;

refusals! {
    /// Why a command about a claim is refused.
    ClaimRefusal:

    /// The claim is known already.
    AlreadySubmitted {
        /// What it is called.
        number: Line,
        /// When.
        date: Date,
    } = 409 "already-submitted":
        "this claim was submitted on {date} already, as {number}: give a new claim a number of its own";

    /// It was submitted before the last day it claims for.
    NotInArrears {
        /// The day of the claim.
        date: Date,
        /// Last day claimed for.
        until: Date,
    } = 422 "not-in-arrears" [H14]:
        "the claim of {date} is for days until {until}: Access to Work pays in arrears, so claim when they are over";

    /// The internship has no award.
    NoAward = 409 "no-award" [H5]:
        "Access to Work has awarded this internship nothing: record the award before claiming against it";

    /// The reference is another one than the award's.
    OtherAward {
        /// What the claim says.
        stated: Line,
        /// The awards there are.
        known: String,
    } = 409 "other-award" [H5]:
        "this internship has no award {stated}, but: {known}; correct the reference on the claim";

    /// Days that the award does not cover.
    OutsideAward {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// First day of the award.
        award_from: Date,
        /// Last day of the award, after extensions.
        award_until: Date,
    } = 409 "outside-award" [H5]:
        "{from} to {until} is not inside the award, {award_from} to {award_until}: claim only for days it covers";

    /// No invoice goes with it.
    NoInvoice = 422 "no-invoice" [H5]: "a claim needs an invoice: add its number";

    /// Access to Work does not know whom to pay.
    NoPayee = 422 "no-payee" [H5]: "Access to Work does not know whom to pay: have the payee set up before claiming";

    /// Nobody signed.
    NotSigned = 422 "not-signed" [H5]: "a claim needs the signature of the customer or an appointee: add who signed";

    /// It was submitted before there was an award.
    BeforeAward {
        /// The day of the claim.
        date: Date,
        /// The day of the award.
        decided: Date,
    } = 409 "before-award" [H5]:
        "the claim of {date} is before the award it is held against, which was decided on {decided}: correct one of the two";

    /// More weeks than may be claimed for an internship.
    TooManyWeeks {
        /// Weeks claimed, with this claim.
        weeks: usize,
        /// Weeks that may be claimed.
        allowed: u16,
    } = 409 "too-many-weeks" [H6]:
        "{weeks} weeks of this internship would be claimed, more than the {allowed} that may be: claim fewer, or have the award extended";

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

    /// There is no such claim in this history.
    NoSuchClaim {
        /// What was asked for.
        claim: ClaimId,
    } = 409 "no-such-claim": "this internship has no claim {claim}: submit it first, or correct the number";

    /// The answer is before the claim.
    BeforeSubmission {
        /// The day of the answer.
        date: Date,
        /// The day of the claim.
        submitted: Date,
    } = 409 "before-submission" [H14]: "{date} is before the claim was submitted, {submitted}: correct one of the two";

    /// The claim was rejected.
    Rejected {
        /// The claim.
        number: Line,
        /// When.
        date: Date,
    } = 409 "claim-rejected": "claim {number} was rejected on {date}: claim the hours again under a new number";

    /// A payment of nothing, or less.
    NoPayment {
        /// What was given.
        pence: Pence,
    } = 422 "no-payment": "a payment of {pence} is none: give what was paid, or leave it out";

    /// More would be paid than was claimed.
    MoreThanClaimed {
        /// This payment.
        pence: Pence,
        /// All payments together.
        total: Pence,
        /// What was claimed.
        claimed: Pence,
    } = 409 "more-than-claimed":
        "with {pence} more, {total} would be paid for a claim of {claimed}: correct the amount";

    /// The claim was paid for.
    AlreadyPaid {
        /// The claim.
        number: Line,
        /// How much.
        paid: Pence,
    } = 409 "already-paid": "{paid} were paid for claim {number}: take the payment back first if it was never made";

    /// What the claim rested on is no longer there for it.
    HoursGone {
        /// The claim.
        number: Line,
    } = 409 "hours-gone" [H7]:
        "the hours of claim {number} were claimed again, corrected or taken back since it was rejected: the rejection has to stand";
}
