//! A read model that counts whatever happens.

use events::referrals::Referred;
use events::{Event, EventType, FromFact as _, InternshipId, Recorded};
use projection_kit::{Folded, Keys, ReadModel, Take};

/// Takes every event, whatever its type.
pub struct Every<M: ReadModel>(pub fn(M::Page, InternshipId, &Recorded) -> Folded<M>);

impl<M: ReadModel<Key = (InternshipId,)>> Take<M> for Every<M> {
    /// One of them: the worker does not ask.
    fn event_type(&self) -> EventType {
        Referred::TYPE
    }

    fn keys(&self, event: &Event) -> Option<Keys<M::Key>> {
        Some(Keys::One((InternshipId(event.subject.id),)))
    }

    fn fold(&self, page: M::Page, key: &M::Key, event: &Recorded) -> Folded<M> {
        (self.0)(page, key.0, event)
    }
}
