//! Appending: asking the stream for a place until it is known whether the event has one, and
//! waiting until this node's own log has it too.

use std::time::Duration;

use event_log::EventLog;
use events::Position;
use tokio::time::{Instant, sleep, timeout_at};

use super::callers::Callers;
use super::connection::Connection;
use super::message::{Outgoing, is_sent};
use super::mismatch::HistoryMismatch;
use super::publish::{Tried, publish};
use super::state::NodeStatus;
use super::supervisor::Supervisor;
use super::transition::Signal;
use crate::journal::AppendError;

/// How long to wait before the next try where the servers said "not now".
const PAUSE: Duration = Duration::from_millis(5);
const PAUSE_MOST: Duration = Duration::from_millis(250);

/// What an append needs of the node.
pub(crate) struct Sequencer<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) log: &'a dyn EventLog,
    pub(crate) supervisor: Supervisor,
    pub(crate) callers: &'a Callers,
    /// When to give up.
    pub(crate) deadline: Instant,
}

/// Where the stream put an event.
pub(crate) enum Placed {
    /// A quorum has just taken it.
    Now(Position),
    /// It took an earlier try, and the node's own log has it.
    Before(Position),
}

impl Sequencer<'_> {
    /// Appends: answers when the stream and the node's own log have the event.
    pub(crate) async fn append(&mut self, event: &Outgoing, expected: Position) -> Result<Position, AppendError> {
        let begun_at = self.log.head().position;
        match self.place(event, expected).await? {
            Placed::Now(position) => self.taken(position, begun_at).await,
            Placed::Before(position) => Ok(position),
        }
    }

    /// Gets the event its place in the stream. A try whose outcome nobody knows is repeated: with the
    /// same id and the same condition at most one of them can be taken, and once one is, or the
    /// subject has gone on, the log says which.
    pub(crate) async fn place(&mut self, event: &Outgoing, expected: Position) -> Result<Placed, AppendError> {
        let mut uncertain = None;
        let mut pause = PAUSE;
        loop {
            if let Some(reason) = self.stopped() {
                return Err(uncertain.map_or(AppendError::Failed(reason), AppendError::OutcomeUnknown));
            }
            let last = match self.appends_blocked() {
                Some(reason) if uncertain.is_none() => return Err(AppendError::Failed(reason)),
                // Nothing is sent to such a stream, not even again.
                Some(reason) => reason,
                None => {
                    let current = self.log.last(&event.subject);
                    if uncertain.is_none() && current != expected {
                        return Err(AppendError::Conflict { expected, current });
                    }
                    match publish(self.connection, event, expected, self.deadline).await {
                        Tried::Taken { position } => return Ok(Placed::Now(position)),
                        Tried::Known { position } if position <= expected => return Err(twice(event, position)),
                        Tried::Known { position } => {
                            return self.settle(event, expected, Some(position), true).await.map(Placed::Before);
                        }
                        // From a server that was away and does not know yet that it leads no more; or events
                        // were lost, and then the supervisor stops this node.
                        Tried::Newer { current: Some(added) } if added <= expected => behind(event, added, expected),
                        Tried::Newer { current } => {
                            let settled = self.settle(event, expected, current, uncertain.is_some()).await;
                            return settled.map(Placed::Before);
                        }
                        Tried::Refused { reason } if uncertain.is_none() => return Err(AppendError::Failed(reason)),
                        Tried::Refused { reason } | Tried::NotYet { reason } => reason,
                        Tried::Unknown { reason } => uncertain.insert(reason).clone(),
                    }
                }
            };
            if Instant::now() + pause >= self.deadline {
                let tries = format!("the stream gave no answer in time: {last}");
                return Err(match uncertain {
                    Some(_) => AppendError::OutcomeUnknown(tries),
                    None => AppendError::Failed(tries),
                });
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MOST);
        }
    }

    /// A quorum took it; the caller is answered when this node's log has it.
    async fn taken(&mut self, position: Position, begun_at: Position) -> Result<Position, AppendError> {
        if position <= begun_at {
            self.suspect(position, begun_at).await;
            return Err(AppendError::OutcomeUnknown(format!(
                "the stream gave it position {position}, but this node's log already ends at {begun_at}: events were lost from the stream; the node takes no more appends, and stops as soon as it is sure of that"
            )));
        }
        let waited = self.wait_until(|log| log.head().position >= position).await;
        waited.map(|()| position).map_err(|reason| {
            AppendError::OutcomeUnknown(format!("the stream has it at position {position}, but {reason}"))
        })
    }

    /// The stream gave a position that the log has already. Waits until the supervisor has judged that,
    /// so that nothing more is appended.
    async fn suspect(&mut self, stream: Position, log: Position) {
        let (mismatch, at) = (HistoryMismatch::StreamBehind { stream, log }, Instant::now());
        self.supervisor.signal(Signal::Missing { mismatch, asked: at, answered: at });
        let judged = |status: &NodeStatus| status.appends_blocked().is_some() || status.stopped().is_some();
        let _ = timeout_at(self.deadline, self.supervisor.status.wait_for(judged)).await;
    }

    /// Something was added to the subject: an event of somebody else's, or an earlier try of this
    /// one. The log says which, once it has it.
    async fn settle(
        &mut self,
        event: &Outgoing,
        expected: Position,
        added: Option<Position>,
        tried_before: bool,
    ) -> Result<Position, AppendError> {
        let waited = match added {
            Some(added) => self.wait_until(|log| log.head().position >= added).await,
            None => self.wait_until(|log| log.last(&event.subject) > expected).await,
        };
        waited.map_err(
            |reason| if tried_before { AppendError::OutcomeUnknown(reason) } else { AppendError::Failed(reason) },
        )?;
        let since = self.log.history(&event.subject, expected);
        let since = since.map_err(|error| AppendError::OutcomeUnknown(error.to_string()))?;
        // With its condition it can only have come next.
        match since.first() {
            Some(next) if is_sent(event, &next.leaf, next.sealed.as_deref()) => Ok(next.position),
            _ => Err(AppendError::Conflict { expected, current: self.log.last(&event.subject) }),
        }
    }

    /// Waits until this node's own log, which only the supervisor writes to, says so.
    async fn wait_until(&mut self, reached: impl Fn(&dyn EventLog) -> bool) -> Result<(), String> {
        let _waits = self.callers.wait();
        let mut heads = self.log.watch();
        loop {
            heads.mark_unchanged();
            if reached(self.log) {
                return Ok(());
            }
            if let Some(reason) = self.stopped() {
                return Err(reason);
            }
            let moved = async {
                tokio::select! {
                    moved = heads.changed() => moved.is_ok(),
                    _ = self.supervisor.ended.changed() => false,
                }
            };
            match timeout_at(self.deadline, moved).await {
                Ok(true) => {}
                Ok(false) if reached(self.log) => return Ok(()),
                Ok(false) => return Err(self.stopped().unwrap_or_else(|| "this node is ending".into())),
                Err(_) => {
                    let head = self.log.head().position;
                    return Err(format!("this node's log is at position {head} and did not get further in time"));
                }
            }
        }
    }

    fn appends_blocked(&self) -> Option<String> {
        self.supervisor.status.borrow().appends_blocked()
    }

    fn stopped(&self) -> Option<String> {
        self.supervisor.status.borrow().stopped().map(ToString::to_string)
    }
}

fn behind(event: &Outgoing, stream: Position, expected: Position) -> String {
    let subject = event.subject;
    format!("a server has {subject} only up to position {stream}, and this node's log up to {expected}")
}

fn twice(event: &Outgoing, position: Position) -> AppendError {
    AppendError::Failed(format!(
        "an event with the id {} is already at position {position}: its command was carried out; read the history",
        event.id
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use event_log::MemoryLog;
    use events::Recorded;
    use futures_util::StreamExt as _;
    use test_servers::NatsServer;

    use super::super::message::outgoing;
    use super::super::options::ConnectOptions;
    use super::super::state::{State, Trouble};
    use super::*;

    #[tokio::test]
    async fn what_may_have_been_taken_is_not_sent_again_to_a_stream_that_takes_no_appends() {
        let server = NatsServer::start();
        let options = ConnectOptions { servers: vec![server.url()], ..ConnectOptions::default() };
        let connection = Connection::open(&options).await.unwrap();
        connection.create_stream(1).await.unwrap();
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let (status, supervisor, _runs) = Supervisor::of_nobody(NodeStatus::following(log.head()));
        let leaf = include_bytes!("../../../vocabulary/golden/waymark.coaching.coach-registered.v1.json");
        let event = outgoing(&Recorded::decode(Position(1), leaf.trim_ascii_end()).unwrap().event, None).unwrap();
        // Somebody who takes the message, and never answers.
        let address = "waymark.unanswered";
        let event = Outgoing { address: address.into(), ..event };
        let mut sent = connection.client.subscribe(address).await.unwrap();

        let callers = Callers::at_most(1);
        let deadline = Instant::now() + super::super::connection::ANSWER + Duration::from_secs(1);
        let mut sequencer = Sequencer { connection: &connection, log: &*log, supervisor, callers: &callers, deadline };
        let suspected = async {
            sent.next().await.unwrap();
            let trouble = Trouble::Missing(HistoryMismatch::Hole { position: Position(1) });
            status.send_modify(|status| status.state = State::Suspect { since: Instant::now(), trouble });
        };
        let (answer, ()) = tokio::join!(sequencer.append(&event, Position::START), suspected);
        let Err(AppendError::OutcomeUnknown(told)) = &answer else { panic!("{answer:?}") };
        assert!(told.contains("lacks events"), "{told}");
        connection.client.flush().await.unwrap();
        connection.client.drain().await.unwrap();
        assert!(sent.next().await.is_none(), "it was sent once");
    }
}
