//! The one stream: making it, mending it, looking at it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{ClusterInfo, Config, Info, RawMessageErrorKind, Stream};
use events::Position;
use jiff::Timestamp;

use super::connection::Connection;
use super::error::{StreamError, chain};
use super::settings::{UnsafeSetting, mended, right, unsafe_settings};

/// How long a new stream may take to have a leader.
const LEADER: Duration = Duration::from_secs(20);

/// After this long a leader has missed three signs of life of a replica.
const LATELY: Duration = Duration::from_secs(3);

/// Where the stream's metadata say that it is being filled, and up to which position it was filled:
/// only the operator may write there.
const FILLING: &str = "waymark.filling";
const FILLED: &str = "waymark.filled";

/// How often to try to make something, and how long to wait in between.
const TRIES: usize = 4;
const PAUSE: Duration = Duration::from_millis(500);

/// What is said of a leader that may be cut off from the others.
pub(crate) const OUT_OF_TOUCH: &str = "its leader hears from too few of the other servers, and may be behind them";

/// What making the stream came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamMade {
    /// It is new.
    Created,
    /// It was there; this was put right.
    Mended(Vec<UnsafeSetting>),
    /// It was there, and right.
    AlreadyRight,
}

/// What can be seen of the stream by those who use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSeen {
    /// The position of its last event.
    pub last: Position,
    /// How many events it holds: as many, or some are missing.
    pub events: u64,
    /// The position of its first event; 1, or some are missing.
    pub first: Position,
    /// How many bytes they take in each replica.
    pub bytes: u64,
    /// How many servers keep it.
    pub replicas: usize,
    /// The server that leads it; `None` while there is none, or for a server without a cluster.
    pub leader: Option<String>,
    /// The replicas that are not up to date, by their server's name.
    pub behind: Vec<String>,
    /// Whether its leader has heard from a majority of the replicas lately. One that was cut off from
    /// the others may answer from an old state, until it notices.
    pub in_touch: bool,
    /// Up to which position a log is being put into it, or was, when that broke off.
    pub filling: Option<Position>,
    /// Up to which position its messages may have a recorded time of their own, since a log was put
    /// into it up to there; the start, if none ever was.
    pub filled: Position,
    /// What is not as it must be. Whether the servers sync every write cannot be seen from here:
    /// `sync_interval: always` must stand in the jetstream block of their configuration.
    pub unsafe_settings: Vec<UnsafeSetting>,
}

impl Connection {
    /// Makes the stream with `replicas` replicas (3, or 1 where there is one server only), or puts
    /// right what is not as it must be in the one that is there. Never touches what it holds.
    ///
    /// # Errors
    /// When the servers refuse, or do not answer.
    pub async fn create_stream(&self, replicas: usize) -> Result<StreamMade, StreamError> {
        match self.stream_handle().await {
            Ok(found) => self.mend_stream(&found.cached_info().config, replicas).await,
            Err(StreamError::Missing { .. }) => {
                let make = || self.jetstream.create_stream(right(&self.stream, replicas));
                let made = with_patience(make).await;
                made.map(|_| StreamMade::Created).map_err(|error| self.refused("made", &error))
            }
            Err(error) => Err(error),
        }
    }

    async fn mend_stream(&self, found: &Config, replicas: usize) -> Result<StreamMade, StreamError> {
        let wrong = |config: &Config| unsafe_settings(config, self.version());
        let put_right = mended(found, replicas);
        if put_right == *found {
            return Ok(StreamMade::AlreadyRight);
        }
        let left = wrong(&put_right);
        self.jetstream.update_stream(&put_right).await.map_err(|error| self.refused("mended", &error))?;
        Ok(StreamMade::Mended(wrong(found).into_iter().filter(|setting| !left.contains(setting)).collect()))
    }

    /// Notes in the stream itself that it is being filled up to a position, or that it is whole, and up
    /// to where messages may have a recorded time of their own. The nodes take no appends while it is
    /// being filled, also when that was broken off.
    pub(crate) async fn note_filling(&self, filling: Option<Position>, filled: Position) -> Result<(), StreamError> {
        let found = self.stream_handle().await?.cached_info().config.clone();
        let mut config = found.clone();
        for (key, upto) in [(FILLING, filling), (FILLED, Some(filled).filter(|filled| *filled > Position::START))] {
            match upto {
                Some(upto) => config.metadata.insert(key.into(), upto.to_string()),
                None => config.metadata.remove(key),
            };
        }
        if config.metadata == found.metadata {
            return Ok(());
        }
        let noted = with_patience(|| self.jetstream.update_stream(&config)).await;
        noted.map(|_| ()).map_err(|error| self.refused("marked as being filled", &error))
    }

    /// Looks at the stream, waiting for a leader if it has none.
    ///
    /// # Errors
    /// When it is not there, or does not answer.
    pub async fn stream_seen(&self) -> Result<StreamSeen, StreamError> {
        let look = async {
            loop {
                match self.stream_handle().await {
                    Err(StreamError::Unreachable { .. }) => tokio::time::sleep(Duration::from_millis(100)).await,
                    found => return found,
                }
            }
        };
        let handle = match tokio::time::timeout(LEADER, look).await {
            Ok(found) => found?,
            Err(_) => return Err(self.unreachable("it has had no leader for 20 seconds")),
        };
        Ok(self.seen(handle.cached_info()))
    }

    pub(crate) async fn stream_handle(&self) -> Result<Stream, StreamError> {
        self.jetstream.get_stream(&self.stream).await.map_err(|error| {
            if let GetStreamErrorKind::JetStream(told) = error.kind()
                && told.error_code() == ErrorCode::STREAM_NOT_FOUND
            {
                return StreamError::Missing { stream: self.stream.clone() };
            }
            self.unreachable(&chain(&error))
        })
    }

    /// Up to where the stream was filled from a log. Asks the servers, unless a known answer covers this
    /// position.
    pub(crate) async fn filled_to(&self, position: Position) -> Result<Position, StreamError> {
        let known = Position(self.filled.load(Ordering::Acquire));
        if position <= known {
            return Ok(known);
        }
        let seen = self.stream_seen().await?;
        // A leader that is cut off from the others may not know yet that it was filled.
        if !seen.in_touch {
            return Err(self.unreachable(OUT_OF_TOUCH));
        }
        Ok(seen.filled)
    }

    pub(crate) fn seen(&self, info: &Info) -> StreamSeen {
        let cluster = info.cluster.as_ref();
        let noted = |key| info.config.metadata.get(key).and_then(|upto| upto.parse().ok()).map(Position);
        let filled = noted(FILLED).unwrap_or_default();
        self.filled.store(filled.0, Ordering::Release);
        let behind = cluster.into_iter().flat_map(|cluster| &cluster.replicas);
        StreamSeen {
            last: Position(info.state.last_sequence),
            events: info.state.messages,
            first: Position(info.state.first_sequence),
            bytes: info.state.bytes,
            replicas: info.config.num_replicas,
            leader: cluster.and_then(|cluster| cluster.leader.clone()).filter(|name| !name.is_empty()),
            behind: behind.filter(|peer| !peer.current).map(|peer| peer.name.clone()).collect(),
            in_touch: cluster.is_none_or(in_touch),
            filling: noted(FILLING),
            filled,
            unsafe_settings: unsafe_settings(&info.config, self.version()),
        }
    }

    /// The message at a position, from the stream's leader; `None` if there is none.
    pub(crate) async fn message_at(&self, position: Position) -> Result<Option<StreamMessage>, StreamError> {
        let stream =
            self.jetstream.get_stream_no_info(&self.stream).await.map_err(|error| self.unreachable(&chain(&error)))?;
        match stream.get_raw_message(position.0).await {
            Ok(message) => Ok(Some(message)),
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(self.unreachable(&chain(&error))),
        }
    }

    fn refused(&self, action: &'static str, error: &dyn std::error::Error) -> StreamError {
        StreamError::Refused { stream: self.stream.clone(), action, reason: chain(error) }
    }

    pub(crate) fn unreachable(&self, reason: &str) -> StreamError {
        StreamError::Unreachable { stream: self.stream.clone(), reason: reason.to_owned() }
    }
}

/// Whether a leader has heard from a majority lately, itself counted.
fn in_touch(cluster: &ClusterInfo) -> bool {
    let heard = cluster.replicas.iter().filter(|peer| peer.current && peer.active < LATELY).count();
    (heard + 1) * 2 > cluster.replicas.len() + 1
}

/// Tries a few times: servers that have only just found each other refuse, or do not answer.
pub(crate) async fn with_patience<T, E, F: Future<Output = Result<T, E>>>(make: impl Fn() -> F) -> Result<T, E> {
    for _ in 1..TRIES {
        if let Ok(made) = make().await {
            return Ok(made);
        }
        tokio::time::sleep(PAUSE).await;
    }
    make().await
}

/// When the server took a message.
pub(crate) fn taken(time: async_nats::datetime::DateTime) -> Timestamp {
    Timestamp::from_nanosecond(time.unix_timestamp_nanos()).unwrap_or_default()
}
