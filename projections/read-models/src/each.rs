//! Tables with one row for each event of a type.

use events::{Event, EventId, EventType, FromFact, Recorded, Subject};
use projection_kit::{Folded, Key, Keys, ReadModel, Table, Take};

/// Each event of type `E` is a row: its key is whose history the event belongs to, and the event.
pub(crate) struct Each<I, R, E> {
    /// Whose row it is.
    pub(crate) of: fn(Subject) -> I,
    /// The row that the event makes.
    pub(crate) row: fn(&(I, EventId), &E) -> R,
}

impl<M, I, R, E> Take<M> for Each<I, R, E>
where
    M: ReadModel<Key = (I, EventId), Page = Option<R>>,
    (I, EventId): Key,
    R: Table,
    E: FromFact,
{
    fn event_type(&self) -> EventType {
        E::TYPE
    }

    fn keys(&self, event: &Event) -> Option<Keys<(I, EventId)>> {
        E::from_fact(&event.fact).map(|_| Keys::One(((self.of)(event.subject), event.id)))
    }

    fn fold(&self, _: Option<R>, key: &(I, EventId), event: &Recorded) -> Folded<M> {
        Ok(E::from_fact(&event.event.fact).map(|fact| (self.row)(key, fact)))
    }
}
