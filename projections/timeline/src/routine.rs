//! Coaching sessions: what happens nearly every day, and is counted rather than told.

use events::Minutes;

/// One coaching session, as it stands after its corrections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// How long it was.
    pub minutes: Minutes,
    /// The coach's name, or their id where no name is known.
    pub coach: String,
}

/// How an entry belongs to the coaching sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routine {
    /// It is one of them, and is counted.
    Session(Session),
    /// It says something about one: a correction, or one that was entered in error.
    About,
}
