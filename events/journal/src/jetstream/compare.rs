//! Whether the stream and a node's own log are one history.

use std::time::Duration;

use async_nats::jetstream::message::StreamMessage;
use event_log::{EventLog, ReadError};
use events::Position;
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::error::StreamError;
use super::message::{self, Incoming, Taken, Unreadable};
use super::reader::{Broken, Reader};
use super::stream::{OUT_OF_TOUCH, taken};
use super::{Connection, StreamSeen};
use crate::recorded::recorded_at;

/// How many positions are compared: the last ones, and others spread over all.
const TAIL: u64 = 16;
const SPREAD: u64 = 16;
/// How long something must be missing before it is believed to be, in looks that follow each other.
const SURE: Duration = Duration::from_secs(20);
/// A look that took longer was answered by a server that others were waiting for: one that has just
/// come to lead may lack for a moment what it agreed to, so that the time begins anew.
const AT_ONCE: Duration = Duration::from_secs(2);
/// How often it is looked for.
const AGAIN: Duration = Duration::from_millis(200);

/// What is left where a stream cannot be mended: nobody may delete it, the operator included.
pub(super) const ANEW: &str = "make the stream anew: save the keys (waymark cluster save-keys), start the NATS servers with empty stores, and fill a new stream from a log that verifies (waymark cluster create, waymark cluster restore-keys, waymark cluster repair)";

/// That the stream and the node's log are not one history: the node takes part no more, since
/// nobody but a person can tell which of them is right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Apart {
    /// The stream lost what this node has.
    #[error(
        "the stream ends at position {stream} and this node's log at {log}: events were lost from the stream; stop the services, and put them back with waymark cluster repair from this log, or from a longer one that verifies"
    )]
    StreamBehind {
        /// The stream's last position.
        stream: Position,
        /// This node's.
        log: Position,
    },
    /// Two histories.
    #[error(
        "position {position} holds another event in the stream than in this node's log: one of them was changed, or they belong to different systems; find out with waymark verify which nodes agree; a node that is wrong starts again with an empty log; if the stream is wrong, {ANEW}"
    )]
    Different {
        /// Where.
        position: Position,
    },
    /// A message is not there.
    #[error("position {position} is missing from the stream: a message was deleted or damaged; {ANEW}")]
    Hole {
        /// The first position that is missing.
        position: Position,
    },
    /// A message is no event.
    #[error("the message at position {position} is not an event as it was sent: {what}; if it was changed, {ANEW}")]
    Unreadable {
        /// Where.
        position: Position,
        /// What is wrong with it.
        what: Unreadable,
    },
    /// The stream lost what was read from it.
    #[error(
        "the stream ends at position {stream}, and position {read} has been read from it before: events were lost from the stream; stop the services, put them back with waymark cluster repair from the longest log that verifies, and start this process again"
    )]
    ReadBefore {
        /// The stream's last position.
        stream: Position,
        /// The last position that was read.
        read: Position,
    },
    /// The stream is not the one that was read from.
    #[error(
        "position {position} holds another event in the stream than when it was read: the stream was made again from another log, and nothing after it is taken in; put the right one back with waymark cluster create and waymark cluster repair, or, if this one is right, make the tables again from it in an empty directory or schema"
    )]
    ReadOtherwise {
        /// Where.
        position: Position,
    },
    /// The node's log does not take what the stream holds.
    #[error("this node's log did not take the event at position {position}: {reason}")]
    NotTaken {
        /// Where.
        position: Position,
        /// What the log said.
        reason: String,
    },
    /// The node's log cannot be read.
    #[error(transparent)]
    LogUnreadable(#[from] ReadError),
    /// The node's log holds something that says no recorded time.
    #[error(
        "the recorded time of the event at position {position} of this node's log cannot be read: {reason}; verify the log with waymark verify"
    )]
    Timeless {
        /// Where.
        position: Position,
        /// What is wrong.
        reason: String,
    },
}

impl Apart {
    /// Whether it is also what a leader says that has not caught up with what it agreed to.
    fn may_only_seem_so(&self) -> bool {
        match self {
            Self::StreamBehind { .. } | Self::ReadBefore { .. } | Self::Hole { .. } => true,
            Self::Different { .. }
            | Self::Unreadable { .. }
            | Self::ReadOtherwise { .. }
            | Self::NotTaken { .. }
            | Self::LogUnreadable(_)
            | Self::Timeless { .. } => false,
        }
    }
}

/// Why a comparison gave no answer, or a bad one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Compared {
    #[error(transparent)]
    Apart(#[from] Apart),
    #[error(transparent)]
    Stream(#[from] StreamError),
}

/// Which positions are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// The end of the log, and a sample of the rest: when a node begins.
    Sample,
    /// The last event of the log: every few seconds.
    Last,
}

/// Looks until it is sure: what seems lost is looked for again for a while, since a new leader answers
/// before it has caught up with what it already agreed to.
pub(super) async fn surely<T, F: Future<Output = Result<T, Compared>>>(look: impl Fn() -> F) -> Result<T, Compared> {
    surely_telling(look, || ()).await
}

async fn surely_telling<T, F: Future<Output = Result<T, Compared>>>(
    look: impl Fn() -> F,
    suspects: impl Fn(),
) -> Result<T, Compared> {
    let mut since: Option<Instant> = None;
    loop {
        let asked = Instant::now();
        let looked = look().await;
        if !matches!(&looked, Err(Compared::Apart(apart)) if apart.may_only_seem_so()) {
            return looked;
        }
        let now = Instant::now();
        match since.filter(|_| now - asked < AT_ONCE) {
            None => since = Some(now),
            Some(since) if now - since >= SURE => return looked,
            // A leader may be a moment behind what others have from it: at first nothing is told.
            Some(_) => suspects(),
        }
        sleep(AGAIN).await;
    }
}

/// Holds the stream against the log of a node that begins, as far as both go.
pub(crate) async fn compare(connection: &Connection, log: &dyn EventLog) -> Result<StreamSeen, Compared> {
    surely(|| compare_now(connection, log, Depth::Sample)).await
}

/// Holds the stream against the log of a node that runs. `suspects` is called, maybe often, when
/// something seems lost and it is not sure yet.
pub(crate) async fn compare_again(
    connection: &Connection,
    log: &dyn EventLog,
    suspects: impl Fn(),
) -> Result<StreamSeen, Compared> {
    surely_telling(|| compare_now(connection, log, Depth::Last), suspects).await
}

impl StreamSeen {
    /// That it is no passing thing that the stream ends before a position. It is, while a log is put
    /// into it that goes on to there; and what a leader says that may be cut off from the others is no
    /// statement.
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
    pub async fn lacks(&self, seen: &StreamSeen) -> Result<Option<Apart>, StreamError> {
        match whole(self, seen).await {
            Ok(()) => Ok(None),
            Err(Compared::Apart(apart)) => Ok(Some(apart)),
            Err(Compared::Stream(error)) => Err(error),
        }
    }
}

async fn compare_now(connection: &Connection, log: &dyn EventLog, depth: Depth) -> Result<StreamSeen, Compared> {
    let head = log.head().position;
    let seen = connection.stream_seen().await?;
    whole(connection, &seen).await?;
    if seen.last < head {
        seen.surely_ends_before(head, connection)?;
        return Err(Apart::StreamBehind { stream: seen.last, log: head }.into());
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
        return Err(Apart::Hole { position: Position(1) }.into());
    }
    // Messages may have come between the counting of one and of the other: ask for the deleted ones.
    let handle = connection.stream_handle().await?;
    let deleted = handle.info_builder().with_deleted(true).fetch().await;
    let deleted = deleted.map_err(|error| connection.unreachable(&error.to_string()))?;
    let first = deleted.info.state.deleted.into_iter().flatten().min();
    first.map_or(Ok(()), |position| Err(Apart::Hole { position: Position(position) }.into()))
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
pub(super) async fn event_at(
    connection: &Connection,
    position: Position,
    before: Timestamp,
) -> Result<Incoming, Compared> {
    let Some(message) = connection.message_at(position).await? else {
        return Err(Apart::Hole { position }.into());
    };
    opened(connection, &message, before).await
}

/// The event in a message that was asked for by itself.
pub(super) async fn opened(
    connection: &Connection,
    message: &StreamMessage,
    before: Timestamp,
) -> Result<Incoming, Compared> {
    let position = Position(message.sequence);
    let filled = message::has_own_time(&message.payload) && connection.filled_to(position).await? >= position;
    let taken = Taken { at: taken(message.time), filled };
    let opened = message::incoming(message.subject.as_str(), taken, before, &message.payload);
    Ok(opened.map_err(|what| Apart::Unreadable { position, what })?)
}

/// When the event before a position of a log was recorded.
pub(super) fn recorded_before(log: &dyn EventLog, position: Position) -> Result<Timestamp, Apart> {
    let position = message::before(position);
    recorded_at(log, position).map_err(|reason| Apart::Timeless { position, reason })
}

/// That both hold the same bytes at a position.
pub(crate) async fn same_at(connection: &Connection, log: &dyn EventLog, position: Position) -> Result<(), Compared> {
    let incoming = event_at(connection, position, recorded_before(log, position)?).await?;
    let ours = log.batch(message::before(position), 1).map_err(Apart::from)?;
    let same = ours
        .iter()
        .next()
        .is_some_and(|(_, leaf, sealed)| leaf == incoming.leaf && sealed == incoming.sealed.as_deref());
    if same { Ok(()) } else { Err(Apart::Different { position }.into()) }
}

/// That the stream holds the same as a log, everywhere up to a position.
pub(crate) async fn same_until(connection: &Connection, log: &dyn EventLog, until: Position) -> Result<(), Compared> {
    let mut reader = Reader::after(connection.clone(), Position::START);
    let (mut reached, mut recorded) = (Position::START, Timestamp::MIN);
    while reached < until {
        let arrived = match reader.next().await {
            Ok(arrived) => arrived,
            Err(Broken::Hole { expected, .. }) => return Err(Apart::Hole { position: expected }.into()),
            Err(Broken::Interrupted(reason)) => return Err(connection.unreachable(&reason).into()),
        };
        let ours = log.batch(reached, arrived.len()).map_err(Apart::from)?;
        let mut ours = ours.iter();
        for arrived in arrived.iter().take_while(|arrived| arrived.position <= until) {
            let position = arrived.position;
            let incoming = arrived.open(recorded).map_err(|what| Apart::Unreadable { position, what })?;
            recorded = incoming.recorded;
            if ours.next() != Some((position, incoming.leaf.as_slice(), incoming.sealed.as_deref())) {
                return Err(Apart::Different { position }.into());
            }
            reached = position;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const GONE: Compared = Compared::Apart(Apart::Hole { position: Position(5) });

    #[tokio::test(start_paused = true)]
    async fn what_is_missing_is_believed_when_it_was_missing_for_long_enough() {
        let (began, suspected) = (Instant::now(), Cell::new(0));
        let told = surely_telling(async || Err::<(), _>(GONE), || suspected.set(suspected.get() + 1)).await;
        assert!(matches!(told, Err(Compared::Apart(Apart::Hole { .. }))), "{told:?}");
        assert!(began.elapsed() >= SURE && began.elapsed() < SURE * 2, "{:?}", began.elapsed());
        assert!(suspected.get() > 10);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_missing_for_a_moment_is_told_to_nobody() {
        let looks = Cell::new(0);
        let look = async || {
            looks.set(looks.get() + 1);
            if looks.get() == 1 { Err(GONE) } else { Ok(()) }
        };
        assert!(surely_telling(look, || panic!("it was only a moment")).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn after_an_answer_that_was_long_in_coming_the_time_begins_anew() {
        let (began, looks) = (Instant::now(), Cell::new(0));
        let look = async || {
            looks.set(looks.get() + 1);
            // The leader that lacked something is gone; it takes a while until there is another, which
            // has not caught up yet.
            if looks.get() == 2 {
                sleep(SURE).await;
            }
            if began.elapsed() < SURE + SURE / 2 { Err(GONE) } else { Ok(()) }
        };
        assert!(surely_telling(look, || ()).await.is_ok());
    }

    #[test]
    fn the_end_and_a_sample_of_the_rest_are_compared() {
        let at =
            |head, depth| positions(Position(head), depth).into_iter().map(|position| position.0).collect::<Vec<_>>();
        assert_eq!(at(0, Depth::Sample), [0_u64; 0]);
        assert_eq!(at(3, Depth::Sample), [1, 2, 3]);
        assert_eq!(at(3, Depth::Last), [3]);
        let many = at(1_000_000, Depth::Sample);
        assert_eq!((many.len(), many[0], many[1], many.last()), (32, 1, 62_501, Some(&1_000_000)));
    }
}
