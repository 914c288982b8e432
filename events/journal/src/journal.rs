//! What everybody appends through and reads from, whatever gives the order of events.

use event_keys::BoxFuture;
use event_log::{Batch, Stored};
use events::{Event, Position, Sealed, Subject};
use tokio::sync::watch;

/// One order of all events, to read and to wait for: all that a projection worker needs.
pub trait Feed: Send + Sync {
    /// The subject's events after a position, in order.
    ///
    /// # Errors
    /// When the log cannot be read there.
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>>;

    /// About `limit` events of all subjects after a position, in order, with no position left out.
    ///
    /// # Errors
    /// When the log cannot be read there.
    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>>;

    /// The position of the last event that is durable.
    fn head(&self) -> Position;

    /// Whether the order goes as far as this position. Asks, where the head that is known may be old:
    /// no is certain.
    ///
    /// # Errors
    /// [`ReadError::Away`] when nobody answers.
    fn reaches(&self, position: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        Box::pin(std::future::ready(Ok(self.head() >= position)))
    }

    /// The head as it moves, to wait for events with.
    fn watch(&self) -> watch::Receiver<Position>;
}

/// The order itself: append to it, and read what was appended.
pub trait Journal: Feed {
    /// Appends an event if nothing was added to its subject's history after `expected`, which is
    /// [`Position::START`] for a subject without a history. The journal sets the recorded time.
    /// Answers with the event's position once it is durable and this journal's own reads show it;
    /// a conflict, too, is answered only when what was added meanwhile can be read here.
    ///
    /// # Errors
    /// As [`AppendError`] says; only after [`AppendError::OutcomeUnknown`] may the event be there.
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>>;

    /// Waits until everything that was acknowledged anywhere before this was asked can be read here,
    /// and says whether there is anything after `seen`. Asked before a refusal is believed: it may
    /// rest on what another node has recorded and this one has not read yet.
    ///
    /// # Errors
    /// When it cannot be known: the servers do not answer, or this node has stopped following.
    fn catch_up(&self, seen: Position) -> BoxFuture<'_, Result<bool, ReadError>>;
}

/// Why an event was not appended, or may not have been.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Something was added to the subject since it was looked at.
    #[error("expected {expected} as the subject's last position but it is {current}")]
    Conflict {
        /// What the caller saw.
        expected: Position,
        /// What the journal holds.
        current: Position,
    },
    /// The event may or may not be there: look for its id in the subject's history.
    #[error("it is not known whether the event was appended: {0}")]
    OutcomeUnknown(String),
    /// The event is not there, and a repeat will not help before somebody acts.
    #[error("{0}")]
    Failed(String),
}

/// Why the journal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The log could not.
    #[error(transparent)]
    Log(#[from] event_log::ReadError),
    /// The stream could not, or is not what it should be: the text says where, and what to do.
    #[error("{0}")]
    Stream(String),
    /// The stream does not answer, and nothing else is known to be wrong with it: it may pass.
    #[error("{0}")]
    Away(String),
}
