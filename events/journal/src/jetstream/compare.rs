//! Whether the stream and a node's own log are one history.

use async_nats::jetstream::message::StreamMessage;
use event_log::EventLog;
use events::Position;
use jiff::Timestamp;

use super::connection::Connection;
use super::error::StreamError;
use super::message::{self, Incoming, Taken};
use super::mismatch::HistoryMismatch;
use super::reader::{Broken, Reader};
use super::stream::{OUT_OF_TOUCH, StreamSeen, taken};
use crate::recorded::recorded_at;

/// How many positions are compared: the last ones, and others spread over all.
const TAIL: u64 = 16;
const SPREAD: u64 = 16;

/// Why a comparison gave no answer, or a bad one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Compared {
    #[error(transparent)]
    Mismatch(#[from] HistoryMismatch),
    #[error(transparent)]
    Stream(#[from] StreamError),
}

/// Which positions are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// The end of the log, and a sample of the rest: when a node begins.
    Sample,
    /// The last event of the log: every few seconds.
    Last,
}

impl StreamSeen {
    /// Confirms that the answer of a stream that ends before a position counts: not while a log is put
    /// into it that goes on to there, nor from a leader that may be cut off from the others.
    pub(super) fn surely_ends_before(&self, position: Position, connection: &Connection) -> Result<(), StreamError> {
        if self.filling.is_some_and(|upto| upto >= position) {
            return Err(
                connection.unreachable("it is being filled from a log, and has not come as far as this node yet")
            );
        }
        if self.in_touch {
            return Ok(());
        }
        Err(connection.unreachable(OUT_OF_TOUCH))
    }
}

impl Connection {
    /// Why messages of the stream are missing, if any are.
    ///
    /// # Errors
    /// When the servers do not answer.
    pub async fn lacks(&self, seen: &StreamSeen) -> Result<Option<HistoryMismatch>, StreamError> {
        match whole(self, seen).await {
            Ok(()) => Ok(None),
            Err(Compared::Mismatch(mismatch)) => Ok(Some(mismatch)),
            Err(Compared::Stream(error)) => Err(error),
        }
    }
}

/// Compares the stream with the log, as far as both go. What is missing may be missing for a moment
/// only: a new leader answers before it has caught up with what it already agreed to.
pub(super) async fn compare(connection: &Connection, log: &dyn EventLog, depth: Depth) -> Result<StreamSeen, Compared> {
    let head = log.head().position;
    let seen = connection.stream_seen().await?;
    whole(connection, &seen).await?;
    if seen.last < head {
        seen.surely_ends_before(head, connection)?;
        return Err(HistoryMismatch::StreamBehind { stream: seen.last, log: head }.into());
    }
    for position in positions(head, depth) {
        same_at(connection, log, position).await?;
    }
    Ok(seen)
}

/// That no message of the stream is missing.
async fn whole(connection: &Connection, seen: &StreamSeen) -> Result<(), Compared> {
    if seen.events == seen.last.0 {
        return Ok(());
    }
    if seen.first > Position(1) {
        return Err(HistoryMismatch::Hole { position: Position(1) }.into());
    }
    // Messages may have come between the counting of one and of the other: ask for the deleted ones.
    let handle = connection.stream_handle().await?;
    let deleted = handle.info_builder().with_deleted(true).fetch().await;
    let deleted = deleted.map_err(|error| connection.unreachable(&error.to_string()))?;
    let first = deleted.info.state.deleted.into_iter().flatten().min();
    first.map_or(Ok(()), |position| Err(HistoryMismatch::Hole { position: Position(position) }.into()))
}

fn positions(head: Position, depth: Depth) -> Vec<Position> {
    let (tail, spread) = match depth {
        Depth::Sample => (TAIL, SPREAD),
        Depth::Last => (1, 0),
    };
    let last = (0..tail).filter_map(|back| head.0.checked_sub(back));
    let others = (0..spread).map(|n| 1 + head.0 / SPREAD * n);
    let mut positions: Vec<u64> = last.chain(others).filter(|position| (1..=head.0).contains(position)).collect();
    positions.sort_unstable();
    positions.dedup();
    positions.into_iter().map(Position).collect()
}

/// What the stream holds at a position, where the event before it was recorded at `before`.
async fn event_at(connection: &Connection, position: Position, before: Timestamp) -> Result<Incoming, Compared> {
    let Some(message) = connection.message_at(position).await? else {
        return Err(HistoryMismatch::Hole { position }.into());
    };
    opened(connection, &message, before).await
}

/// The event in a message that was asked for by itself.
async fn opened(connection: &Connection, message: &StreamMessage, before: Timestamp) -> Result<Incoming, Compared> {
    let position = Position(message.sequence);
    let filled = message::has_own_time(&message.payload) && connection.filled_to(position).await? >= position;
    let taken = Taken { at: taken(message.time), filled };
    let opened = message::incoming(message.subject.as_str(), taken, before, &message.payload);
    Ok(opened.map_err(|what| HistoryMismatch::Unreadable { position, what })?)
}

/// When the event before a position of a log was recorded.
pub(super) fn recorded_before(log: &dyn EventLog, position: Position) -> Result<Timestamp, HistoryMismatch> {
    let position = message::before(position);
    recorded_at(log, position).map_err(|reason| HistoryMismatch::Timeless { position, reason })
}

/// That both hold the same bytes at a position.
async fn same_at(connection: &Connection, log: &dyn EventLog, position: Position) -> Result<(), Compared> {
    let incoming = event_at(connection, position, recorded_before(log, position)?).await?;
    let ours = log.batch(message::before(position), 1).map_err(HistoryMismatch::from)?;
    let same = ours
        .iter()
        .next()
        .is_some_and(|(_, leaf, sealed)| leaf == incoming.leaf && sealed == incoming.sealed.as_deref());
    if same { Ok(()) } else { Err(HistoryMismatch::Different { position }.into()) }
}

/// That the stream holds the same as a log, everywhere up to a position.
pub(crate) async fn same_until(connection: &Connection, log: &dyn EventLog, until: Position) -> Result<(), Compared> {
    let mut reader = Reader::after(connection.clone(), Position::START);
    let (mut reached, mut recorded) = (Position::START, Timestamp::MIN);
    while reached < until {
        let arrived = match reader.next().await {
            Ok(arrived) => arrived,
            Err(Broken::Hole { expected, .. }) => return Err(HistoryMismatch::Hole { position: expected }.into()),
            Err(Broken::Interrupted(reason)) => return Err(connection.unreachable(&reason).into()),
        };
        let ours = log.batch(reached, arrived.len()).map_err(HistoryMismatch::from)?;
        let mut ours = ours.iter();
        for arrived in arrived.iter().take_while(|arrived| arrived.position <= until) {
            let position = arrived.position;
            let incoming = arrived.open(recorded).map_err(|what| HistoryMismatch::Unreadable { position, what })?;
            recorded = incoming.recorded;
            if ours.next() != Some((position, incoming.leaf.as_slice(), incoming.sealed.as_deref())) {
                return Err(HistoryMismatch::Different { position }.into());
            }
            reached = position;
        }
    }
    Ok(())
}
