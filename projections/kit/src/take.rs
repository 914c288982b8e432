//! Which events a table reads, and what each of them does to its pages.

use events::{Event, EventType, FromFact, Recorded, Subject};

use crate::{Keys, ReadModel, Undigested};

/// The events that a table reads. It never sees any other.
pub type Takes<M> = &'static [&'static dyn Take<M>];

/// A page after an event, or why the event makes no sense there.
pub type Folded<M> = Result<<M as ReadModel>::Page, Undigested>;

/// One event type that a table reads, and what it does there.
pub trait Take<M: ReadModel>: Sync {
    /// The event type.
    fn event_type(&self) -> EventType;

    /// The pages that the event touches; `None` when it is of another type.
    fn keys(&self, event: &Event) -> Option<Keys<M::Key>>;

    /// The page after the event, which is of this type.
    ///
    /// # Errors
    /// When the event makes no sense here. The subject's history is then folded again, in case the
    /// event rests on something that was taken back; if it still makes none, the page is as it was
    /// before, and the subject is parked in this read model.
    fn fold(&self, page: M::Page, key: &M::Key, event: &Recorded) -> Folded<M>;
}

/// What an event of type `E` does. A table in which many events do similar things has a [`Take`] of
/// its own instead.
pub struct On<M: ReadModel, E> {
    /// The pages that it touches.
    pub keys: fn(Subject, &E) -> Keys<M::Key>,
    /// A page after it.
    pub fold: fn(M::Page, &M::Key, &E) -> Folded<M>,
}

impl<M: ReadModel, E: FromFact> Take<M> for On<M, E> {
    fn event_type(&self) -> EventType {
        E::TYPE
    }

    fn keys(&self, event: &Event) -> Option<Keys<M::Key>> {
        E::from_fact(&event.fact).map(|fact| (self.keys)(event.subject, fact))
    }

    fn fold(&self, page: M::Page, key: &M::Key, event: &Recorded) -> Folded<M> {
        match E::from_fact(&event.event.fact) {
            Some(fact) => (self.fold)(page, key, fact),
            None => Ok(page),
        }
    }
}
