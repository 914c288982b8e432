//! What every log can do.

use events::{Position, Subject};
use tokio::sync::watch;

use crate::{Batch, Damage, Entry, Head, Pending, ReadError, Stored, Verified};

/// An append-only log of events in one order, with a history for each subject.
///
/// Reading blocks the thread for as long as the disk takes. What is read is durable.
pub trait EventLog: Send + Sync {
    /// Appends an event if `expected` is the last position of its subject, [`Position::START`] if it
    /// has none. Returns at once, unless very many appends wait already; the answer comes when the
    /// event is durable. Appends to one subject that wait together are held against each other.
    fn append(&self, entry: Entry, expected: Position) -> Pending;

    /// The events of a subject after a position, in order.
    ///
    /// # Errors
    /// [`ReadError`] where a block cannot be read.
    fn history(&self, subject: &Subject, after: Position) -> Result<Vec<Stored>, ReadError>;

    /// The next events after a position, in order: whole blocks until there are at least `limit`
    /// events or none are left. An empty batch means that there are none.
    ///
    /// # Errors
    /// [`ReadError`] where a block cannot be read.
    fn batch(&self, after: Position, limit: usize) -> Result<Batch, ReadError>;

    /// The last durable position, and the root of the tree of all leaves up to it.
    fn head(&self) -> Head;

    /// The last position of a subject, [`Position::START`] if it has none.
    fn last(&self, subject: &Subject) -> Position;

    /// The last durable position, to wait for new events.
    fn watch(&self) -> watch::Receiver<Position>;

    /// Why it takes no more appends, and what to do, if it has stopped: until the process starts again.
    fn stopped(&self) -> Option<String> {
        None
    }

    /// Walks everything: that positions are dense, blocks chained, every leaf is what the tree
    /// commits to, and each event is what it was appended as. Calls `progress` on the way.
    ///
    /// # Errors
    /// [`Damage`]: the first position where something is wrong, and what.
    fn verify(&self, progress: &mut dyn FnMut(Position)) -> Result<Verified, Damage>;
}
