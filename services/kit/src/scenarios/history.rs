//! A history under way: what is asked is decided by the rules, and happens when they say yes.

use events::history::{self, Dependencies};
use events::{Attribution, CommandHash, DeploymentSecret, Event, EventId, Fact, Subject, Trace};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{Asked, Circumstances, Decider, Index as _, Subjects, decide};

/// The id of the n-th event that was given, from 1.
#[must_use]
pub fn event_id(n: u128) -> EventId {
    EventId(Uuid::from_u128(n))
}

/// What happened to all subjects, in order, and the service that decides what happens next. It
/// folds as the runtime does: what was taken back is left out, and the index is kept as it goes.
pub struct History<D: Decider> {
    events: Vec<Event>,
    index: D::Index,
    today: Date,
}

impl<D: Decider> History<D> {
    /// Nothing yet, on this day.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self { events: Vec::new(), index: D::Index::default(), today }
    }

    /// This happens, whatever the rules say. Its id is [`event_id`]`(n)` for the n-th event.
    pub fn happens(&mut self, subject: Subject, fact: impl Into<Fact>) -> EventId {
        let id = self.next();
        let event = event(id, subject, fact.into());
        match event.fact.takes_back() {
            Some(taken_back) => self.index.forget(taken_back),
            None => self.index.apply(&event),
        }
        self.events.push(event);
        id
    }

    /// This is asked, and happens if the rules say yes.
    ///
    /// # Errors
    /// When they say no.
    pub fn ask(&mut self, command: impl Into<Asked<D::Command>>) -> Result<EventId, D::Refusal> {
        let command = command.into();
        let fact = self.decide(&command)?;
        Ok(self.happens(command.subject(), fact))
    }

    /// What the rules say to a command.
    ///
    /// # Errors
    /// When they say no.
    pub fn decide(&self, command: &Asked<D::Command>) -> Result<Fact, D::Refusal> {
        let others = command.also_reads().into_iter().filter(|other| self.events.iter().any(|e| e.subject == *other));
        let subjects: Subjects<D> = others.map(|other| (other, self.state(other))).collect();
        let circumstances: Circumstances<'_, D> = Circumstances {
            today: self.today,
            id: self.next(),
            secret: &DeploymentSecret::PUBLISHED,
            subjects: &subjects,
            index: &self.index,
        };
        let own: Vec<_> = self.events.iter().filter(|event| event.subject == command.subject()).cloned().collect();
        let state = self.state(command.subject());
        decide(&state, &Dependencies::of(&own), command, &circumstances).map(|decision| decision.fact)
    }

    /// What the service knows of a subject.
    #[must_use]
    pub fn state(&self, subject: Subject) -> D {
        let mut state = D::default();
        self.effective().filter(|event| event.subject == subject).for_each(|event| state.evolve(event));
        state
    }

    /// The events without what was taken back.
    pub fn effective(&self) -> impl Iterator<Item = &Event> {
        history::effective(&self.events)
    }

    /// Every event.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    fn next(&self) -> EventId {
        event_id(self.events.len() as u128 + 1)
    }
}

/// An event whose envelope does not matter.
#[must_use]
pub fn event(id: EventId, subject: Subject, fact: Fact) -> Event {
    Event {
        id,
        subject,
        fact,
        happened: Date::MIN,
        recorded: jiff::Timestamp::UNIX_EPOCH,
        by: Attribution::by(DeploymentSecret::PUBLISHED.actor("somebody")),
        trace: Trace::default(),
        rules: events::rule_table::VERSION,
        command: CommandHash([0; 16]),
        sealed: Vec::new(),
    }
}
