//! Why the rules say no to a claim.

use events::coaching::Activity;
use events::{ClaimId, EventId, Line, Minutes, Pence};
use jiff::civil::Date;
use service_kit::Rule;

/// Why a command about a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// The claim is known already.
    #[error("this claim was submitted on {date} already, as {number}: give a new claim a number of its own")]
    AlreadySubmitted {
        /// What it is called.
        number: Line,
        /// When.
        date: Date,
    },
    /// It was submitted before the last day it claims for.
    #[error(
        "the claim of {date} is for days until {until}: Access to Work pays in arrears, so claim when they are over"
    )]
    NotInArrears {
        /// The day of the claim.
        date: Date,
        /// Last day claimed for.
        until: Date,
    },
    /// The internship has no award.
    #[error("Access to Work has awarded this internship nothing: record the award before claiming against it")]
    NoAward,
    /// The reference is another one than the award's.
    #[error("this internship has no award {stated}, but: {known}; correct the reference on the claim")]
    OtherAward {
        /// What the claim says.
        stated: Line,
        /// The awards there are.
        known: String,
    },
    /// Days that the award does not cover.
    #[error("{from} to {until} is not inside the award, {award_from} to {award_until}: claim only for days it covers")]
    OutsideAward {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// First day of the award.
        award_from: Date,
        /// Last day of the award, after extensions.
        award_until: Date,
    },
    /// No invoice goes with it.
    #[error("a claim needs an invoice: add its number")]
    NoInvoice,
    /// Access to Work does not know whom to pay.
    #[error("Access to Work does not know whom to pay: have the payee set up before claiming")]
    NoPayee,
    /// Nobody signed.
    #[error("a claim needs the signature of the customer or an appointee: add who signed")]
    NotSigned,
    /// More weeks than may be claimed of an award.
    #[error(
        "{weeks} weeks of award {award} would be claimed, more than the {allowed} that may be: have the award extended, or apply anew"
    )]
    TooManyWeeks {
        /// The award.
        award: Line,
        /// Weeks claimed, with this claim.
        weeks: usize,
        /// Weeks that may be claimed.
        allowed: u16,
    },
    /// A claim of no time at all.
    #[error("a claim for no minutes claims nothing: give the time, or leave it out")]
    NoMinutes,
    /// Nothing was logged in the period.
    #[error("no hours are logged from {from} to {until}: log them before claiming")]
    NoHours {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
    },
    /// What was logged in the period cannot be claimed.
    #[error(
        "the {logged} logged from {from} to {until} cannot be claimed from Access to Work: claim hours at the workplace only"
    )]
    OnlyUnclaimable {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// What is logged.
        logged: Minutes,
    },
    /// Another claim has the hours of the period.
    #[error(
        "all claimable hours from {from} to {until} are claimed already, by claim {numbers}: nothing is left of them"
    )]
    ClaimedAlready {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// The claims that have them.
        numbers: String,
    },
    /// More than is left in the period.
    #[error(
        "{stated} are claimed for {from} to {until}, more than the {left} of claimable time that is logged there and not claimed yet: correct one of the two"
    )]
    MoreThanLeft {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// What is claimed.
        stated: Minutes,
        /// What is left.
        left: Minutes,
    },
    /// There is no such session in this history.
    #[error("this internship has no session {event}: look its id up in the timeline")]
    NoSuchSession {
        /// What was listed.
        event: EventId,
    },
    /// A session is listed twice.
    #[error("the session of {date} is listed twice: list it once, with all its minutes")]
    ListedTwice {
        /// The day of the session.
        date: Date,
    },
    /// A session that Access to Work does not pay for.
    #[error(
        "the session of {date}, {activity}, is not claimable from Access to Work: leave it out, or correct the session"
    )]
    NotClaimable {
        /// The day of the session.
        date: Date,
        /// What was done.
        activity: Activity,
    },
    /// A session on a day the claim is not for.
    #[error("the session of {date} is not inside the claim's period, {from} to {until}: correct one of the two")]
    OutsidePeriod {
        /// The day of the session.
        date: Date,
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
    },
    /// Another claim has the session.
    #[error("the session of {date} is claimed already, by claim {numbers}: leave it out")]
    SessionClaimed {
        /// The day of the session.
        date: Date,
        /// The claims that have it.
        numbers: String,
    },
    /// More than is left of a session.
    #[error(
        "{stated} are claimed of the session of {date}, more than the {left} that are logged and not claimed yet: correct one of the two"
    )]
    SessionTooShort {
        /// The day of the session.
        date: Date,
        /// What is claimed of it.
        stated: Minutes,
        /// What is left of it.
        left: Minutes,
    },
    /// The stated time is not that of the sessions.
    #[error("the claim states {stated}, but the sessions it lists come to {listed}: correct one of the two")]
    MinutesDiffer {
        /// What the claim states.
        stated: Minutes,
        /// What the sessions come to.
        listed: Minutes,
    },
    /// The stated amount is not what the time costs.
    #[error("the claim states {stated}, but its hours at the award's rate come to {computed}: correct one of the two")]
    AmountDiffers {
        /// What the claim states.
        stated: Pence,
        /// What the hours cost.
        computed: Pence,
    },
    /// There is no such claim in this history.
    #[error("this internship has no claim {claim}: submit it first, or correct the number")]
    NoSuchClaim {
        /// What was asked for.
        claim: ClaimId,
    },
    /// The answer is before the claim.
    #[error("{date} is before the claim was submitted, {submitted}: correct one of the two")]
    BeforeSubmission {
        /// The day of the answer.
        date: Date,
        /// The day of the claim.
        submitted: Date,
    },
    /// The claim was rejected.
    #[error("claim {number} was rejected on {date}: claim the hours anew under a new number")]
    Rejected {
        /// The claim.
        number: Line,
        /// When.
        date: Date,
    },
    /// A payment of nothing, or less.
    #[error("a payment of {pence} is none: give what was paid, or leave it out")]
    NoPayment {
        /// What was given.
        pence: Pence,
    },
    /// More would be paid than was claimed.
    #[error("with {pence} more, {total} would be paid for a claim of {claimed}: correct the amount")]
    MoreThanClaimed {
        /// This payment.
        pence: Pence,
        /// All payments together.
        total: Pence,
        /// What was claimed.
        claimed: Pence,
    },
    /// The claim was paid for.
    #[error("{paid} were paid for claim {number}: take the payment back first if it was never made")]
    AlreadyPaid {
        /// The claim.
        number: Line,
        /// How much.
        paid: Pence,
    },
    /// What the claim rested on is no longer there for it.
    #[error(
        "the hours of claim {number} were claimed again, corrected or taken back since it was rejected: the rejection has to stand"
    )]
    HoursGone {
        /// The claim.
        number: Line,
    },
}

impl ClaimRefusal {
    /// Its code, the hard rule behind it, and whether it is at odds with the present state only.
    pub(crate) fn verdict(&self) -> (&'static str, Option<Rule>, bool) {
        match self {
            Self::NotInArrears { .. } => ("not-in-arrears", Some(Rule::H14), false),
            Self::BeforeSubmission { .. } => ("before-submission", Some(Rule::H14), true),
            Self::NoAward => ("no-award", Some(Rule::H5), true),
            Self::OtherAward { .. } => ("other-award", Some(Rule::H5), true),
            Self::OutsideAward { .. } => ("outside-award", Some(Rule::H5), true),
            Self::NoInvoice => ("no-invoice", Some(Rule::H5), false),
            Self::NoPayee => ("no-payee", Some(Rule::H5), false),
            Self::NotSigned => ("not-signed", Some(Rule::H5), false),
            Self::OutsidePeriod { .. } => ("outside-period", Some(Rule::H5), true),
            Self::TooManyWeeks { .. } => ("too-many-weeks", Some(Rule::H6), true),
            Self::OnlyUnclaimable { .. } => ("only-unclaimable", Some(Rule::H3), true),
            Self::NotClaimable { .. } => ("not-claimable", Some(Rule::H3), true),
            Self::NoHours { .. } => ("no-hours", Some(Rule::H7), true),
            Self::ClaimedAlready { .. } => ("claimed-already", Some(Rule::H7), true),
            Self::MoreThanLeft { .. } => ("more-than-left", Some(Rule::H7), true),
            Self::ListedTwice { .. } => ("listed-twice", Some(Rule::H7), false),
            Self::SessionClaimed { .. } => ("session-claimed", Some(Rule::H7), true),
            Self::SessionTooShort { .. } => ("session-too-short", Some(Rule::H7), true),
            Self::HoursGone { .. } => ("hours-gone", Some(Rule::H7), true),
            Self::AlreadySubmitted { .. } => ("already-submitted", None, true),
            Self::NoMinutes => ("no-minutes", None, false),
            Self::NoSuchSession { .. } => ("no-such-session", None, true),
            Self::MinutesDiffer { .. } => ("minutes-differ", None, true),
            Self::AmountDiffers { .. } => ("amount-differs", None, true),
            Self::NoSuchClaim { .. } => ("no-such-claim", None, true),
            Self::Rejected { .. } => ("claim-rejected", None, true),
            Self::NoPayment { .. } => ("no-payment", None, false),
            Self::MoreThanClaimed { .. } => ("more-than-claimed", None, true),
            Self::AlreadyPaid { .. } => ("already-paid", None, true),
        }
    }
}
