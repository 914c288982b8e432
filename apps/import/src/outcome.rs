//! What the services said to a planned command.

use std::collections::HashSet;

use events::{EventId, Position};
use service_kit::Rule;

/// What the services said to one planned command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It became an event.
    Accepted {
        /// Which.
        event: EventId,
        /// Where it stands.
        position: Position,
    },
    /// It had been accepted before, with the same content.
    AlreadyThere {
        /// The event.
        event: EventId,
        /// Where it stands.
        position: Position,
    },
    /// A rule said no.
    Refused {
        /// The hard rule behind it, if it is one.
        rule: Option<Rule>,
        /// A stable name for why.
        code: String,
        /// Why.
        reason: String,
    },
    /// The service could not read it, and why: best as `serde_json` says it, with its column.
    Unreadable(String),
    /// The same key had been accepted before with other content.
    Changed {
        /// The event.
        event: EventId,
        /// Where it stands.
        position: Position,
    },
}

impl Outcome {
    /// Whether nothing was recorded, because a rule said no or the command could not be read.
    pub(crate) fn is_refused(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::Unreadable(_) => true,
            Self::Accepted { .. } | Self::AlreadyThere { .. } | Self::Changed { .. } => false,
        }
    }

    /// Of sheets that were sent once more in one import: what it accepted the first time is still accepted.
    pub fn keep_accepted(outcomes: &mut [Option<Self>], accepted: &mut HashSet<EventId>) {
        // a second row of the same key was already there then as well
        let mut before = accepted.clone();
        for outcome in outcomes.iter_mut().flatten() {
            match outcome {
                Self::Accepted { event, .. } => {
                    accepted.insert(*event);
                }
                Self::AlreadyThere { event, position } if before.remove(event) => {
                    *outcome = Self::Accepted { event: *event, position: *position };
                }
                Self::AlreadyThere { .. } | Self::Refused { .. } | Self::Unreadable(_) | Self::Changed { .. } => {}
            }
        }
    }
}
