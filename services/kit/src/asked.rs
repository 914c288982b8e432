//! What can be asked of a service: a command of its own, or to take back one of its events.

use std::collections::BTreeSet;

use events::{ErrorReason, EventId, Note, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{About, Command, CommandType, Unreadable, read_fields};

/// The name of the command by which every context takes back an event.
pub const TAKE_BACK: &str = "enter-in-error";

/// A command of a context, or the one that all contexts share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Asked<C> {
    /// A command of the context's own.
    Own(C),
    /// To take back an event.
    TakeBack(EnterInError),
}

impl<C> From<EnterInError> for Asked<C> {
    fn from(command: EnterInError) -> Self {
        Self::TakeBack(command)
    }
}

impl<C: From<About<E>>, E> From<About<E>> for Asked<C> {
    fn from(command: About<E>) -> Self {
        Self::Own(command.into())
    }
}

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

impl<C: Command> Asked<C> {
    /// Reads what is asked by its name from its fields: see [`object`](crate::object).
    ///
    /// # Errors
    /// When there is no such command, or the fields are not of its form.
    pub fn read(name: &str, fields: Value) -> Result<Self, Unreadable> {
        if name == TAKE_BACK { read_fields(fields).map(Self::TakeBack) } else { C::read(name, fields).map(Self::Own) }
    }

    /// Its kind; `None` never happens, since every context lists how it takes back its events.
    #[must_use]
    pub fn command_type(&self) -> Option<&'static CommandType> {
        match self {
            Self::Own(command) => Some(command.command_type()),
            Self::TakeBack(_) => C::TYPES.last(),
        }
    }

    /// See [`Command::subject`].
    #[must_use]
    pub fn subject(&self) -> Subject {
        match self {
            Self::Own(command) => command.subject(),
            Self::TakeBack(command) => command.subject,
        }
    }

    /// See [`Command::also_reads`].
    #[must_use]
    pub fn also_reads(&self) -> BTreeSet<Subject> {
        match self {
            Self::Own(command) => command.also_reads(),
            Self::TakeBack(_) => BTreeSet::new(),
        }
    }
}
