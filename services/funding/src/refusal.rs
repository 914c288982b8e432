//! Why the rules say no.

pub(crate) mod claim;

use events::{EventId, Line, Pence};
use jiff::civil::Date;
use service_kit::Rule;

use claim::ClaimRefusal;

/// Why a command about funding is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was referred under this id.
    #[error("no such internship is known here: refer the young person first, or correct the reference")]
    UnknownInternship,
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
    /// The application is too long before the placement.
    #[error(
        "{date} is too early for a placement that starts on {start}: Access to Work takes applications from {earliest} on"
    )]
    AppliedTooEarly {
        /// The day of the application.
        date: Date,
        /// The first day it could have gone in.
        earliest: Date,
        /// The first day of the placement, or the planned one.
        start: Date,
    },
    /// There is no application to answer.
    #[error("Access to Work was not asked for support by {date}: record the application first, or correct the day")]
    NotApplied {
        /// The day of the decision.
        date: Date,
    },
    /// The only applications are later than the decision.
    #[error("the decision of {date} is before the application of {applied}: correct one of the two")]
    DecidedBeforeApplication {
        /// The day of the decision.
        date: Date,
        /// The day of the first application.
        applied: Date,
    },
    /// The application has its award already.
    #[error(
        "the application of {applied} led to award {reference} already: record the new application first, or extend the award"
    )]
    AlreadyAwarded {
        /// The day of the application.
        applied: Date,
        /// The award it led to.
        reference: Line,
    },
    /// An award that does not say what it is.
    #[error("an award needs its {missing}: add what is missing from the decision letter")]
    AwardIncomplete {
        /// The fields that are missing.
        missing: String,
    },
    /// A figure of an award is nothing, or less.
    #[error("the award's {field} must be more than nothing: correct it, or record the application as refused")]
    NothingAwarded {
        /// The field.
        field: &'static str,
    },
    /// There is an award with this reference already.
    #[error("award {reference} is recorded already, decided on {decided}: correct the reference")]
    AwardKnown {
        /// The reference.
        reference: Line,
        /// When it was decided.
        decided: Date,
    },
    /// There is no award with this reference.
    #[error("this internship has no award {reference}, but: {known}")]
    NoSuchAward {
        /// What was asked for.
        reference: Line,
        /// What there is.
        known: String,
    },
    /// The extension is before the award.
    #[error("the extension of {date} is before the award's decision of {decided}: correct one of the two")]
    ExtendedBeforeDecision {
        /// The day of the extension.
        date: Date,
        /// The day of the award.
        decided: Date,
    },
    /// More weeks than an award can be extended by.
    #[error(
        "with {weeks} weeks more the award would be extended by {total}, which is more than the {most} that extensions may add: apply anew for the rest"
    )]
    ExtensionTooLong {
        /// Weeks asked for.
        weeks: u16,
        /// Weeks that all extensions would add.
        total: u16,
        /// Weeks that they may add.
        most: u16,
    },
    /// An extension that adds nothing.
    #[error("an extension by {weeks} weeks until {until} adds nothing to an award that lasts until {already}")]
    NotExtended {
        /// Weeks asked for.
        weeks: u16,
        /// The new last day.
        until: Date,
        /// The last day as it stands.
        already: Date,
    },
    /// A cost of nothing, or less.
    #[error("a cost of {pence} is none: give what was spent, or leave it out")]
    NoCost {
        /// What was given.
        pence: Pence,
    },
    /// There is no such event of this context in this history.
    #[error("this internship's funding has no event {event} that could be taken back: look its id up in the timeline")]
    NoSuchEvent {
        /// What was asked for.
        event: EventId,
    },
    /// The application was answered.
    #[error("the application was answered on {date}: take the decision back first")]
    ApplicationAnswered {
        /// When.
        date: Date,
    },
    /// Claims are held against the award.
    #[error("claim {number} is held against award {reference}: take the claim back first")]
    AwardClaimed {
        /// The award.
        reference: Line,
        /// The first such claim.
        number: Line,
    },
    /// The award, or the extension, was extended later.
    #[error("award {reference} was extended afterwards: take the last extension back first")]
    ExtendedSince {
        /// The award.
        reference: Line,
    },
    /// Claims need the extension.
    #[error("claim {number} needs this extension of award {reference}: have the claim rejected or take it back first")]
    ExtensionNeeded {
        /// The award.
        reference: Line,
        /// A claim that would not stand without it.
        number: Line,
    },
    /// It is about a claim.
    #[error(transparent)]
    Claim(#[from] ClaimRefusal),
}

impl service_kit::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownInternship => "unknown-internship",
            Self::InTheFuture { .. } => "in-the-future",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::AppliedTooEarly { .. } => "applied-too-early",
            Self::NotApplied { .. } => "not-applied",
            Self::DecidedBeforeApplication { .. } => "decided-before-application",
            Self::AlreadyAwarded { .. } => "already-awarded",
            Self::AwardIncomplete { .. } => "award-incomplete",
            Self::NothingAwarded { .. } => "nothing-awarded",
            Self::AwardKnown { .. } => "award-known",
            Self::NoSuchAward { .. } => "no-such-award",
            Self::ExtendedBeforeDecision { .. } => "extended-before-decision",
            Self::ExtensionTooLong { .. } => "extension-too-long",
            Self::NotExtended { .. } => "not-extended",
            Self::NoCost { .. } => "no-cost",
            Self::NoSuchEvent { .. } => "no-such-event",
            Self::ApplicationAnswered { .. } => "application-answered",
            Self::AwardClaimed { .. } => "award-claimed",
            Self::ExtendedSince { .. } => "extended-since",
            Self::ExtensionNeeded { .. } => "extension-needed",
            Self::Claim(refusal) => refusal.verdict().0,
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::InTheFuture { .. }
            | Self::EndsBeforeStart { .. }
            | Self::DecidedBeforeApplication { .. }
            | Self::ExtendedBeforeDecision { .. } => Some(Rule::H14),
            Self::AppliedTooEarly { .. } => Some(Rule::H4),
            Self::AwardClaimed { .. } => Some(Rule::H5),
            Self::ExtensionTooLong { .. } | Self::ExtensionNeeded { .. } => Some(Rule::H6),
            Self::Claim(refusal) => refusal.verdict().1,
            Self::UnknownInternship
            | Self::NotApplied { .. }
            | Self::AlreadyAwarded { .. }
            | Self::AwardIncomplete { .. }
            | Self::NothingAwarded { .. }
            | Self::AwardKnown { .. }
            | Self::NoSuchAward { .. }
            | Self::NotExtended { .. }
            | Self::NoCost { .. }
            | Self::NoSuchEvent { .. }
            | Self::ApplicationAnswered { .. }
            | Self::ExtendedSince { .. } => None,
        }
    }

    fn is_conflict(&self) -> bool {
        if let Self::Claim(refusal) = self {
            return refusal.verdict().2;
        }
        !matches!(
            self,
            Self::InTheFuture { .. }
                | Self::EndsBeforeStart { .. }
                | Self::AwardIncomplete { .. }
                | Self::NothingAwarded { .. }
                | Self::NoCost { .. }
        )
    }
}
