//! The journal of a node in a cluster: the sequencer appends, the supervisor brings everything into
//! the node's own log, and all reading is from there.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use event_keys::BoxFuture;
use event_log::{Batch, EventLog, Stored};
use events::{Event, Position, Sealed, Subject};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::callers::Callers;
use super::connection::Connection;
use super::error::StreamError;
use super::message::outgoing;
use super::sequencer::Sequencer;
use super::state::{NodeStatus, State, Stopped};
use super::supervisor::{AGAIN, Supervisor};
use super::transition::{Signal, lacking};
use crate::journal::{AppendError, Feed, Journal, ReadError};

/// How a node takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterOptions {
    /// Accept a stream that may lose events as it is set.
    pub allow_unsafe_stream: bool,
    /// How many appends may be under way at once; more wait their turn.
    pub under_way: usize,
    /// How long an append may take before its caller is told that nothing, or nothing certain, came
    /// of it.
    pub limit: Duration,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self { allow_unsafe_stream: false, under_way: 1024, limit: Duration::from_secs(30) }
    }
}

/// The journal of a node that follows the stream into a log of its own. A clone is the same node.
#[derive(Clone)]
pub struct ClusterJournal {
    inner: Arc<Inner>,
}

struct Inner {
    connection: Connection,
    log: Arc<dyn EventLog>,
    supervisor: Supervisor,
    callers: Callers,
    ending: AtomicBool,
    options: ClusterOptions,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.supervisor.signal(Signal::Stop(Stopped::Ended));
    }
}

impl fmt::Debug for ClusterJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterJournal")
            .field("status", &*self.inner.supervisor.status.borrow())
            .finish_non_exhaustive()
    }
}

impl ClusterJournal {
    /// Begins to follow the stream into this log, which nothing else may write to. Needs a runtime. What
    /// the log holds can be read at once, whether the servers answer or not.
    #[must_use]
    pub fn open(connection: Connection, log: Arc<dyn EventLog>, options: ClusterOptions) -> Self {
        let callers = Callers::at_most(options.under_way);
        let allow_unsafe_stream = options.allow_unsafe_stream;
        let supervisor = Supervisor::start(connection.clone(), Arc::clone(&log), callers.clone(), allow_unsafe_stream);
        let ending = AtomicBool::new(false);
        Self { inner: Arc::new(Inner { connection, log, supervisor, callers, ending, options }) }
    }

    /// Waits until the node follows the stream for the first time: for as long as the servers do not
    /// answer. It may have to catch up then.
    ///
    /// # Errors
    /// Why it did not start: settings by which events may be lost, another history, or another role's key.
    pub async fn joined(&self) -> Result<(), Stopped> {
        let mut status = self.status();
        let found = status.wait_for(|status| matches!(status.state, State::Following { .. } | State::Stopped(_)));
        let Ok(found) = found.await else { return Err(Stopped::Ended) };
        found.stopped().map_or(Ok(()), |why| Err(why.clone()))
    }

    /// The node's own log, to verify and to prove.
    #[must_use]
    pub fn log(&self) -> &Arc<dyn EventLog> {
        &self.inner.log
    }

    /// The connection, to announce the node and to keep keys with.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.inner.connection
    }

    /// What the node is doing, as it changes.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<NodeStatus> {
        self.inner.supervisor.status.clone()
    }

    /// Takes no more appends; those under way go on.
    pub fn close(&self) {
        self.inner.ending.store(true, Ordering::Release);
    }

    /// Takes no more appends, waits until those under way are answered, at most `limit`, and stops
    /// following. Says whether all were answered.
    pub async fn drain(&self, limit: Duration) -> bool {
        self.close();
        let answered = timeout(limit, self.inner.callers.all_gone()).await.is_ok();
        self.inner.supervisor.end().await;
        answered
    }

    async fn comes_to(&self, last: Position) -> Result<(), String> {
        let _waits = self.inner.callers.wait();
        let mut heads = self.inner.log.watch();
        let mut ended = self.inner.supervisor.ended.clone();
        tokio::select! {
            biased;
            Ok(_) = heads.wait_for(|head| *head >= last) => Ok(()),
            _ = ended.changed() => {
                let status = self.inner.supervisor.status.borrow();
                Err(status.stopped().unwrap_or(&Stopped::Ended).to_string())
            }
        }
    }

    async fn catch_up(&self, seen: Position) -> Result<bool, ReadError> {
        let inner = &self.inner;
        let last = inner.connection.stream_seen().await?.last;
        match timeout(inner.options.limit, self.comes_to(last)).await {
            Ok(Ok(())) => Ok(inner.log.head().position > seen),
            Ok(Err(reason)) => Err(ReadError::Stream(reason)),
            Err(_) => {
                let limit = inner.options.limit;
                Err(ReadError::Stream(format!("this node did not reach position {last} of the stream in {limit:?}")))
            }
        }
    }

    /// Whether the stream goes as far as this position. That it does not is checked like any loss.
    async fn reaches(&self, position: Position) -> Result<bool, ReadError> {
        let Inner { connection, log, .. } = &*self.inner;
        let mut since = None;
        loop {
            let asked = Instant::now();
            if log.head().position >= position {
                return Ok(true);
            }
            if !connection.is_made() {
                return Err(connection.unreachable("the NATS servers do not answer").into());
            }
            let seen = connection.stream_seen().await?;
            if seen.last >= position {
                return Ok(true);
            }
            seen.surely_ends_before(position, connection)?;
            let (from, sure) = lacking(since, asked, Instant::now());
            if sure {
                return Ok(false);
            }
            since = Some(from);
            sleep(AGAIN).await;
        }
    }

    async fn append(&self, event: Event, sealed: Option<Sealed>, expected: Position) -> Result<Position, AppendError> {
        let inner = &self.inner;
        let deadline = Instant::now() + inner.options.limit;
        let event = outgoing(&event, sealed.as_ref()).map_err(AppendError::Failed)?;
        let ending = || AppendError::Failed("this node is ending".into());
        let _slot = timeout_at(deadline, inner.callers.slot())
            .await
            .ok()
            .flatten()
            .ok_or_else(|| AppendError::Failed("too many appends are under way: try again later".into()))?;
        if inner.ending.load(Ordering::Acquire) {
            return Err(ending());
        }
        let Inner { connection, log, supervisor, callers, .. } = &**inner;
        Sequencer { connection, log: &**log, supervisor: supervisor.clone(), callers, deadline }
            .append(&event, expected)
            .await
    }
}

impl Journal for ClusterJournal {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(self.append(event, sealed, expected))
    }

    fn catch_up(&self, seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        Box::pin(self.catch_up(seen))
    }
}

impl Feed for ClusterJournal {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        Box::pin(std::future::ready(self.inner.log.history(&subject, after).map_err(ReadError::from)))
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        Box::pin(std::future::ready(self.inner.log.batch(after, limit).map_err(ReadError::from)))
    }

    fn reaches(&self, position: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        Box::pin(self.reaches(position))
    }

    fn head(&self) -> Position {
        self.inner.log.head().position
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.inner.log.watch()
    }
}

impl From<StreamError> for ReadError {
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::Unreachable { .. } => Self::Away(error.to_string()),
            StreamError::Missing { .. } | StreamError::Refused { .. } => Self::Stream(error.to_string()),
        }
    }
}
