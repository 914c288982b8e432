//! The rules as stories: given what happened, when something is asked, then this happens, or it is
//! refused. Three types, so that a story cannot be told out of order. Beside them [`History`], for
//! tests that try things at random.

mod history;

use std::fmt::Debug;

use events::placements::{EmployerRef, EmployerRegistered, PlacementStarted};
use events::referrals::{ReferralSource, Referred};
use events::{
    Act, EnteredInError, ErrorReason, EventId, Fact, Line, LocalAuthority, PersonId, PlacementId, ProviderId, Subject,
};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::{Asked, Decider, EnterInError, Refusal as _};

pub use history::{History, event, event_id};

/// A line of text.
#[must_use]
pub fn line(text: &str) -> Line {
    Line::new(text).unwrap_or_else(|error| unreachable!("{error}"))
}

/// Somebody was referred: how most stories begin.
#[must_use]
pub fn referred() -> Fact {
    Referred {
        date: date(2024, 4, 9),
        provider: ProviderId(Uuid::from_u128(0xD)),
        programme: None,
        reference: line("NF-001"),
        person: PersonId(Uuid::from_u128(1)),
        home_authority: LocalAuthority::new("E08000001").unwrap_or_else(|error| unreachable!("{error}")),
        source: ReferralSource::School,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: None,
    }
    .into()
}

/// An employer of this name was registered.
#[must_use]
pub fn employer(name: &str) -> Fact {
    EmployerRegistered {
        date: date(2024, 4, 9),
        provider: ProviderId(Uuid::from_u128(0xD)),
        name: line(name),
        sector: None,
        sector_words: None,
        size: None,
        local_authority: None,
        postcode_district: None,
        employer_number: None,
        personal: None,
    }
    .into()
}

/// The n-th placement started: with this employer, on this day.
#[must_use]
pub fn placed(n: u128, employer: EmployerRef, date: Date) -> PlacementStarted {
    PlacementStarted {
        placement: PlacementId(Uuid::from_u128(n)),
        employer,
        site: None,
        role: None,
        opening: None,
        date,
        planned_end: None,
        weekly_minutes: None,
        planned_minutes: None,
        mode: None,
        supervisor_named: None,
        act: Act::Ours,
    }
}

/// The n-th event was entered in error, says the context that emitted it.
#[must_use]
pub fn taken_back(context: &str, n: u128) -> Fact {
    let error =
        EnteredInError { event: event_id(n), date: date(2026, 3, 10), reason: ErrorReason::WrongDetails, note: None };
    Fact::entered_in_error(context, error).unwrap_or_else(|| unreachable!("no context {context}"))
}

/// Take back the n-th event.
#[must_use]
pub fn take_back(subject: Subject, n: u128) -> EnterInError {
    EnterInError { subject, event: event_id(n), reason: ErrorReason::WrongDetails, note: None }
}

/// What happened so far.
pub struct Given<D: Decider> {
    happened: Vec<(Option<Subject>, Fact)>,
    today: Date,
    decider: std::marker::PhantomData<D>,
}

/// This happened to the subject that the command will be about, in this order. Their ids are
/// [`event_id`]`(1)`, `(2)` and so on.
#[must_use]
pub fn given<D: Decider>(facts: impl IntoIterator<Item = Fact>) -> Given<D> {
    let happened = facts.into_iter().map(|fact| (None, fact)).collect();
    Given { happened, today: Date::MAX, decider: std::marker::PhantomData }
}

impl<D: Decider> Given<D> {
    /// This happened to another subject; ids go on where they were.
    #[must_use]
    pub fn and_elsewhere(mut self, subject: Subject, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.happened.extend(facts.into_iter().map(|fact| (Some(subject), fact)));
        self
    }

    /// Today is this day; without it, the end of time.
    #[must_use]
    pub fn today(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    /// This is asked.
    #[must_use]
    pub fn when(self, command: impl Into<Asked<D::Command>>) -> When<D> {
        let command = command.into();
        let mut history = History::<D>::new(self.today);
        for (subject, fact) in self.happened {
            history.happens(subject.unwrap_or_else(|| command.subject()), fact);
        }
        When { outcome: history.decide(&command) }
    }
}

/// What was said to the command.
pub struct When<D: Decider> {
    outcome: Result<Fact, D::Refusal>,
}

impl<D: Decider> When<D> {
    /// Then this happens.
    #[track_caller]
    pub fn then(self, expected: impl Into<Fact>) {
        match self.outcome {
            Ok(fact) => assert_same(&fact, &expected.into()),
            Err(refusal) => unexpected(&format!("refused: {refusal}")),
        }
    }

    /// Then something happens of which this is true.
    #[track_caller]
    pub fn then_that(self, holds: impl FnOnce(&Fact) -> bool) {
        match self.outcome {
            Ok(fact) if holds(&fact) => {}
            Ok(fact) => unexpected(&format!("{fact:#?}")),
            Err(refusal) => unexpected(&format!("refused: {refusal}")),
        }
    }

    /// Then it is accepted, whatever exactly it becomes.
    #[track_caller]
    pub fn accepted(self) {
        self.then_that(|_| true);
    }

    /// Then it is refused, for these events depend on what should be taken back: in this order they
    /// would have to be taken back before.
    #[track_caller]
    pub fn waits_for(self, events: &[u128]) {
        match self.outcome {
            Ok(fact) => unexpected(&format!("accepted: {fact:#?}")),
            Err(refusal) => {
                assert_eq!(refusal.code(), "others-depend-on-it", "{refusal}");
                let said = refusal.to_string();
                let named = said.split(['(', ')']).filter_map(|word| word.parse().ok()).map(EventId);
                assert_same(&named.collect::<Vec<_>>(), &events.iter().map(|n| event_id(*n)).collect());
            }
        }
    }

    /// Then it is refused, for this reason.
    #[track_caller]
    pub fn refused(self, expected: impl Into<D::Refusal>) {
        match self.outcome {
            Ok(fact) => unexpected(&format!("accepted: {fact:#?}")),
            Err(refusal) => assert_same(&refusal, &expected.into()),
        }
    }
}

#[track_caller]
fn assert_same<T: PartialEq + Debug>(found: &T, expected: &T) {
    assert_eq!(found, expected);
}

#[track_caller]
#[expect(clippy::panic, reason = "this is what a failing test does")]
fn unexpected(found: &str) {
    panic!("the story went another way: {found}")
}

#[cfg(test)]
mod tests;
