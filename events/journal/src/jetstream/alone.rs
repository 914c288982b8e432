//! The sequencer without a node around it, for the benchmark: what it adds to the bare client, with
//! nobody following beside it on the same processors.
//!
//! Only the benchmark uses it. It is here because a benchmark sees a crate's public items only, and
//! every public way to append waits for the node's own log, which is the part left out. A copy of the
//! sequencer in the benchmark would measure the copy, and a feature of the crate could get into the
//! program.

use std::fmt;
use std::sync::Arc;

use event_log::{EventLog, MemoryLog};
use events::{Event, Position, Sealed};
use tokio::sync::watch;
use tokio::time::Instant;

use super::callers::Callers;
use super::connection::Connection;
use super::message::outgoing;
use super::node::ClusterOptions;
use super::sequencer::{Placed, Sequencer};
use super::state::NodeStatus;
use super::supervisor::Supervisor;
use crate::journal::AppendError;

/// Gives events their places in the stream, as a node does, and no more: no log follows. Only for
/// subjects without a history, since that is all that an empty log knows of.
pub struct SequencerAlone {
    connection: Connection,
    log: Arc<dyn EventLog>,
    supervisor: Supervisor,
    callers: Callers,
    options: ClusterOptions,
    _runs: (watch::Sender<NodeStatus>, watch::Sender<()>),
}

impl fmt::Debug for SequencerAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SequencerAlone").field("options", &self.options).finish_non_exhaustive()
    }
}

impl SequencerAlone {
    /// On this stream, whatever its settings.
    #[must_use]
    pub fn on(connection: Connection) -> Self {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let (status, supervisor, runs) = Supervisor::of_nobody(NodeStatus::following(log.head()));
        let options = ClusterOptions::default();
        let callers = Callers::at_most(options.under_way);
        Self { connection, log, supervisor, callers, options, _runs: (status, runs) }
    }

    /// The first event of a subject: answers when a quorum has it.
    ///
    /// # Errors
    /// As [`AppendError`] says.
    pub async fn place(&self, event: &Event, sealed: Option<&Sealed>) -> Result<Position, AppendError> {
        let deadline = Instant::now() + self.options.limit;
        let event = outgoing(event, sealed).map_err(AppendError::Failed)?;
        let Self { connection, log, supervisor, callers, .. } = self;
        let mut sequencer = Sequencer { connection, log: &**log, supervisor: supervisor.clone(), callers, deadline };
        match sequencer.place(&event, Position::START).await? {
            Placed::Now(position) | Placed::Before(position) => Ok(position),
        }
    }
}
