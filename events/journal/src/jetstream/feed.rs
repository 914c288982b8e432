//! The stream to read from without a log of one's own: for workers, which keep their own checkpoint.

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream::stream::RawMessageErrorKind;
use events::{Position, Subject};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::compare::{Apart, Compared, opened};
use super::connection::chain;
use super::error::{OpenError, StreamError};
use super::place::Place;
use super::source::Source;
use super::{Connection, names};
use crate::{Batch, BoxFuture, Feed, ReadError, Stored};

/// At how many places the stream may be read at once before the one not used for longest is closed.
const PLACES: usize = 4;
/// How long a reader waits for events that are known to be there.
const LIMIT: Duration = Duration::from_secs(30);
/// After how long without any it asks anew: longer than a consumer may take to be made.
const AGAIN: Duration = Duration::from_secs(12);

/// The stream as a feed. It checks that positions are dense and messages are what was sent; what
/// is missing or damaged is an error at its position, whoever asks and however often. Every few
/// seconds, and before anything is read from a consumer that was made anew, it looks whether the
/// stream still has the last event that was read: if not, nothing is read from it any more. A clone
/// is the same feed.
///
/// A message's recorded time may depend on any message before it, and there is no log to look in. So
/// the feed reads the whole stream once in the background when it begins; an event can be read when
/// that has come as far.
#[derive(Clone)]
pub struct StreamFeed {
    inner: Arc<Inner>,
}

struct Inner {
    source: Arc<Source>,
    tail: JoinHandle<()>,
    places: Mutex<Vec<Place>>,
}

impl fmt::Debug for StreamFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamFeed").field("head", &*self.inner.source.head.borrow()).finish_non_exhaustive()
    }
}

impl StreamFeed {
    /// A feed of the stream; unsafe settings are refused unless they are accepted. Needs a runtime.
    ///
    /// # Errors
    /// [`OpenError`]: settings that may lose events, or a stream that is not there.
    pub async fn open(connection: Connection, allow_unsafe_stream: bool) -> Result<Self, OpenError> {
        let seen = connection.stream_seen().await?;
        if !seen.unsafe_settings.is_empty() && !allow_unsafe_stream {
            return Err(OpenError::Unsafe { stream: connection.stream.clone(), settings: seen.unsafe_settings });
        }
        let source = Arc::new(Source::new(connection, &seen));
        let tail = tokio::spawn(Arc::clone(&source).keep_up());
        Ok(Self { inner: Arc::new(Inner { source, tail, places: Mutex::default() }) })
    }

    /// The connection, to announce the worker with.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.inner.source.connection
    }

    /// How many settings of the stream are such that events may be lost, as it was last looked at.
    #[must_use]
    pub fn unsafe_settings(&self) -> usize {
        self.inner.source.unsafe_settings.load(Ordering::Relaxed)
    }

    fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        self.inner.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn since(&self, after: Position, limit: usize) -> Result<Batch, ReadError> {
        if let Some(apart) = self.inner.source.apart() {
            return Err(apart.into());
        }
        if after >= self.head() {
            return Ok(Batch::loose(after, Vec::new()));
        }
        let known = {
            let mut places = self.places();
            let at = places.iter().position(|place| place.after == after);
            at.map(|at| places.remove(at))
        };
        let open = || Place::open(Arc::clone(&self.inner.source), after);
        let mut place = known.unwrap_or_else(open);
        let deadline = Instant::now() + LIMIT;
        let events = loop {
            match timeout(AGAIN, place.take(limit.max(1))).await {
                Ok(taken) => break taken?,
                Err(_) if Instant::now() < deadline => place = open(),
                Err(_) => return Err(not_delivered(after.next())),
            }
        };
        // What is read may be ahead of the consumer that watches the head.
        self.inner.source.rise(place.after);
        let mut places = self.places();
        places.push(place);
        if places.len() > PLACES {
            places.remove(0);
        }
        Ok(Batch::loose(after, events))
    }

    async fn reaches(&self, position: Position) -> Result<bool, ReadError> {
        self.inner.source.reaches(position).await.map_err(ReadError::from)
    }

    /// Asks the stream's leader for one event of the subject after the other, which is quicker than
    /// a consumer for the short histories that subjects have, and never behind what was acknowledged.
    async fn history(&self, subject: Subject, after: Position) -> Result<Vec<Stored>, ReadError> {
        let source = &self.inner.source;
        let connection = &source.connection;
        let failed = |error: &dyn std::error::Error| connection.unreachable(&chain(error));
        let stream =
            connection.jetstream.get_stream_no_info(&connection.stream).await.map_err(|error| failed(&error))?;
        let filter = names::filter(subject);
        let (mut history, mut from) = (Vec::new(), after.next());
        loop {
            let next = stream.raw_message_builder().sequence(from.0).next_by_subject(filter.clone()).send().await;
            let message = match next {
                Ok(message) => message,
                Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => return Ok(history),
                Err(error) => return Err(failed(&error).into()),
            };
            let position = Position(message.sequence);
            if timeout(LIMIT, source.has_seen(position)).await.is_err() {
                return Err(not_delivered(position));
            }
            let incoming =
                opened(connection, &message, source.before(position)).await.map_err(|error| match error {
                    Compared::Apart(apart) => ReadError::from(apart),
                    Compared::Stream(error) => error.into(),
                })?;
            history.push(Stored { position, leaf: incoming.leaf, sealed: incoming.sealed });
            from = position.next();
        }
    }
}

fn not_delivered(position: Position) -> ReadError {
    ReadError::Away(format!("the stream did not deliver position {position} in {LIMIT:?}"))
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.tail.abort();
    }
}

impl Feed for StreamFeed {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        Box::pin(self.history(subject, after))
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        Box::pin(self.since(after, limit))
    }

    fn reaches(&self, position: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        Box::pin(self.reaches(position))
    }

    fn head(&self) -> Position {
        *self.inner.source.head.borrow()
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.inner.source.head.subscribe()
    }

    fn broken(&self) -> Option<ReadError> {
        self.inner.source.apart().map(ReadError::from)
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

impl From<Apart> for ReadError {
    fn from(apart: Apart) -> Self {
        Self::Stream(apart.to_string())
    }
}
