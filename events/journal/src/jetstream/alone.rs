//! The sequencer without a node around it, for the benchmark: what it adds to the bare client, with
//! nobody following beside it on the same processors.

use std::fmt;
use std::sync::Arc;

use event_log::{EventLog, MemoryLog};
use events::{Event, Position, Sealed};
use tokio::sync::watch;
use tokio::time::Instant;

use super::callers::Callers;
use super::message::outgoing;
use super::report::Report;
use super::sequencer::{Placed, Sequencer};
use super::{ClusterOptions, Connection, StreamError};
use crate::AppendError;

/// Gives events their places in the stream, as a node does, and no more: no log follows. Only for
/// subjects without a history, since that is all that an empty log knows of.
pub struct SequencerAlone {
    connection: Connection,
    log: Arc<dyn EventLog>,
    report: Report,
    callers: Callers,
    ended: watch::Sender<()>,
    options: ClusterOptions,
}

impl fmt::Debug for SequencerAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SequencerAlone").field("options", &self.options).finish_non_exhaustive()
    }
}

impl SequencerAlone {
    /// On this stream, whatever its settings.
    ///
    /// # Errors
    /// When there is no such stream, or it does not answer.
    pub async fn open(connection: Connection) -> Result<Self, StreamError> {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let report = Report::begin(&connection, &log, &connection.stream_seen().await?);
        let options = ClusterOptions::default();
        let callers = Callers::at_most(options.under_way);
        Ok(Self { connection, log, report, callers, ended: watch::Sender::new(()), options })
    }

    /// The first event of a subject: answers when a quorum has it.
    ///
    /// # Errors
    /// As [`AppendError`] says.
    pub async fn place(&self, event: &Event, sealed: Option<&Sealed>) -> Result<Position, AppendError> {
        let deadline = Instant::now() + self.options.limit;
        let event = outgoing(event, sealed).map_err(AppendError::Failed)?;
        let Self { connection, log, report, callers, .. } = self;
        let mut sequencer =
            Sequencer { connection, log: &**log, report, callers, ended: self.ended.subscribe(), deadline };
        match sequencer.place(&event, Position::START).await? {
            Placed::Now(position) | Placed::Before(position) => Ok(position),
        }
    }
}
