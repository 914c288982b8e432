//! Taking back an event: the same for every context and every subject.

use std::fmt;

use events::history::{Dependencies, Dependent};
use events::{EnteredInError, ErrorReason, EventId, Fact, Note, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Asked, Circumstances, Command as _, Decider, Decision, Shared};

/// Take back an event of this context that should not be believed. Events that depend on it are
/// taken back first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnterInError {
    /// Whose history the event stands in: a kind and an id, such as
    /// `internship/0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11`.
    pub subject: Subject,
    /// The event.
    pub event: EventId,
    /// Why.
    pub reason: ErrorReason,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// Decides what is asked of a service. For taking an event back it needs to know what stands in the
/// subject's history; a command of the context's own ignores `history`.
///
/// # Errors
/// When a rule says no.
pub fn decide<D: Decider>(
    state: &D,
    history: &Dependencies,
    asked: &Asked<D::Command>,
    at: &Circumstances<'_, D>,
) -> Result<Decision, D::Refusal> {
    match asked {
        Asked::Own(command) => state.decide(command, at),
        Asked::TakeBack(command) => {
            let fact = take_back(D::Command::CONTEXT, history, command, at)?;
            state.may_take_back(command.event, at)?;
            Ok(Decision::new(at.today, fact))
        }
    }
}

fn take_back<D: Decider>(
    context: &'static str,
    history: &Dependencies,
    command: &EnterInError,
    at: &Circumstances<'_, D>,
) -> Result<Fact, Shared> {
    let EnterInError { event, reason, note, .. } = command.clone();
    if history.was_taken_back(event) {
        return Err(Shared::AlreadyTakenBack { event });
    }
    let unknown = Shared::NoSuchEvent { context, event };
    if history.find(event).is_none_or(|found| found.event_type.context != context) {
        return Err(unknown);
    }
    let later = history.dependents(event);
    if !later.is_empty() {
        return Err(Shared::OthersDependOnIt { later: Later(later) });
    }
    let error = EnteredInError { event, date: at.today, reason, note };
    Fact::entered_in_error(context, error).ok_or(unknown)
}

/// The events that depend on one, in the order in which they would have to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later(pub Vec<Dependent>);

/// How many of them are named in a sentence.
const NAMED: usize = 5;

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, Dependent { event, event_type, happened }) in self.0.iter().take(NAMED).enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            write!(f, "{separator}{}.{} of {happened} ({event})", event_type.context, event_type.name)?;
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests;
