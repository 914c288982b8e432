//! The rules as stories: given what happened, when something is asked, then this happens, or it is
//! refused. Three types, so that a story cannot be told out of order.

use std::fmt::Debug;

use events::{Attribution, CommandHash, Event, EventId, Fact, Line, Subject, Trace};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{Circumstances, Command as _, Decider, Index as _, Subjects};

/// The id of the n-th event that was given, from 1.
#[must_use]
pub fn event_id(n: u128) -> EventId {
    EventId(Uuid::from_u128(n))
}

/// What happened so far.
pub struct Given<D: Decider> {
    subject: Option<Subject>,
    happened: Vec<Event>,
    today: Date,
    decider: std::marker::PhantomData<D>,
}

/// This happened to the subject that the command will be about, in this order. Their ids are
/// [`event_id`]`(1)`, `(2)` and so on.
#[must_use]
pub fn given<D: Decider>(facts: impl IntoIterator<Item = Fact>) -> Given<D> {
    let given = Given { subject: None, happened: Vec::new(), today: Date::MAX, decider: std::marker::PhantomData };
    given.on(None, facts)
}

impl<D: Decider> Given<D> {
    /// This happened to another subject; ids go on where they were.
    #[must_use]
    pub fn and_elsewhere(self, subject: Subject, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.on(Some(subject), facts)
    }

    /// Today is this day; without it, the end of time.
    #[must_use]
    pub fn today(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    fn on(mut self, subject: Option<Subject>, facts: impl IntoIterator<Item = Fact>) -> Self {
        for fact in facts {
            let id = event_id(self.happened.len() as u128 + 1);
            // The subject of the command is not known yet: nil stands for it.
            let subject = subject.unwrap_or(Subject { kind: fact.event_type().subject, id: Uuid::nil() });
            self.happened.push(event(id, subject, fact));
        }
        self
    }

    /// This is asked.
    #[must_use]
    pub fn when(mut self, command: impl Into<D::Command>) -> When<D> {
        let command = command.into();
        self.subject = Some(command.subject());
        let mut state = D::State::default();
        let mut subjects = Subjects::new();
        let mut index = D::Index::default();
        for event in &mut self.happened {
            if event.subject.id.is_nil() {
                event.subject = command.subject();
            }
        }
        let taken_back: Vec<EventId> = self.happened.iter().filter_map(|event| event.fact.takes_back()).collect();
        for event in
            self.happened.iter().filter(|event| !taken_back.contains(&event.id) && event.fact.takes_back().is_none())
        {
            index.apply(event);
            if event.subject == command.subject() {
                D::evolve(&mut state, event);
            } else if command.also_reads().contains(&event.subject) {
                D::evolve(subjects.entry(event.subject).or_default(), event);
            }
        }
        let id = event_id(u128::MAX);
        let circumstances = Circumstances { today: self.today, id, subjects: &subjects, index: &index };
        let outcome = D::decide(&state, &command, &circumstances);
        When { outcome: outcome.map(|decision| decision.fact) }
    }
}

fn event(id: EventId, subject: Subject, fact: Fact) -> Event {
    let actor = Line::new("somebody").unwrap_or_else(|error| unreachable!("{error}"));
    Event {
        id,
        subject,
        fact,
        happened: Date::MIN,
        recorded: jiff::Timestamp::UNIX_EPOCH,
        by: Attribution::by(actor),
        trace: Trace::default(),
        command: CommandHash([0; 16]),
        sealed: None,
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
