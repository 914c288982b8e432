//! One process, no server: the log's single writer gives the order.

use std::sync::Arc;

use event_log::{Entry, EventLog};
use events::{Event, Position, Sealed, Subject};
use jiff::{Timestamp, Unit};
use tokio::sync::watch;

use crate::{AppendError, Batch, BoxFuture, Feed, Journal, ReadError, Stored};

/// The time by the rim's clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The journal of one process, on a log of its own.
///
/// The recorded time is taken, and the event hashed, in the caller's task, so that the writer only
/// packs. Two events that are taken at the same moment may therefore stand in the order opposite to
/// their recorded times, by less than a group commit; the position is the order.
#[derive(Clone)]
pub struct EmbeddedJournal {
    log: Arc<dyn EventLog>,
    clock: Clock,
}

impl EmbeddedJournal {
    /// A journal on this log, by this clock.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, clock: Clock) -> Self {
        Self { log, clock }
    }

    /// The log behind it, to verify.
    #[must_use]
    pub fn log(&self) -> &Arc<dyn EventLog> {
        &self.log
    }

    async fn append(
        &self,
        mut event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> Result<Position, AppendError> {
        let now = (self.clock)();
        event.recorded = now.round(Unit::Microsecond).unwrap_or(now);
        let leaf = event.to_canonical().map_err(|error| AppendError::Failed(error.to_string()))?;
        let entry = Entry::new(event.id, event.subject, leaf, sealed.map(|sealed| sealed.0));
        self.log.append(entry, expected).await.map(|appended| appended.position).map_err(|error| match error {
            event_log::AppendError::Conflict { expected, current } => AppendError::Conflict { expected, current },
            event_log::AppendError::Unknown { reason } => AppendError::OutcomeUnknown(reason),
            error @ (event_log::AppendError::TooLarge { .. } | event_log::AppendError::Stopped { .. }) => {
                AppendError::Failed(error.to_string())
            }
        })
    }
}

impl Journal for EmbeddedJournal {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(self.append(event, sealed, expected))
    }

    /// Nobody else appends: what is read here is never behind.
    fn catch_up(&self, _seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        Box::pin(std::future::ready(Ok(false)))
    }
}

impl Feed for EmbeddedJournal {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        Box::pin(std::future::ready(self.log.history(&subject, after).map_err(ReadError::from)))
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        Box::pin(std::future::ready(self.log.batch(after, limit).map_err(ReadError::from)))
    }

    fn head(&self) -> Position {
        self.log.head().position
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.log.watch()
    }
}
