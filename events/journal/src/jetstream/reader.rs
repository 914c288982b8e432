//! Reading the stream in order, from a position on.
//!
//! A consumer without acknowledgements, in memory, that is made again wherever it breaks off. One
//! that is kept and acknowledged would deliver again behind newer messages after a crash.

use std::time::Duration;

use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, ReplayPolicy, pull};
use events::Position;
use futures_util::stream::Fuse;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use jiff::Timestamp;
use tokio::time::timeout;

use super::connection::Connection;
use super::error::chain;
use super::message::{self, Incoming, Taken, Unreadable};
use super::stream::taken;

/// How many messages, and bytes, are asked for at once. The server sends them without a pause while
/// the next are being asked for; what has not been read yet stays in memory.
const AT_ONCE: usize = 10_000;
const BYTES_AT_ONCE: usize = 32 * 1024 * 1024;
/// How many are handed on together.
pub(crate) const CHUNK: usize = 512;
/// After this long without a sign of life the consumer counts as gone.
const HEARTBEAT: Duration = Duration::from_millis(750);
const EXPIRES: Duration = Duration::from_secs(10);
/// How often to look whether the connection is still the one that the consumer was made on.
const LOOK: Duration = Duration::from_millis(100);
/// How long the server keeps a consumer that nobody asks for messages any more.
const KEPT: Duration = Duration::from_secs(30);

/// A message at its place.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) position: Position,
    /// How many come after it, as far as the server knew.
    pub(crate) pending: u64,
    taken: Taken,
    message: Message,
}

impl Arrived {
    /// Where it was sent.
    pub(crate) fn address(&self) -> &str {
        self.message.subject.as_str()
    }

    /// The event in it, where the event before it was recorded at `before`.
    pub(crate) fn open(&self, before: Timestamp) -> Result<Incoming, Unreadable> {
        message::incoming(self.address(), self.taken, before, &self.message.payload)
    }

    fn has_own_time(&self) -> bool {
        message::has_own_time(&self.message.payload)
    }
}

/// Why the next message does not come.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The connection, the server or the consumer: the next call tries again.
    #[error("{0}")]
    Interrupted(String),
    /// Messages are missing: no call will help.
    #[error("position {expected} is missing from the stream: {found} comes instead")]
    Hole { expected: Position, found: Position },
}

/// The stream from a position on.
pub(crate) struct Reader {
    connection: Connection,
    after: Position,
    consumer: Option<Consumer>,
}

struct Consumer {
    messages: Fuse<pull::Stream>,
    /// How often the connection had been made when this consumer was.
    connects: u64,
    /// The number of the last message that this consumer delivered.
    delivered: u64,
}

impl Reader {
    /// Reads what comes after a position.
    pub(crate) fn after(connection: Connection, after: Position) -> Self {
        Self { connection, after, consumer: None }
    }

    /// Ends the consumer: the next one is made before anything else is read.
    pub(crate) fn close(&mut self) {
        self.consumer = None;
    }

    /// The position after which the next message comes.
    pub(crate) fn reached(&self) -> Position {
        self.after
    }

    /// Makes the consumer, if there is none. It may take as long as servers may take to answer: to be
    /// dropped before that is to begin again.
    pub(crate) async fn open(&mut self) -> Result<(), Broken> {
        if self.consumer.is_none() {
            self.consumer = Some(open(&self.connection, self.after).await?);
        }
        Ok(())
    }

    /// The next messages, dense and in order: some, as soon as there is one. A call that is dropped is to
    /// be followed by [`close`](Self::close).
    pub(crate) async fn next(&mut self) -> Result<Vec<Arrived>, Broken> {
        loop {
            self.open().await?;
            let Some(consumer) = &mut self.consumer else { continue };
            let first = match timeout(LOOK, consumer.messages.next()).await {
                Ok(Some(first)) => first,
                Ok(None) => {
                    self.consumer = None;
                    return Err(Broken::Interrupted("the server ended the reading".into()));
                }
                Err(_) if self.connection.connects() == consumer.connects => continue,
                // What was on its way when the connection broke is not sent again, and would only be
                // missed when something came after it.
                Err(_) => {
                    self.consumer = None;
                    return Err(Broken::Interrupted("the connection was made again".into()));
                }
            };
            let (mut arrived, mut after) = (Vec::new(), self.after);
            if let Err(broken) = consumer.take_ready(first, &mut after, &mut arrived) {
                self.consumer = None;
                if arrived.is_empty() {
                    return Err(broken);
                }
            }
            if !arrived.is_empty() {
                self.note_filled(&mut arrived).await?;
                // Last: a call that is dropped before this has read nothing.
                self.after = after;
                return Ok(arrived);
            }
        }
    }

    /// Notes which of these messages a fill put into the stream. It is looked up only where one says so.
    async fn note_filled(&mut self, arrived: &mut [Arrived]) -> Result<(), Broken> {
        let own = arrived.iter().rfind(|arrived| arrived.has_own_time()).map(|arrived| arrived.position);
        let Some(last) = own else { return Ok(()) };
        match self.connection.filled_to(last).await {
            Ok(filled) => {
                arrived.iter_mut().for_each(|arrived| arrived.taken.filled = arrived.position <= filled);
                Ok(())
            }
            Err(error) => {
                self.consumer = None;
                Err(Broken::Interrupted(error.to_string()))
            }
        }
    }
}

impl Consumer {
    /// Takes a message, and those that are there already.
    fn take_ready<E: std::error::Error>(
        &mut self,
        first: Result<Message, E>,
        after: &mut Position,
        arrived: &mut Vec<Arrived>,
    ) -> Result<(), Broken>
    where
        pull::Stream: Stream<Item = Result<Message, E>>,
    {
        let mut next = Some(first);
        while let Some(message) = next {
            arrived.push(self.take(message, after)?);
            let more = arrived.len() < CHUNK;
            next = if more { self.messages.next().now_or_never().flatten() } else { None };
        }
        Ok(())
    }

    fn take<E: std::error::Error>(
        &mut self,
        message: Result<Message, E>,
        after: &mut Position,
    ) -> Result<Arrived, Broken> {
        let message = message.map_err(|error| Broken::Interrupted(chain(&error)))?;
        let info = message.info().map_err(|error| Broken::Interrupted(error.to_string()))?;
        let position = Position(info.stream_sequence);
        comes_next(self.delivered, info.consumer_sequence, *after, position)?;
        let (pending, taken) = (info.pending, taken(info.published));
        self.delivered += 1;
        *after = position;
        Ok(Arrived { position, pending, taken: Taken { at: taken, filled: false }, message })
    }
}

/// Whether a message is the next one of its consumer, and then whether it is the next of the stream:
/// one that was lost on its way is asked for again, one that the stream does not have never comes.
fn comes_next(delivered: u64, number: u64, after: Position, position: Position) -> Result<(), Broken> {
    if number != delivered + 1 {
        return Err(Broken::Interrupted("a message was lost on its way".into()));
    }
    let expected = after.next();
    if position != expected {
        return Err(Broken::Hole { expected, found: position });
    }
    Ok(())
}

async fn open(connection: &Connection, after: Position) -> Result<Consumer, Broken> {
    let interrupted = |error: &dyn std::error::Error| Broken::Interrupted(chain(error));
    let connects = connection.connects();
    let config = pull::Config {
        name: Some(connection.consumer_name()),
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: after.next().0 },
        ack_policy: AckPolicy::None,
        replay_policy: ReplayPolicy::Instant,
        max_deliver: 1,
        inactive_threshold: KEPT,
        num_replicas: 1,
        memory_storage: true,
        ..pull::Config::default()
    };
    let made = connection.jetstream.create_consumer_on_stream(config, connection.stream.as_str()).await;
    let consumer = made.map_err(|error| interrupted(&error))?;
    let asked = consumer.stream().max_messages_per_batch(AT_ONCE).max_bytes_per_batch(BYTES_AT_ONCE);
    let asked = asked.expires(EXPIRES).heartbeat(HEARTBEAT);
    let messages = asked.messages().await.map_err(|error| interrupted(&error))?;
    Ok(Consumer { messages: messages.fuse(), connects, delivered: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_lost_on_its_way_is_no_hole_in_the_stream() {
        let come = |number, position| comes_next(4, number, Position(10), Position(position));
        assert!(come(5, 11).is_ok());
        assert!(matches!(come(6, 12), Err(Broken::Interrupted(_))), "it is asked for again");
        let hole = come(5, 12);
        assert!(matches!(hole, Err(Broken::Hole { expected: Position(11), found: Position(12) })), "{hole:?}");
        assert!(matches!(come(5, 10), Err(Broken::Hole { .. })), "nothing comes twice");
    }
}
