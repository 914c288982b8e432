//! The stream into the node's own log: the same bytes at the same positions, or a stop.

use std::sync::Arc;
use std::time::Duration;

use event_log::EventLog;
use events::Position;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::compare::{Compared, Depth, compare};
use super::connection::admit;
use super::intake::{Intake, Places};
use super::reader::{Arrived, Broken, Reader};
use super::{Apart, Connection, Following, Phase, StreamSeen};

/// How often the stream is held against the log while nothing seems wrong.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// How many chunks of messages may wait for the log.
const WAITING: usize = 16;
/// How long to wait after an interruption.
const PAUSE: Duration = Duration::from_millis(100);

/// A task that follows the stream until it is told to end.
pub(crate) struct Follower {
    pub(crate) following: watch::Receiver<Following>,
    /// Closed once the task has ended and has said why.
    pub(crate) ended: watch::Receiver<()>,
    end: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Follower {
    /// Follows from the end of the log. Log and stream have been compared.
    pub(crate) fn start(connection: Connection, log: Arc<dyn EventLog>, places: Places, start: Following) -> Self {
        let (report, following) = watch::channel(start);
        let (end, told) = oneshot::channel();
        let (runs, ended) = watch::channel(());
        let task = Task { connection, log, places, report };
        let task = tokio::spawn(async move {
            task.run(told).await;
            drop(runs);
        });
        Self { following, ended, end: Some(end), task: Some(task) }
    }

    /// Stops reading, and waits until what was read is in the log.
    pub(crate) async fn end(&mut self) {
        self.end = None;
        if let Some(task) = self.task.take() {
            let _ = task.await;
        }
    }
}

struct Task {
    connection: Connection,
    log: Arc<dyn EventLog>,
    places: Places,
    report: watch::Sender<Following>,
}

impl Task {
    async fn run(&self, told: oneshot::Receiver<()>) {
        let (arrivals, received) = mpsc::channel(WAITING);
        let intake = Intake::into(Arc::clone(&self.log), self.places.clone());
        let mut intake = tokio::spawn(intake.run(received));
        let outcome = tokio::select! {
            _ = told => Ok(()),
            taken = &mut intake => return self.finish(self.joined(taken)),
            apart = self.follow(arrivals.clone()) => Err(apart),
        };
        drop(arrivals);
        let taken = self.joined(intake.await);
        self.finish(taken.and(outcome));
    }

    /// Reads on and on; answers only with why it cannot.
    async fn follow(&self, arrivals: mpsc::Sender<Vec<Arrived>>) -> Apart {
        let mut heads = self.log.watch();
        let mut checks = interval_at(Instant::now() + CHECK_EVERY, CHECK_EVERY);
        // After a look that took long the next one is not due at once.
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut reader = Reader::after(self.connection.clone(), self.log.head().position);
        let mut reached = reader.reached();
        loop {
            let done = tokio::select! {
                biased;
                _ = heads.changed() => {
                    heads.mark_unchanged();
                    self.moved();
                    Ok(())
                }
                _ = checks.tick() => {
                    // Nothing has come since the last look, though there is something.
                    if reader.reached() == reached && reached < self.report.borrow().stream {
                        reader.renew();
                    }
                    reached = reader.reached();
                    self.check().await
                }
                read = self.read(&mut reader) => match read {
                    Ok(chunk) => {
                        self.hand_on(&arrivals, &mut heads, chunk).await;
                        Ok(())
                    }
                    Err(apart) => Err(apart),
                },
            };
            if let Err(apart) = done {
                return apart;
            }
        }
    }

    /// The next messages. After an interruption the stream is held against the log before it is
    /// believed again.
    async fn read(&self, reader: &mut Reader) -> Result<Vec<Arrived>, Apart> {
        loop {
            if !reader.is_open() {
                self.check().await?;
            }
            match reader.next().await {
                Ok(chunk) => {
                    if let Some(last) = chunk.last() {
                        let stream = Position(last.position.0 + last.pending);
                        self.heard_of(stream);
                    }
                    return Ok(chunk);
                }
                Err(Broken::Hole { expected, .. }) => return Err(Apart::Hole { position: expected }),
                Err(Broken::Interrupted(reason)) => {
                    self.interrupted(reason);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Gives messages to the log, which may take its time: then reading waits.
    async fn hand_on(
        &self,
        arrivals: &mpsc::Sender<Vec<Arrived>>,
        heads: &mut watch::Receiver<Position>,
        chunk: Vec<Arrived>,
    ) {
        let mut handing = std::pin::pin!(arrivals.send(chunk));
        loop {
            tokio::select! {
                // When nobody takes it any more, the intake has ended, and says why.
                _ = &mut handing => return,
                _ = heads.changed() => {
                    heads.mark_unchanged();
                    self.moved();
                }
            }
        }
    }

    /// Holds the stream against the log; tries again for as long as the servers do not answer.
    async fn check(&self) -> Result<(), Apart> {
        loop {
            match compare(&self.connection, &*self.log, Depth::Last).await {
                Ok(seen) => {
                    self.still_safe(&seen)?;
                    self.report.send_if_modified(|following| {
                        let was = following.clone();
                        following.phase = Phase::Following;
                        following.stream = following.stream.max(seen.last);
                        *following != was
                    });
                    return Ok(());
                }
                Err(Compared::Apart(apart)) => return Err(apart),
                Err(Compared::Stream(error)) => self.interrupted(error.to_string()),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// That settings and servers are no worse than when the node began.
    fn still_safe(&self, seen: &StreamSeen) -> Result<(), Apart> {
        let server = self.connection.client.server_info();
        admit(&server.server_name, &server.version).map_err(|error| Apart::NoLongerSafe(error.to_string()))?;
        let accepted = &self.report.borrow().accepted;
        let worse = seen.unsafe_settings.iter().find(|setting| !accepted.contains(setting));
        worse.map_or(Ok(()), |setting| Err(Apart::NoLongerSafe(setting.to_string())))
    }

    fn heard_of(&self, stream: Position) {
        self.report.send_if_modified(|following| {
            let news = stream > following.stream || following.phase != Phase::Following;
            following.stream = following.stream.max(stream);
            following.phase = Phase::Following;
            news
        });
    }

    fn moved(&self) {
        let head = self.log.head();
        self.report.send_modify(|following| {
            following.head = head;
            following.stream = following.stream.max(head.position);
        });
    }

    /// Said once for each reason, however often it is tried again.
    fn interrupted(&self, reason: String) {
        self.report.send_if_modified(|following| {
            let phase = Phase::Interrupted { reason };
            let news = following.phase != phase;
            if news {
                tracing::warn!(?phase, "the stream does not answer; trying again and again");
                following.phase = phase;
            }
            news
        });
    }

    /// What the intake came to, if it did not panic.
    fn joined(&self, intake: Result<Result<(), Apart>, JoinError>) -> Result<(), Apart> {
        let position = self.log.head().position.next();
        intake.unwrap_or_else(|error| Err(Apart::NotTaken { position, reason: error.to_string() }))
    }

    fn finish(&self, outcome: Result<(), Apart>) {
        let head = self.log.head();
        let phase = match outcome {
            Ok(()) => Phase::Ended,
            Err(apart) => {
                let reason = apart.to_string();
                tracing::error!(position = head.position.0, reason, "this node has stopped following the stream");
                Phase::Stopped { reason }
            }
        };
        self.report.send_modify(|following| {
            following.head = head;
            following.phase = phase;
        });
    }
}
