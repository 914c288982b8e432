//! The stream into the node's own log: the same bytes at the same positions, or a stop.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use event_log::EventLog;
use events::Position;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::sleep;

use super::callers::Callers;
use super::compare::{Compared, compare_again};
use super::intake::Intake;
use super::reader::{Arrived, Broken, Reader};
use super::report::{LACKS, Report};
use super::{Apart, Connection};

/// How often the stream is held against the log while nothing seems wrong.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// For how long nothing may come, though there is something, before it is asked for anew.
const STALLED: Duration = Duration::from_secs(4);
/// How many chunks of messages may wait for the log.
const WAITING: usize = 16;
/// How long to wait after an interruption.
const PAUSE: Duration = Duration::from_millis(100);

/// A task that follows the stream until it is told to end.
pub(crate) struct Follower {
    /// Closed once the task has ended and has said why.
    pub(crate) ended: watch::Receiver<()>,
    end: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Follower {
    /// Follows from the end of the log. Log and stream have been compared.
    pub(crate) fn start(connection: Connection, log: Arc<dyn EventLog>, callers: Callers, report: Arc<Report>) -> Self {
        let (end, told) = oneshot::channel();
        let (runs, ended) = watch::channel(());
        let task = Task { connection, log, callers, report };
        let task = tokio::spawn(async move {
            task.run(told).await;
            drop(runs);
        });
        Self { ended, end: Some(end), task: Some(task) }
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
    callers: Callers,
    report: Arc<Report>,
}

impl Task {
    async fn run(&self, told: oneshot::Receiver<()>) {
        let (arrivals, received) = mpsc::channel(WAITING);
        let intake = Intake::into(Arc::clone(&self.log), self.callers.clone());
        let mut intake = tokio::spawn(intake.run(received));
        let outcome = tokio::select! {
            _ = told => Ok(()),
            taken = &mut intake => return self.report.ended(self.joined(taken)),
            apart = self.read_on(&arrivals) => Err(apart),
            apart = self.look_now_and_then() => Err(apart),
            never = self.tell_of_progress() => never,
        };
        drop(arrivals);
        let taken = self.joined(intake.await);
        self.report.ended(taken.and(outcome));
    }

    /// Reads on and on; answers only with why it cannot. After an interruption the stream is held
    /// against the log before it is believed again.
    async fn read_on(&self, arrivals: &mpsc::Sender<Vec<Arrived>>) -> Apart {
        let mut reader = Reader::after(self.connection.clone(), self.log.head().position);
        loop {
            if !reader.is_open()
                && let Err(apart) = self.check().await
            {
                return apart;
            }
            match self.read(&mut reader).await {
                Ok(chunk) => {
                    if let Some(last) = chunk.last() {
                        self.report.reads(Position(last.position.0 + last.pending));
                    }
                    if arrivals.send(chunk).await.is_err() {
                        // The intake has ended, and says why.
                        return pending().await;
                    }
                }
                Err(Broken::Hole { expected, .. }) => return Apart::Hole { position: expected },
                Err(Broken::Interrupted(reason)) => {
                    self.report.reads_not(reason);
                    sleep(PAUSE).await;
                }
            }
        }
    }

    async fn read(&self, reader: &mut Reader) -> Result<Vec<Arrived>, Broken> {
        reader.open().await?;
        let reached = reader.reached();
        self.report.reads(reached);
        let why = tokio::select! {
            biased;
            // What a stream says that has lost something belongs to another history.
            () = self.report.suspicion() => LACKS.to_owned(),
            read = reader.next() => return read,
            () = self.stalls(reached) => format!("nothing came after position {reached}, though there is more"),
        };
        reader.renew();
        Err(Broken::Interrupted(why))
    }

    /// Ends when nothing has come for a while, though the stream has more.
    async fn stalls(&self, reached: Position) {
        let _ = self.report.following().wait_for(|following| following.stream > reached).await;
        sleep(STALLED).await;
    }

    async fn look_now_and_then(&self) -> Apart {
        loop {
            sleep(CHECK_EVERY).await;
            if let Err(apart) = self.check().await {
                return apart;
            }
        }
    }

    /// Holds the stream against the log; tries again for as long as the servers do not answer.
    async fn check(&self) -> Result<(), Apart> {
        loop {
            match compare_again(&self.connection, &*self.log, || self.report.suspects()).await {
                Ok(seen) => {
                    self.report.looked(&seen);
                    return Ok(());
                }
                Err(Compared::Apart(apart)) => return Err(apart),
                Err(Compared::Stream(error)) => self.report.interrupted(error.to_string()),
            }
            sleep(PAUSE).await;
        }
    }

    /// Tells of what comes into the log, for as long as it is there.
    async fn tell_of_progress(&self) -> Result<(), Apart> {
        let mut heads = self.log.watch();
        while heads.changed().await.is_ok() {
            self.report.moved();
        }
        pending().await
    }

    /// What the intake came to, if it did not panic.
    fn joined(&self, intake: Result<Result<(), Apart>, JoinError>) -> Result<(), Apart> {
        let position = self.log.head().position.next();
        intake.unwrap_or_else(|error| Err(Apart::NotTaken { position, reason: error.to_string() }))
    }
}
