//! Why the rules say no.

use events::{EventId, Minutes};
use jiff::civil::{Date, Time};
use service_kit::Rule;

/// Why a command about coaching is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was referred under this id.
    #[error("no such internship is known here: refer the young person first, or correct the reference")]
    UnknownInternship,
    /// The provider is not known.
    #[error("no such provider is known here: register the provider first")]
    UnknownProvider,
    /// The coach is not known.
    #[error("no such job coach is known here: register the coach first")]
    UnknownCoach,
    /// The coach is known already.
    #[error("this job coach is registered already")]
    AlreadyRegistered,
    /// The coach already supports this intern.
    #[error("this job coach has supported the intern since {since} already")]
    AlreadyAssigned {
        /// Since when.
        since: Date,
    },
    /// Dated later than today.
    #[error("{date} is later than today, {today}: only what has happened can be recorded")]
    InTheFuture {
        /// The day it is dated.
        date: Date,
        /// Today.
        today: Date,
    },
    /// The last day is before the first.
    #[error("the last day, {until}, is before the first, {from}")]
    EndsBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    },
    /// A session without a length.
    #[error("a session of no minutes did not happen: give its length, or leave it out")]
    NoMinutes,
    /// A session that does not end on its day.
    #[error("a session from {start} of {minutes} runs past midnight: log what falls on the next day by itself")]
    PastMidnight {
        /// When it began.
        start: Time,
        /// How long.
        minutes: Minutes,
    },
    /// The coach is somewhere else at that time.
    #[error(
        "the job coach is logged at an overlapping time on {date}, in a session that began at {other}: correct one of the two"
    )]
    TwoPlacesAtOnce {
        /// The day.
        date: Date,
        /// When the other session began.
        other: Time,
    },
    /// Access to Work cannot pay for this activity.
    #[error("{activity} cannot be claimed from Access to Work: log it as not claimable, or correct the activity")]
    NotClaimable {
        /// What was done.
        activity: events::coaching::Activity,
    },
    /// There is no such session in this history.
    #[error("this internship has no session {event}: look its id up in the timeline")]
    NoSuchSession {
        /// What was asked for.
        event: EventId,
    },
    /// There is no such event of this context in this history.
    #[error("this internship's coaching has no event {event} that could be taken back: look its id up in the timeline")]
    NoSuchEvent {
        /// What was asked for.
        event: EventId,
    },
    /// The correction says what stands there already.
    #[error("the session stands like that already: there is nothing to correct")]
    NothingToCorrect,
    /// A claim rests on more than would be left.
    #[error(
        "{claimed} of this session are claimed already, more than the {left} that would be left: have the claim rejected first"
    )]
    ClaimedAlready {
        /// What is claimed.
        claimed: Minutes,
        /// What would be left.
        left: Minutes,
    },
}

impl service_kit::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownInternship => "unknown-internship",
            Self::UnknownProvider => "unknown-provider",
            Self::UnknownCoach => "unknown-coach",
            Self::AlreadyRegistered => "already-registered",
            Self::AlreadyAssigned { .. } => "already-assigned",
            Self::InTheFuture { .. } => "in-the-future",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::NoMinutes => "no-minutes",
            Self::PastMidnight { .. } => "past-midnight",
            Self::TwoPlacesAtOnce { .. } => "two-places-at-once",
            Self::NotClaimable { .. } => "not-claimable",
            Self::NoSuchSession { .. } => "no-such-session",
            Self::NoSuchEvent { .. } => "no-such-event",
            Self::NothingToCorrect => "nothing-to-correct",
            Self::ClaimedAlready { .. } => "claimed-already",
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::InTheFuture { .. } | Self::EndsBeforeStart { .. } => Some(Rule::H14),
            Self::TwoPlacesAtOnce { .. } => Some(Rule::H15),
            Self::NotClaimable { .. } => Some(Rule::H3),
            Self::ClaimedAlready { .. } => Some(Rule::H7),
            Self::UnknownInternship
            | Self::UnknownProvider
            | Self::UnknownCoach
            | Self::AlreadyRegistered
            | Self::AlreadyAssigned { .. }
            | Self::NoMinutes
            | Self::PastMidnight { .. }
            | Self::NoSuchSession { .. }
            | Self::NoSuchEvent { .. }
            | Self::NothingToCorrect => None,
        }
    }

    fn is_conflict(&self) -> bool {
        !matches!(
            self,
            Self::InTheFuture { .. }
                | Self::EndsBeforeStart { .. }
                | Self::NoMinutes
                | Self::PastMidnight { .. }
                | Self::NotClaimable { .. }
        )
    }
}
