//! How a command is asked, and what is said to it.

use event_keys::KeystoreError;
use events::{Attribution, DeploymentSecret, EventId, Line, PersonId, Position, Said, Subject, Trace};
use jiff::civil::Date;

use crate::{Deadline, Failure};

/// How a command is asked: by whom, when, and under which key.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The idempotency key: the same key on the same subject is the same command.
    pub key: Line,
    /// Who asks.
    pub by: Asker,
    /// What it hangs together with.
    pub trace: Trace,
    /// Today, in England.
    pub today: Date,
    /// When it has to be answered.
    pub until: Deadline,
}

/// Who asks, for whom, from where, and why, in their own words.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The name of the key that asks, never a person's.
    pub name: Line,
    /// For whom, if not for themselves.
    pub on_behalf_of: Option<Line>,
    /// The sheet and row that the command stands in, for an import: `Timesheets, row 7`.
    pub origin: Option<Line>,
    /// Why, where there is something to say. Kept sealed.
    pub reason: Option<Line>,
}

impl Asker {
    /// This key, for itself.
    #[must_use]
    pub fn named(name: Line) -> Self {
        Self { name, on_behalf_of: None, origin: None, reason: None }
    }

    /// As it stands in the event: names as ids, words to be sealed.
    pub(crate) fn attribution(&self, secret: &DeploymentSecret) -> Attribution {
        let said = Said { on_behalf_of: self.on_behalf_of.clone(), reason: self.reason.clone() };
        Attribution {
            actor: secret.actor(self.name.as_str()),
            on_behalf_of: self.on_behalf_of.as_ref().map(|other| secret.actor(other.as_str())),
            origin: self.origin.clone(),
            said: Some(said).filter(|said| *said != Said::default()),
        }
    }
}

/// That a command was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The event it became.
    pub event: EventId,
    /// What the event is about.
    pub subject: Subject,
    /// Where that stands.
    pub position: Position,
    /// The command had been accepted before, with the same content.
    pub repeated: bool,
}

/// Why a command did not become an event.
#[derive(Debug)]
pub enum NotAccepted<R> {
    /// The rules say no.
    Refused(R),
    /// The key belongs to an earlier command that said something else.
    KeyReused {
        /// The event that one became.
        event: EventId,
        /// Where that stands.
        position: Position,
    },
    /// The command has personal content about somebody whose key was destroyed: nothing more is
    /// sealed for them.
    Erased {
        /// About whom.
        person: PersonId,
    },
    /// The machine failed.
    Failed(Failure),
}

impl<R> From<Failure> for NotAccepted<R> {
    fn from(failure: Failure) -> Self {
        if let Failure::Keys(KeystoreError::Destroyed { person }) = failure {
            return Self::Erased { person };
        }
        Self::Failed(failure)
    }
}
