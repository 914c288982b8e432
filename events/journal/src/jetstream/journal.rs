//! The journal of a node in a cluster: the sequencer appends, the follower brings everything into
//! the node's own log, and all reading is from there.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use event_log::EventLog;
use events::{Event, Position, Sealed, Subject};
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout, timeout_at};

use super::callers::Callers;
use super::compare::{Compared, compare};
use super::follower::Follower;
use super::message::outgoing;
use super::report::Report;
use super::sequencer::Sequencer;
use super::{Connection, Following, OpenError};
use crate::{AppendError, Batch, BoxFuture, Feed, Journal, ReadError, Stored};

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
    report: Arc<Report>,
    ended: watch::Receiver<()>,
    follower: Mutex<Follower>,
    callers: Callers,
    ending: AtomicBool,
    options: ClusterOptions,
}

impl fmt::Debug for ClusterJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterJournal")
            .field("following", &*self.inner.report.following().borrow())
            .finish_non_exhaustive()
    }
}

impl ClusterJournal {
    /// Checks the stream's settings, holds the log against it, and begins to follow. Nothing else
    /// may write to the log. Needs a runtime; does not wait until the log has caught up, which
    /// [`following`](Self::following) tells.
    ///
    /// # Errors
    /// [`OpenError`]: settings that may lose events, a stream that is not there, or one that is not
    /// the same history as the log.
    pub async fn open(
        connection: Connection,
        log: Arc<dyn EventLog>,
        options: ClusterOptions,
    ) -> Result<Self, OpenError> {
        let seen = compare(&connection, &*log).await.map_err(|compared| match compared {
            Compared::Apart(apart) => OpenError::Apart(apart),
            Compared::Stream(error) => OpenError::Stream(error),
        })?;
        if !seen.unsafe_settings.is_empty() && !options.allow_unsafe_stream {
            return Err(OpenError::Unsafe { stream: connection.stream.clone(), settings: seen.unsafe_settings });
        }
        let callers = Callers::at_most(options.under_way);
        let report = Arc::new(Report::begin(&connection, &log, &seen));
        let follower = Follower::start(connection.clone(), Arc::clone(&log), callers.clone(), Arc::clone(&report));
        let ended = follower.ended.clone();
        let follower = Mutex::new(follower);
        Ok(Self {
            inner: Arc::new(Inner {
                connection,
                log,
                report,
                ended,
                follower,
                callers,
                ending: AtomicBool::new(false),
                options,
            }),
        })
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

    /// How far the node has followed the stream, as it changes.
    #[must_use]
    pub fn following(&self) -> watch::Receiver<Following> {
        self.inner.report.following()
    }

    /// Asks the stream where it ends, and waits until the log has everything up to there.
    ///
    /// # Errors
    /// Why the stream does not answer, or why the node has stopped.
    pub async fn caught_up(&self) -> Result<(), String> {
        let last = self.inner.connection.stream_seen().await.map_err(|error| error.to_string())?.last;
        self.reaches(last).await
    }

    /// Takes no more appends; those under way go on.
    pub fn close(&self) {
        self.inner.ending.store(true, Ordering::Release);
    }

    /// Takes no more appends, waits until those under way are answered, at most `limit`, and stops
    /// following. Says whether all were answered.
    pub async fn drain(&self, limit: Duration) -> bool {
        let inner = &self.inner;
        self.close();
        let answered = timeout(limit, inner.callers.all_gone()).await.is_ok();
        inner.follower.lock().await.end().await;
        answered
    }

    async fn reaches(&self, last: Position) -> Result<(), String> {
        let _waits = self.inner.callers.wait();
        let mut heads = self.inner.log.watch();
        let mut ended = self.inner.ended.clone();
        tokio::select! {
            biased;
            Ok(_) = heads.wait_for(|head| *head >= last) => Ok(()),
            _ = ended.changed() => {
                let reason = self.inner.report.following().borrow().stopped().map(str::to_owned);
                Err(reason.unwrap_or_else(|| "this node is ending".into()))
            }
        }
    }

    async fn catch_up(&self, seen: Position) -> Result<bool, ReadError> {
        let inner = &self.inner;
        let last = inner.connection.stream_seen().await?.last;
        match timeout(inner.options.limit, self.reaches(last)).await {
            Ok(Ok(())) => Ok(inner.log.head().position > seen),
            Ok(Err(reason)) => Err(ReadError::Stream(reason)),
            Err(_) => {
                let limit = inner.options.limit;
                Err(ReadError::Stream(format!("this node did not reach position {last} of the stream in {limit:?}")))
            }
        }
    }

    async fn append(&self, event: Event, sealed: Option<Sealed>, expected: Position) -> Result<Position, AppendError> {
        let inner = &self.inner;
        let deadline = Instant::now() + inner.options.limit;
        let event = outgoing(&event, sealed.as_ref()).map_err(AppendError::Failed)?;
        let ending = || AppendError::Failed("this node is ending".into());
        let _place = timeout_at(deadline, inner.callers.place())
            .await
            .ok()
            .flatten()
            .ok_or_else(|| AppendError::Failed("too many appends are under way: try again later".into()))?;
        if inner.ending.load(Ordering::Acquire) {
            return Err(ending());
        }
        let Inner { connection, log, report, callers, .. } = &**inner;
        Sequencer { connection, log: &**log, report, callers, ended: inner.ended.clone(), deadline }
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

    fn head(&self) -> Position {
        self.inner.log.head().position
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.inner.log.watch()
    }
}
