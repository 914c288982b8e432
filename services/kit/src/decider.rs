//! A service, as a pure function of history.

use std::collections::BTreeMap;

use events::{DeploymentSecret, Event, EventId, EventType, Fact, SameFields, Subject};
use jiff::civil::Date;

use crate::{About, Command, Refusal, Shared};

/// What a service's rules need to know of a subject, folded from its history.
pub trait State: Default + Clone + Send + Sync + 'static {
    /// Takes in one event of the subject, whichever service emitted it. Events that were entered in
    /// error are left out before.
    fn evolve(&mut self, event: &Event);
}

/// A service: what it knows of a subject, and what it says to a command.
///
/// Nothing in here has a clock, randomness or I/O: today's date arrives with the command.
pub trait Decider: State {
    /// What can be asked.
    type Command: Command;
    /// The service's own index across subjects; `()` where no rule needs one.
    type Index: Index;
    /// The rules saying no.
    type Refusal: Refusal + From<Shared>;

    /// One command becomes exactly one event, or is refused.
    ///
    /// # Errors
    /// When a rule says no.
    fn decide(
        &self,
        command: &Self::Command,
        circumstances: &Circumstances<'_, Self>,
    ) -> Result<Decision, Self::Refusal>;

    /// Whether one of the context's events can be taken back, where nothing depends on it any more.
    /// Only what a rule adds to that stands here.
    ///
    /// # Errors
    /// When a rule says no.
    fn may_take_back(&self, event: EventId, circumstances: &Circumstances<'_, Self>) -> Result<(), Self::Refusal>;
}

/// What a decision rests on besides the subject's own history.
pub struct Circumstances<'a, D: Decider> {
    /// Today, in England.
    pub today: Date,
    /// The id the event will have.
    pub id: EventId,
    /// What ids follow from, for a rule that holds an id against a name.
    pub secret: &'a DeploymentSecret,
    /// The other subjects that the command said it needs.
    pub subjects: &'a Subjects<D>,
    /// The service's own index across subjects.
    pub index: &'a D::Index,
}

impl<D: Decider> Circumstances<'_, D> {
    /// H14: nothing is dated later than today.
    ///
    /// # Errors
    /// When this day is.
    pub fn past(&self, date: Date) -> Result<Date, Shared> {
        if date > self.today { Err(Shared::InTheFuture { date, today: self.today }) } else { Ok(date) }
    }

    /// H14, and nothing else: the event happened on its day as the command says.
    ///
    /// # Errors
    /// When the day is later than today.
    pub fn record<E: SameFields + Clone + Into<Fact>>(&self, command: &About<E>) -> Result<Decision, Shared> {
        let day = self.past(command.event.day())?;
        Ok(Decision::new(day, command.event.clone()))
    }
}

/// States of other subjects, by subject.
pub type Subjects<S> = BTreeMap<Subject, S>;

/// What an accepted command becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happened.
    pub fact: Fact,
    /// The day it happened.
    pub happened: Date,
}

impl Decision {
    /// This happened on that day.
    #[must_use]
    pub fn new(happened: Date, fact: impl Into<Fact>) -> Self {
        Self { fact: fact.into(), happened }
    }
}

/// A small index over all subjects, which a service folds for itself from the log.
pub trait Index: Default + Send + Sync + 'static {
    /// The types it is folded from, in whichever version; empty when there is no index.
    const TYPES: &'static [EventType];

    /// The types by which events of those are taken back.
    const TAKING_BACK: &'static [EventType];

    /// Takes an event in. Taking the same event in twice is the same as once.
    fn apply(&mut self, event: &Event);

    /// Leaves an event out again: it was entered in error, or was never appended.
    fn forget(&mut self, event: EventId);
}

impl Index for () {
    const TYPES: &'static [EventType] = &[];
    const TAKING_BACK: &'static [EventType] = &[];

    fn apply(&mut self, _: &Event) {}

    fn forget(&mut self, _: EventId) {}
}
