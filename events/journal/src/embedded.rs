//! One process, no server: the log's single writer gives the order.

use std::sync::{Arc, Mutex, PoisonError};

use event_keys::BoxFuture;
use event_log::{Batch, Entry, EventLog, Pending, Stored};
use events::{Event, Position, Sealed, Subject};
use jiff::{Timestamp, Unit};
use tokio::sync::watch;

use crate::journal::{AppendError, Feed, Journal, ReadError};
use crate::recorded::recorded_at;
use crate::sealed::beside;

/// The time by the system's clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The journal of one process, on a log of its own.
///
/// The recorded time is taken, and the event hashed, in the caller's task, so that the writer only
/// packs. It is the clock's, or the previous event's where the clock shows an earlier one: in the
/// order of positions recorded times never go back.
#[derive(Clone)]
pub struct EmbeddedJournal {
    log: Arc<dyn EventLog>,
    clock: Clock,
    /// The recorded time of the last event that the log was given; read from the log for the first.
    last: Arc<Mutex<Option<Timestamp>>>,
}

impl EmbeddedJournal {
    /// A journal on this log, by this clock.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, clock: Clock) -> Self {
        Self { log, clock, last: Arc::default() }
    }

    /// The log behind it, to verify.
    #[must_use]
    pub fn log(&self) -> &Arc<dyn EventLog> {
        &self.log
    }

    async fn append(&self, event: Event, sealed: Option<Sealed>, expected: Position) -> Result<Position, AppendError> {
        // In the caller's task, before the lock.
        beside(&event, sealed.as_ref()).map_err(AppendError::Failed)?;
        let pending = self.give(event, sealed, expected).map_err(AppendError::Failed)?;
        pending.await.map(|appended| appended.position).map_err(|error| match error {
            event_log::AppendError::Conflict { expected, current } => AppendError::Conflict { expected, current },
            event_log::AppendError::Unknown { reason } => AppendError::OutcomeUnknown(reason),
            error @ (event_log::AppendError::TooLarge { .. } | event_log::AppendError::Stopped { .. }) => {
                AppendError::Failed(error.to_string())
            }
        })
    }

    /// Gives an event its recorded time, and the log the event.
    fn give(&self, mut event: Event, sealed: Option<Sealed>, expected: Position) -> Result<Pending, String> {
        // Kept until the log has the event, so that no later time can overtake it on its way there.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let previous = match *last {
            Some(last) => last,
            None => self.last_recorded()?,
        };
        let now = (self.clock)();
        event.recorded = now.round(Unit::Microsecond).unwrap_or(now).max(previous);
        let leaf = event.to_canonical().map_err(|error| error.to_string())?;
        let entry = Entry::new(event.id, event.subject, leaf, sealed.map(|sealed| sealed.0));
        *last = Some(event.recorded);
        Ok(self.log.append(entry, expected))
    }

    /// The recorded time of the log's last event; the earliest possible time for an empty log.
    fn last_recorded(&self) -> Result<Timestamp, String> {
        let head = self.log.head().position;
        recorded_at(&*self.log, head).map_err(|reason| {
            format!("the recorded time of the log's last event, at position {head}, cannot be read: {reason}")
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
