//! The one task that owns a node's state. It follows the stream into the node's own log: the same
//! bytes at the same positions, or a stop.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use event_log::EventLog;
use events::Position;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinError;
use tokio::time::{Instant, sleep};

use super::callers::Callers;
use super::compare::{Compared, Depth, compare};
use super::connection::{Connection, Heard, admit};
use super::error::StreamError;
use super::intake::Intake;
use super::mismatch::HistoryMismatch;
use super::reader::{Arrived, Broken, Reader};
use super::state::{Accepted, AppendsBlocked, NodeStatus, State, Stopped, Trouble};
use super::stream::StreamSeen;
use super::transition::{Found, Signal, next};

/// How often the stream is compared with the log while nothing seems wrong.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// How often it is compared while events seem to be missing.
pub(super) const AGAIN: Duration = Duration::from_millis(200);
/// How long the reader may deliver nothing although the stream has more, before it is restarted.
const STALLED: Duration = Duration::from_secs(4);
/// How many chunks of messages may wait for the log.
const WAITING: usize = 16;
/// How long to wait after an interruption.
const PAUSE: Duration = Duration::from_millis(100);

/// Sends to the supervisor of a node and reads its state. Clones share one supervisor.
#[derive(Clone)]
pub(super) struct Supervisor {
    /// What happened, for the supervisor to judge.
    pub(super) signals: mpsc::UnboundedSender<Signal>,
    /// What the node is doing.
    pub(super) status: watch::Receiver<NodeStatus>,
    /// Closed once the node has stopped and nothing more comes into its log.
    pub(super) ended: watch::Receiver<()>,
}

impl Supervisor {
    /// Begins to follow from the end of the log.
    pub(super) fn start(
        connection: Connection,
        log: Arc<dyn EventLog>,
        callers: Callers,
        allow_unsafe_stream: bool,
    ) -> Self {
        let accepted = if allow_unsafe_stream { Accepted::AsFound } else { Accepted::Nothing };
        let status = watch::Sender::new(NodeStatus::starting(log.head(), accepted));
        let (signals, received) = mpsc::unbounded_channel();
        let (runs, ended) = watch::channel(());
        let way = Self { signals: signals.clone(), status: status.subscribe(), ended };
        let heard = connection.heard.subscribe();
        let task = Task { connection, log, callers, signals, status };
        tokio::spawn(async move {
            task.run(received, heard).await;
            drop(runs);
        });
        way
    }

    /// A state that only the holder of the sender changes: for parts that are tested or measured alone.
    pub(super) fn of_nobody(status: NodeStatus) -> (watch::Sender<NodeStatus>, Self, watch::Sender<()>) {
        let ((signals, _), (runs, ended)) = (mpsc::unbounded_channel(), watch::channel(()));
        let (sender, status) = watch::channel(status);
        (sender, Self { signals, status, ended }, runs)
    }

    /// Stops reading, and waits until what was read is in the log.
    pub(super) async fn end(&self) {
        self.signal(Signal::Stop(Stopped::Ended));
        let _ = self.ended.clone().changed().await;
    }

    /// Passes a signal on. After the end it changes nothing.
    pub(super) fn signal(&self, signal: Signal) {
        let _ = self.signals.send(signal);
    }
}

struct Task {
    connection: Connection,
    log: Arc<dyn EventLog>,
    callers: Callers,
    signals: mpsc::UnboundedSender<Signal>,
    status: watch::Sender<NodeStatus>,
}

impl Task {
    async fn run(self, mut signals: mpsc::UnboundedReceiver<Signal>, mut heard: broadcast::Receiver<Heard>) {
        let (arrivals, received) = mpsc::channel(WAITING);
        let intake = Intake::into(Arc::clone(&self.log), self.callers.clone());
        let mut intake = tokio::spawn(intake.run(received));
        let (mut heads, mut taken) = (self.log.watch(), None);
        let why = {
            let mut following = pin!(self.follow(arrivals));
            loop {
                let signal = tokio::select! {
                    outcome = &mut intake => {
                        taken = Some(self.joined(outcome));
                        Signal::Stop(Stopped::Ended)
                    }
                    Some(signal) = signals.recv() => signal,
                    Ok(()) = heads.changed() => Signal::Logged(self.log.head()),
                    Ok(heard) = heard.recv() => told(heard),
                    never = &mut following => match never {},
                };
                let after = next(self.status.borrow().clone(), signal);
                if let State::Stopped(why) = after.state {
                    break why;
                }
                self.publish(after);
            }
        };
        // Nothing is read any more; what was read before goes into the log.
        let taken = match taken {
            Some(taken) => taken,
            None => self.joined(intake.await),
        };
        let why = taken.err().map_or(why, Stopped::Mismatch);
        let last = next(self.status.borrow().clone(), Signal::Logged(self.log.head()));
        self.publish(next(last, Signal::Stop(why)));
    }

    /// Reads until the node stops. The stream is compared with the log before anything it delivers is taken.
    async fn follow(&self, arrivals: mpsc::Sender<Vec<Arrived>>) -> Infallible {
        let mut reader = Reader::after(self.connection.clone(), self.log.head().position);
        let mut depth = Depth::Sample;
        loop {
            self.checked(depth).await;
            depth = Depth::Last;
            let reason = tokio::select! {
                reason = self.read(&mut reader, &arrivals) => reason,
                never = self.check_now_and_then() => match never {},
            };
            reader.close();
            self.signal(Signal::NotReading { at: Instant::now(), reason });
            sleep(PAUSE).await;
        }
    }

    /// Reads until it is interrupted, and says by what.
    async fn read(&self, reader: &mut Reader, arrivals: &mpsc::Sender<Vec<Arrived>>) -> String {
        if let Err(broken) = reader.open().await {
            return self.broken(broken).await;
        }
        self.signal(Signal::Reading { stream: reader.reached() });
        loop {
            // First: what was read must not be lost when this is interrupted.
            let Ok(room) = arrivals.reserve().await else {
                // The intake has ended, and says why.
                return pending().await;
            };
            let reached = reader.reached();
            let read = tokio::select! {
                biased;
                // A stream that lost events delivers another history.
                () = self.suspicion() => return "events seem to be missing".to_owned(),
                read = reader.next() => read,
                () = self.stalls(reached) => {
                    return format!("nothing came after position {reached}, though there is more");
                }
            };
            match read {
                Ok(chunk) => {
                    if let Some(last) = chunk.last() {
                        self.signal(Signal::Reading { stream: Position(last.position.0 + last.pending) });
                    }
                    room.send(chunk);
                }
                Err(broken) => return self.broken(broken).await,
            }
        }
    }

    async fn broken(&self, broken: Broken) -> String {
        match broken {
            Broken::Interrupted(reason) => reason,
            Broken::Hole { expected, .. } => {
                self.signal(Signal::Stop(Stopped::Mismatch(HistoryMismatch::Hole { position: expected })));
                pending().await
            }
        }
    }

    /// Ends when events seem to be missing from the stream.
    async fn suspicion(&self) {
        let _ = self.status.subscribe().wait_for(misses).await;
    }

    /// Ends when nothing has come for a while, though the stream has more.
    async fn stalls(&self, reached: Position) {
        let _ = self.status.subscribe().wait_for(|status| status.stream > reached).await;
        sleep(STALLED).await;
    }

    async fn check_now_and_then(&self) -> Infallible {
        loop {
            sleep(CHECK_EVERY).await;
            self.checked(Depth::Last).await;
        }
    }

    /// Checks until the stream has all that the log has.
    async fn checked(&self, depth: Depth) {
        let mut glimpsed = misses(&self.status.borrow());
        loop {
            let signal = self.check(depth).await;
            let (passed, missing) = (matches!(signal, Signal::Checked(_)), matches!(signal, Signal::Missing { .. }));
            // A leader may be a moment behind what others have from it.
            if glimpsed || !missing {
                self.signal(signal);
            }
            if passed {
                return;
            }
            glimpsed = missing;
            sleep(if missing { AGAIN } else { PAUSE }).await;
        }
    }

    /// Compares the stream with the log once.
    async fn check(&self, depth: Depth) -> Signal {
        let asked = Instant::now();
        if !self.connection.is_made() {
            return Signal::NoAnswer { at: asked, reason: "the NATS servers do not answer".to_owned() };
        }
        match compare(&self.connection, &*self.log, depth).await {
            Ok(seen) => Signal::Checked(self.found(seen)),
            Err(Compared::Mismatch(mismatch)) if mismatch.may_pass() => {
                Signal::Missing { mismatch, asked, answered: Instant::now() }
            }
            Err(Compared::Mismatch(mismatch)) => Signal::Stop(Stopped::Mismatch(mismatch)),
            Err(Compared::Stream(error)) => Signal::NoAnswer { at: Instant::now(), reason: in_words(&error) },
        }
    }

    fn found(&self, seen: StreamSeen) -> Found {
        let server = self.connection.client.server_info();
        let admitted = admit(&server.server_name, &server.version);
        let filling = seen.filling.map(|upto| AppendsBlocked::Filling { upto, reached: seen.last });
        let blocked = admitted.err().map(|old| AppendsBlocked::Server(old.to_string())).or(filling);
        Found { at: Instant::now(), stream: seen.last, blocked, unsafe_settings: seen.unsafe_settings }
    }

    fn signal(&self, signal: Signal) {
        let _ = self.signals.send(signal);
    }

    fn publish(&self, after: NodeStatus) {
        let before = self.status.borrow().clone();
        if before != after {
            log_change(&before, &after);
            self.status.send_replace(after);
        }
    }

    /// The intake's result, if it did not panic.
    fn joined(&self, intake: Result<Result<(), HistoryMismatch>, JoinError>) -> Result<(), HistoryMismatch> {
        let position = self.log.head().position.next();
        intake.unwrap_or_else(|error| Err(HistoryMismatch::NotTaken { position, reason: error.to_string() }))
    }
}

fn in_words(error: &StreamError) -> String {
    match error {
        StreamError::Unreachable { .. } => format!("the NATS servers do not answer: {error}"),
        StreamError::Missing { .. } | StreamError::Refused { .. } => error.to_string(),
    }
}

fn told(heard: Heard) -> Signal {
    let at = Instant::now();
    match heard {
        Heard::Connected => Signal::Connected { at },
        Heard::Refused(reason) => Signal::Refused { at, reason },
        Heard::Forbidden(reason) => Signal::Forbidden { at, reason },
    }
}

fn misses(status: &NodeStatus) -> bool {
    matches!(status.state, State::Suspect { trouble: Trouble::Missing(_), .. })
}

/// Logs a change once, however often its cause is repeated.
fn log_change(before: &NodeStatus, after: &NodeStatus) {
    let (was, trouble) = (before.state.trouble(), after.state.trouble().unwrap_or_default());
    if was.as_deref().unwrap_or_default() != trouble {
        match &after.state {
            State::Starting { trouble: None } | State::Stopped(Stopped::Ended) => {}
            State::Starting { .. } => tracing::warn!(reason = trouble, "waiting for the cluster"),
            State::Following { .. } => tracing::info!("the stream is followed"),
            State::Suspect { trouble: Trouble::Refused(_) | Trouble::Forbidden(_), .. } => {
                tracing::error!("{trouble}; trying again and again");
            }
            State::Suspect { .. } => {
                tracing::warn!(reason = trouble, "the stream cannot be followed for now; trying again and again");
            }
            State::Stopped(_) => {
                let position = after.head.position.0;
                tracing::error!(position, reason = trouble, "this node has stopped following the stream");
            }
        }
    }
    match (before.appends_blocked(), after.appends_blocked()) {
        (was, Some(reason)) if was.as_ref() != Some(&reason) => tracing::error!("this node takes no appends: {reason}"),
        (Some(_), None) if after.stopped().is_none() => tracing::info!("this node takes appends again"),
        (Some(_) | None, Some(_) | None) => {}
    }
}
