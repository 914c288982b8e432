//! Why the rules say no.

use events::{EventId, NotAnIdentifier, ProviderId};
use jiff::civil::Date;
use service_kit::Rule;

/// Why a command about referrals is refused. None of it repeats what is sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was referred under this id.
    #[error("no such internship is known here: refer the young person first, or correct the reference")]
    UnknownInternship,
    /// The provider is not known.
    #[error("no such provider is known here: register the provider first")]
    UnknownProvider,
    /// The employer is not known.
    #[error("no such employer is known here: register the employer first, or leave it out")]
    UnknownEmployer,
    /// The provider is known already.
    #[error("this provider is registered already")]
    AlreadyRegistered,
    /// The provider's id is not the one that follows from the UKPRN.
    #[error("provider {provider} is not the provider of this UKPRN, {expected} is: correct the id or the UKPRN")]
    AnotherProvider {
        /// What was said.
        provider: ProviderId,
        /// What follows from the UKPRN.
        expected: ProviderId,
    },
    /// An identifier that its issuer could not have issued.
    #[error(transparent)]
    WrongIdentifier(NotAnIdentifier),
    /// The young person is referred already.
    #[error("the young person was referred on {since} already: use another reference for another internship")]
    AlreadyReferred {
        /// The day of the referral.
        since: Date,
    },
    /// Referred before, or on the day of, their birth.
    #[error("the date of birth is not before the referral, {date}: correct one of the two")]
    NotYetBorn {
        /// The day of the referral.
        date: Date,
    },
    /// Dated later than today.
    #[error("{date} is later than today, {today}: only what has happened can be recorded")]
    InTheFuture {
        /// The day it is dated.
        date: Date,
        /// Today.
        today: Date,
    },
    /// Dated before the referral.
    #[error("{date} is before the referral, {referred}: correct one of the two")]
    BeforeReferral {
        /// The day it is dated.
        date: Date,
        /// The day of the referral.
        referred: Date,
    },
    /// Dated before the acceptance.
    #[error("{date} is before the acceptance, {accepted}: correct one of the two")]
    BeforeAcceptance {
        /// The day it is dated.
        date: Date,
        /// The day of the acceptance.
        accepted: Date,
    },
    /// The planned end is not after the planned start.
    #[error("the planned end, {until}, is not after the planned start, {from}")]
    EndsBeforeStart {
        /// First planned day.
        from: Date,
        /// Last planned day.
        until: Date,
    },
    /// Something to be sealed, and nobody it is sealed for.
    #[error("worries and agreed actions are sealed for the young person: say who that is, or leave them out")]
    PersonNotSaid,
    /// Something to be sealed for somebody else than the young person.
    #[error("the person named is not the young person of this internship: name the one who was referred")]
    AnotherPerson,
    /// A rating off the scale.
    #[error("a rating of {rating} is none: rate a taster from 1 to 5")]
    NoSuchRating {
        /// What was said.
        rating: u8,
    },
    /// A step that the ladder does not have.
    #[error("travel training has no step {step}: its steps are 1 to 7")]
    NoSuchStep {
        /// What was said.
        step: u8,
    },
    /// Younger than 16 on the planned start.
    #[error(
        "the young person is not yet 16 on the planned start, {planned_start}: correct the date of birth or the start"
    )]
    TooYoung {
        /// First planned day.
        planned_start: Date,
    },
    /// 25 or older on the planned start.
    #[error(
        "the young person is 25 or older on the planned start, {planned_start}: correct the date of birth or the start"
    )]
    TooOld {
        /// First planned day.
        planned_start: Date,
    },
    /// The date of birth cannot be opened.
    #[error(
        "the date of birth cannot be opened, so nobody can say how old the young person is: put their key back, or refer them anew"
    )]
    AgeNotKnown,
    /// Nobody saw a plan.
    #[error("nobody has seen the young person's plan: record an EHC plan, or the non-EHC pilot, first")]
    PlanNotVerified,
    /// The young person is an intern already.
    #[error("the young person was accepted on {since} already")]
    AlreadyAccepted {
        /// The day of the acceptance.
        since: Date,
    },
    /// The young person is no intern.
    #[error("the young person was not accepted: record the acceptance first, or decline the referral")]
    NotAccepted,
    /// It ended already.
    #[error("this was declined, left or completed on {on} already: take that back first if it is wrong")]
    AlreadyEnded {
        /// When.
        on: Date,
    },
    /// There is no such event of this context in this history.
    #[error("this internship's referral has no event {event} that could be taken back: look its id up in the timeline")]
    NoSuchEvent {
        /// What was asked for.
        event: EventId,
    },
    /// What happened later would hang in the air.
    #[error("later events rest on {event}: take those back first")]
    OthersRestOnIt {
        /// What was asked for.
        event: EventId,
    },
    /// The intern would be one without a plan.
    #[error("the young person was accepted on this plan: record the right plan first, then take this one back")]
    AcceptedOnThisPlan,
}

impl service_kit::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownInternship => "unknown-internship",
            Self::UnknownProvider => "unknown-provider",
            Self::UnknownEmployer => "unknown-employer",
            Self::AlreadyRegistered => "already-registered",
            Self::AnotherProvider { .. } => "another-provider",
            Self::WrongIdentifier(_) => "wrong-identifier",
            Self::AlreadyReferred { .. } => "already-referred",
            Self::NotYetBorn { .. } => "not-yet-born",
            Self::InTheFuture { .. } => "in-the-future",
            Self::BeforeReferral { .. } => "before-referral",
            Self::BeforeAcceptance { .. } => "before-acceptance",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::PersonNotSaid => "person-not-said",
            Self::AnotherPerson => "another-person",
            Self::NoSuchRating { .. } => "no-such-rating",
            Self::NoSuchStep { .. } => "no-such-step",
            Self::TooYoung { .. } => "too-young",
            Self::TooOld { .. } => "too-old",
            Self::AgeNotKnown => "age-not-known",
            Self::PlanNotVerified => "plan-not-verified",
            Self::AlreadyAccepted { .. } => "already-accepted",
            Self::NotAccepted => "not-accepted",
            Self::AlreadyEnded { .. } => "already-ended",
            Self::NoSuchEvent { .. } => "no-such-event",
            Self::OthersRestOnIt { .. } => "others-rest-on-it",
            Self::AcceptedOnThisPlan => "accepted-on-this-plan",
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::TooYoung { .. } | Self::TooOld { .. } | Self::AgeNotKnown => Some(Rule::H1),
            Self::PlanNotVerified | Self::AcceptedOnThisPlan => Some(Rule::H2),
            Self::WrongIdentifier(_) => Some(Rule::H10),
            Self::NotYetBorn { .. }
            | Self::InTheFuture { .. }
            | Self::BeforeReferral { .. }
            | Self::BeforeAcceptance { .. }
            | Self::EndsBeforeStart { .. } => Some(Rule::H14),
            Self::UnknownInternship
            | Self::UnknownProvider
            | Self::UnknownEmployer
            | Self::AlreadyRegistered
            | Self::AnotherProvider { .. }
            | Self::AlreadyReferred { .. }
            | Self::PersonNotSaid
            | Self::AnotherPerson
            | Self::NoSuchRating { .. }
            | Self::NoSuchStep { .. }
            | Self::AlreadyAccepted { .. }
            | Self::NotAccepted
            | Self::AlreadyEnded { .. }
            | Self::NoSuchEvent { .. }
            | Self::OthersRestOnIt { .. } => None,
        }
    }

    fn is_conflict(&self) -> bool {
        !matches!(
            self,
            Self::AnotherProvider { .. }
                | Self::WrongIdentifier(_)
                | Self::NotYetBorn { .. }
                | Self::InTheFuture { .. }
                | Self::EndsBeforeStart { .. }
                | Self::PersonNotSaid
                | Self::NoSuchRating { .. }
                | Self::NoSuchStep { .. }
        )
    }
}
