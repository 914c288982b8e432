//! What an event is addressed to.

use events::Subject;

/// Everything that the stream takes.
pub(crate) const EVERYTHING: &str = "waymark.events.>";

/// Where an event of a context about a subject goes.
pub(crate) fn address(context: &str, subject: Subject) -> String {
    format!("waymark.events.{context}.{}.{}", subject.kind, subject.id)
}

/// Where all contexts' events about a subject are. In a cluster the server holds what is under way
/// against this by its letters: there must be one way only to write it.
pub(crate) fn filter(subject: Subject) -> String {
    address("*", subject)
}

/// What an event is about that came to this address.
pub(crate) fn subject(address: &str) -> Option<Subject> {
    let mut rest = address.strip_prefix("waymark.events.")?.splitn(3, '.').skip(1);
    let (kind, id) = (rest.next()?, rest.next()?);
    format!("{kind}/{id}").parse().ok()
}

#[cfg(test)]
mod tests {
    use events::InternshipId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_address_tells_what_its_event_is_about() {
        let about = InternshipId(Uuid::from_u128(7)).subject();
        assert_eq!(subject(&address("coaching", about)), Some(about));
        assert_eq!(filter(about), "waymark.events.*.internship.00000000-0000-0000-0000-000000000007");
        for wrong in ["waymark.events.coaching", "waymark.keys.a.b.c", "waymark.events.coaching.volunteer.7"] {
            assert_eq!(subject(wrong), None, "{wrong}");
        }
    }
}
