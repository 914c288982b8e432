//! Read models as stories: given what happened, then these rows. The events go the way they go in
//! the worker, errors taken back and all, and the rows are read back from their cells.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::Arc;

use events::{
    Attribution, CommandHash, DeploymentSecret, EnteredInError, ErrorReason, Event, EventId, Fact, Position, Recorded,
    Subject, SubjectKind, Trace,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{AnyReadModel, Misread, Page, Parked, Projection, ReadModel, Source, Table, Value, Wanted, model};

/// The id of the n-th event that was given, from 1.
#[must_use]
pub fn event_id(n: u128) -> EventId {
    EventId(Uuid::from_u128(n))
}

/// The n-th event was entered in error, says the context that emitted it.
#[must_use]
pub fn taken_back(context: &str, n: u128) -> Fact {
    let error = EnteredInError { event: event_id(n), date: Date::MIN, reason: ErrorReason::WrongDetails, note: None };
    Fact::entered_in_error(context, error).unwrap_or_else(|| unreachable!("no context {context}"))
}

/// The n-th event, from 1: its id is [`event_id`]`(n)`, its position n.
#[must_use]
pub fn recorded(n: u64, subject: Subject, fact: Fact) -> Recorded {
    let event = Event {
        id: event_id(n.into()),
        subject,
        fact,
        happened: Date::MIN,
        recorded: jiff::Timestamp::UNIX_EPOCH,
        by: Attribution::by(DeploymentSecret::PUBLISHED.actor("somebody")),
        trace: Trace::default(),
        rules: events::rule_table::VERSION,
        command: CommandHash([0; 16]),
        sealed: Vec::new(),
    };
    Recorded { position: Position(n), event }
}

/// What happened, to whom.
pub struct Given<M: ReadModel> {
    history: Vec<Recorded>,
    model: std::marker::PhantomData<M>,
}

/// This happened to the first subject of its kind (id 1).
#[must_use]
pub fn given<M: ReadModel>(facts: impl IntoIterator<Item = Fact>) -> Given<M> {
    Given { history: Vec::new(), model: std::marker::PhantomData }.and_to(1, facts)
}

impl<M: ReadModel> Given<M> {
    /// Then this happened to the subject with this id; event ids go on where they were. What takes
    /// an event back happened to that event's subject.
    #[must_use]
    pub fn and_to(mut self, id: u128, facts: impl IntoIterator<Item = Fact>) -> Self {
        for fact in facts {
            let taken_back = self.history.iter().find(|recorded| fact.takes_back() == Some(recorded.event.id));
            let new = || Subject { kind: kind_of(&fact), id: Uuid::from_u128(id) };
            let subject = taken_back.map_or_else(new, |recorded| recorded.event.subject);
            let n = self.history.len() as u64 + 1;
            self.history.push(recorded(n, subject, fact));
        }
        self
    }

    /// Then the table has this one row.
    #[track_caller]
    pub fn then(self, row: <M::Page as Page>::Row) {
        self.then_rows([row]);
    }

    /// Then the table has these rows, in the order of their keys.
    #[track_caller]
    pub fn then_rows(self, rows: impl IntoIterator<Item = <M::Page as Page>::Row>) {
        let (found, parked) = self.fold();
        assert_same(&found, &rows.into_iter().collect());
        assert_same(&parked, &BTreeMap::new());
    }

    /// Then the table has one row, and this is true of it.
    #[track_caller]
    pub fn then_that(self, holds: impl FnOnce(&<M::Page as Page>::Row) -> bool) {
        let (found, parked) = self.fold();
        assert_same(&parked, &BTreeMap::new());
        match found.as_slice() {
            [row] if holds(row) => {}
            rows => unexpected(&format!("{rows:#?}")),
        }
    }

    /// Then the table is empty.
    #[track_caller]
    pub fn then_nothing(self) {
        self.then_rows([]);
    }

    /// Then this event could not be digested, and this is why.
    #[track_caller]
    pub fn parked(self, position: u64, undigested: &crate::Undigested) {
        let (_, parked) = self.fold();
        let found: Vec<_> = parked.into_values().map(|parked| (parked.position.0, parked.reason)).collect();
        assert_same(&found, &vec![(position, undigested.to_string())]);
    }

    /// The rows, and who is parked.
    #[must_use]
    pub fn fold(self) -> (Vec<<M::Page as Page>::Row>, BTreeMap<Subject, Parked>) {
        let pages = model::<M>().pages(true);
        let mut projection = Projection { pages, parked: BTreeMap::new(), skipped: BTreeMap::new() };
        let mut told = Told(&self.history);
        for event in &self.history {
            let Ok(()) = projection.take(event, &mut told);
        }
        let mut rows = Vec::new();
        projection.pages.changes(&mut |changed| {
            for row in changed.cells.chunks(<M::Page as Page>::Row::DESCRIPTION.columns.len()) {
                rows.push(Table::read(row.iter().cloned()).unwrap_or_else(|error| unexpected(&error.to_string())));
            }
            ControlFlow::Continue(())
        });
        (rows, projection.parked)
    }
}

struct Told<'a>(&'a [Recorded]);

impl Source for Told<'_> {
    type Error = Infallible;

    fn history(&mut self, subject: Subject, _: Position) -> Result<Arc<[Recorded]>, Infallible> {
        Ok(self.0.iter().filter(|event| event.event.subject == subject).cloned().collect())
    }

    fn rows(&mut self, _: &Wanted) -> Result<Vec<Vec<Value>>, Infallible> {
        Ok(Vec::new())
    }

    fn misread(&mut self, misread: Misread) -> Infallible {
        unexpected(&misread.to_string())
    }
}

#[track_caller]
fn assert_same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) {
    assert_eq!(found, expected);
}

#[track_caller]
#[expect(clippy::panic, reason = "this is what a failing test does")]
fn unexpected(found: &str) -> ! {
    panic!("the story went another way: {found}")
}

/// The first kind of subject that the fact can be about.
fn kind_of(fact: &Fact) -> SubjectKind {
    fact.event_type().subjects.first().copied().unwrap_or(SubjectKind::Internship)
}
