//! Sealed content on its way into a journal.

use events::{Event, Sealed};

/// Refuses sealed content that is not what the event commits to, as followers and `verify` would.
pub(crate) fn beside(event: &Event, sealed: Option<&Sealed>) -> Result<(), String> {
    let checked = sealed.map_or(Ok(()), |sealed| sealed.is_of(&event.sealed));
    checked.map_err(|mismatch| format!("the event cannot be appended: {mismatch}"))
}
