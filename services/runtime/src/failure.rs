//! The machine failing.

use event_journal::ReadError;
use event_keys::{KeystoreError, OpeningError};
use events::{DecodeError, PersonId, Position, Subject};

/// How often a command is decided again because something else happened to its subject meanwhile.
pub(crate) const ATTEMPTS: usize = 32;

/// The machine failing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The history could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event in it could not be decoded.
    #[error(transparent)]
    Undecodable(#[from] DecodeError),
    /// An event in it could not be decoded and opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// A person's content is sealed under a key that is gone.
    #[error(
        "person {person} has content sealed at position {position} under a key that is not in the keystore: put the keystore back from a backup; a second key is not made"
    )]
    KeyMissing {
        /// Whose.
        person: PersonId,
        /// Where such content stands first.
        position: Position,
    },
    /// A key could not be had.
    #[error(transparent)]
    Keys(#[from] KeystoreError),
    /// It had not been given to the journal when it had to be answered.
    #[error(
        "nothing was recorded: when the command had to be answered it still waited for {0}; repeat it with the same key"
    )]
    OutOfTime(&'static str),
    /// The journal did not take the event.
    #[error("the event was not recorded: {0}")]
    Append(String),
    /// It is not known whether the journal took it.
    #[error(
        "it is not known whether the event was recorded: {0}; repeat the command with the same key, it cannot be taken twice"
    )]
    OutcomeUnknown(String),
    /// Others were always faster.
    #[error("the subject changed {ATTEMPTS} times while the command was decided: repeat it with the same key")]
    Contention,
    /// The command or event has no canonical form.
    #[error("the command has no canonical form: {0}")]
    Form(#[from] serde_json::Error),
    /// Something is to be sealed in the history of an internship to which nobody was referred.
    #[error("nothing can be sealed for {subject}: it is not known whom it is about")]
    NoOwner {
        /// The internship.
        subject: Subject,
    },
    /// The content is too large to seal.
    #[error("the personal content is too large to seal")]
    TooLarge,
}
