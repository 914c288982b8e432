//! Why the rules say no.

use events::placements::Place;
use events::{EventId, Minutes};
use jiff::civil::Date;
use service_kit::Rule;

/// Why a command about placements is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was referred under this id.
    #[error("no such internship is known here: refer the young person first, or correct the reference")]
    UnknownInternship,
    /// The provider is not known.
    #[error("no such provider is known here: register the provider first")]
    UnknownProvider,
    /// The employer is not known.
    #[error("no such employer is known here: register the employer first")]
    UnknownEmployer,
    /// The employer is known already.
    #[error("this employer is registered already")]
    AlreadyRegistered,
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
    /// Rotation 0.
    #[error("there is no rotation 0: rotations are counted from 1")]
    NoSuchRotation,
    /// The rotation started already.
    #[error("rotation {rotation} started on {since} already: give this one the next number")]
    AlreadyStarted {
        /// Which.
        rotation: u8,
        /// When.
        since: Date,
    },
    /// The rotation never started.
    #[error("rotation {rotation} never started: record its start first, or correct its number")]
    NotStarted {
        /// Which.
        rotation: u8,
    },
    /// The rotation ended already.
    #[error("rotation {rotation} ended on {on} already: take that back first if it is wrong")]
    AlreadyEnded {
        /// Which.
        rotation: u8,
        /// When.
        on: Date,
    },
    /// Another rotation runs at that time.
    #[error("rotation {rotation} runs until {until}: record that it ended first")]
    AnotherRuns {
        /// The other one.
        rotation: u8,
        /// Its last day, as far as anybody knows.
        until: Date,
    },
    /// The young person is no intern.
    #[error("the young person was not accepted: a placement is part of the programme, so record the acceptance first")]
    NotAccepted,
    /// The placement starts before the programme.
    #[error("{date} is before the acceptance, {accepted}: a placement is part of the programme")]
    BeforeAcceptance {
        /// First day of the placement.
        date: Date,
        /// The day of the acceptance.
        accepted: Date,
    },
    /// The placement starts after the programme.
    #[error("{date} is after the intern left, {left}: a placement is part of the programme")]
    AfterTheEnd {
        /// First day of the placement.
        date: Date,
        /// The day the intern left or finished.
        left: Date,
    },
    /// The placement is planned to end after the programme.
    #[error(
        "the planned end, {planned_end}, is beyond the programme, which lasts until {last}: plan it to end by then"
    )]
    BeyondTheProgramme {
        /// Last planned day.
        planned_end: Date,
        /// The programme's planned end, or a year from its first placement.
        last: Date,
    },
    /// More than a year with one employer.
    #[error("from {from} to {until} is more than a year with the same employer: beyond a year the minimum wage is due")]
    OverAYear {
        /// First day with the employer.
        from: Date,
        /// Last day with the employer, known or planned.
        until: Date,
    },
    /// The employer did not offer the placement.
    #[error("the employer said not this time on {interviewed}: record the interview in which it offered the placement")]
    NotOffered {
        /// The day of the last interview.
        interviewed: Date,
    },
    /// The first interview came after the first day.
    #[error("the placement starts on {start}, before the interview, {interview}: correct one of the two")]
    StartsBeforeInterview {
        /// First day of the placement.
        start: Date,
        /// The day of the first interview.
        interview: Date,
    },
    /// Attendance that says nothing.
    #[error(
        "neither how long the intern was there nor why not is said: give the minutes, or the reason for the absence"
    )]
    NeitherThereNorAbsent,
    /// Attendance that says two things.
    #[error("the intern cannot have been there for {minutes} and absent: give the one or the other")]
    BothThereAndAbsent {
        /// How long they were there.
        minutes: Minutes,
    },
    /// Longer than a day.
    #[error("{minutes} is longer than a day: correct the minutes")]
    MoreThanADay {
        /// How long they were there.
        minutes: Minutes,
    },
    /// Attendance on that day at that place is known.
    #[error(
        "whether the intern was there on {date} ({place}) is recorded already: take that back first if it is wrong"
    )]
    AlreadyRecorded {
        /// The day.
        date: Date,
        /// Where.
        place: Place,
    },
    /// There is no such event of this context in this history.
    #[error(
        "this internship's placements have no event {event} that could be taken back: look its id up in the timeline"
    )]
    NoSuchEvent {
        /// What was asked for.
        event: EventId,
    },
    /// An end would be left without its start.
    #[error("the end of the rotation rests on its start, {event}: take the end back first")]
    EndRestsOnIt {
        /// What was asked for.
        event: EventId,
    },
}

impl service_kit::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownInternship => "unknown-internship",
            Self::UnknownProvider => "unknown-provider",
            Self::UnknownEmployer => "unknown-employer",
            Self::AlreadyRegistered => "already-registered",
            Self::InTheFuture { .. } => "in-the-future",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::NoSuchRotation => "no-such-rotation",
            Self::AlreadyStarted { .. } => "already-started",
            Self::NotStarted { .. } => "not-started",
            Self::AlreadyEnded { .. } => "already-ended",
            Self::AnotherRuns { .. } => "another-runs",
            Self::NotAccepted => "not-accepted",
            Self::BeforeAcceptance { .. } => "before-acceptance",
            Self::AfterTheEnd { .. } => "after-the-end",
            Self::BeyondTheProgramme { .. } => "beyond-the-programme",
            Self::OverAYear { .. } => "over-a-year",
            Self::NotOffered { .. } => "not-offered",
            Self::StartsBeforeInterview { .. } => "starts-before-interview",
            Self::NeitherThereNorAbsent => "neither-there-nor-absent",
            Self::BothThereAndAbsent { .. } => "both-there-and-absent",
            Self::MoreThanADay { .. } => "more-than-a-day",
            Self::AlreadyRecorded { .. } => "already-recorded",
            Self::NoSuchEvent { .. } => "no-such-event",
            Self::EndRestsOnIt { .. } => "end-rests-on-it",
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::NotAccepted
            | Self::BeforeAcceptance { .. }
            | Self::AfterTheEnd { .. }
            | Self::BeyondTheProgramme { .. }
            | Self::OverAYear { .. } => Some(Rule::H9),
            Self::InTheFuture { .. } | Self::EndsBeforeStart { .. } | Self::StartsBeforeInterview { .. } => {
                Some(Rule::H14)
            }
            Self::UnknownInternship
            | Self::UnknownProvider
            | Self::UnknownEmployer
            | Self::AlreadyRegistered
            | Self::NoSuchRotation
            | Self::AlreadyStarted { .. }
            | Self::NotStarted { .. }
            | Self::AlreadyEnded { .. }
            | Self::AnotherRuns { .. }
            | Self::NotOffered { .. }
            | Self::NeitherThereNorAbsent
            | Self::BothThereAndAbsent { .. }
            | Self::MoreThanADay { .. }
            | Self::AlreadyRecorded { .. }
            | Self::NoSuchEvent { .. }
            | Self::EndRestsOnIt { .. } => None,
        }
    }

    fn is_conflict(&self) -> bool {
        !matches!(
            self,
            Self::InTheFuture { .. }
                | Self::EndsBeforeStart { .. }
                | Self::NoSuchRotation
                | Self::NeitherThereNorAbsent
                | Self::BothThereAndAbsent { .. }
                | Self::MoreThanADay { .. }
        )
    }
}
