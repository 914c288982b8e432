//! A log put into the stream: the whole of it into an empty one, or the missing tail.

use std::time::Duration;

use async_nats::client::{RequestError, RequestErrorKind};
use async_nats::{HeaderMap, Message, Request};
use event_log::EventLog;
use events::Position;
use tokio::time::{Instant, sleep};

use super::compare::{Compared, same_until};
use super::connection::{ANSWER, Connection};
use super::error::{StreamError, chain};
use super::message::{self, Outgoing, Unreadable};
use super::mismatch::HistoryMismatch;
use super::publish::{Answer, ServerError};

/// The most messages that the servers take as one batch is 1,000.
const MOST: usize = 500;
/// The most bytes of a batch.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// How many times longer than a single append a batch may take.
const PATIENCE: u32 = 6;

/// How long to wait before a message is sent again that no server took.
const PAUSE: Duration = Duration::from_millis(100);

/// Why a stream was not filled from a log.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The log is not sound.
    #[error("nothing was put into the stream: {0}")]
    Damaged(#[from] event_log::Damage),
    /// The log cannot be read.
    #[error("the log cannot be read: {0}")]
    Log(#[from] event_log::ReadError),
    /// The log holds something that is no event.
    #[error("the log's event at position {position} cannot be put into the stream: {source}")]
    Event {
        /// Where.
        position: Position,
        /// What is wrong.
        source: Unreadable,
    },
    /// What the stream holds is not the beginning of the log.
    #[error(transparent)]
    Mismatch(#[from] HistoryMismatch),
    /// The stream holds more than the log.
    #[error(
        "the stream ends at position {stream} and the log at {log}: there is nothing to put back; let the node follow the stream"
    )]
    StreamLonger {
        /// The stream's last position.
        stream: Position,
        /// The log's.
        log: Position,
    },
    /// Another, longer log is being put into the stream.
    #[error(
        "the stream is being filled up to position {upto}, and this log ends at {log}: go on with the log that was begun with, or a longer one"
    )]
    LogShorter {
        /// Where the other log ends.
        upto: Position,
        /// Where this one does.
        log: Position,
    },
    /// The stream cannot be looked at.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The servers did not take a batch.
    #[error(
        "the stream took the log up to position {upto} and then not the next events: {reason}; try again, it goes on from there"
    )]
    Refused {
        /// The last position that it took.
        upto: Position,
        /// What the servers said.
        reason: String,
    },
}

/// What was put into the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Where the stream ended before.
    pub before: Position,
    /// Where it ends now, and the log too.
    pub after: Position,
}

/// A log that fits a stream, which holds nothing but its beginning.
pub struct Fit<'a> {
    connection: &'a Connection,
    log: &'a dyn EventLog,
    would: Filled,
    /// Up to where it was being filled before, and up to where it was filled.
    filling: Option<Position>,
    filled: Position,
}

impl Connection {
    /// Puts what the stream lacks of a log into it: all of an embedded log into an empty stream, or
    /// the tail that a stream has lost.
    ///
    /// # Errors
    /// As [`fits`](Self::fits) and [`Fit::fill`].
    pub async fn fill(
        &self,
        log: &dyn EventLog,
        progress: &mut (dyn FnMut(Position) + Send),
    ) -> Result<Filled, FillError> {
        self.fits(log).await?.fill(progress).await
    }

    /// Verifies a log, and compares everything that the stream holds with it. Changes nothing.
    ///
    /// # Errors
    /// [`FillError`]: a log that is damaged, or a stream that is not its beginning.
    pub async fn fits<'a>(&'a self, log: &'a dyn EventLog) -> Result<Fit<'a>, FillError> {
        let after = log.verify(&mut |_| ())?.head.position;
        let seen = self.stream_seen().await?;
        let before = seen.last;
        if before > after {
            return Err(FillError::StreamLonger { stream: before, log: after });
        }
        if let Some(upto) = seen.filling.filter(|upto| *upto > after) {
            return Err(FillError::LogShorter { upto, log: after });
        }
        same_until(self, log, before).await?;
        Ok(Fit { connection: self, log, would: Filled { before, after }, filling: seen.filling, filled: seen.filled })
    }

    /// Sends messages that all come into the stream, or none, right after `upto`.
    async fn send(&self, batch: &[Outgoing], upto: Position) -> Result<Position, FillError> {
        let refused = |reason: String| FillError::Refused { upto, reason };
        // A name of this try alone: what an interrupted one left behind is not added to.
        let name = self.client.new_inbox().replace('.', "-");
        let last = batch.len();
        for (n, event) in (1..).zip(batch) {
            let mut headers = HeaderMap::new();
            headers.insert("Nats-Batch-Id", name.as_str());
            headers.insert("Nats-Batch-Sequence", n.to_string());
            if n == 1 {
                headers.insert("Nats-Expected-Last-Sequence", upto.to_string());
            }
            if n < last && n > 1 {
                let body = event.body.clone().into();
                let sent = self.client.publish_with_headers(event.address.clone(), headers, body).await;
                sent.map_err(|error| refused(chain(&error)))?;
                continue;
            }
            if n == last {
                headers.insert("Nats-Batch-Commit", "1");
            }
            let answer = self.answer_to(event, headers).await.map_err(|error| refused(chain(&error)))?;
            if answer.payload.is_empty() {
                continue;
            }
            let answer: Answer = serde_json::from_slice(&answer.payload).map_err(|error| refused(error.to_string()))?;
            if let Some(ServerError { err_code, description }) = answer.error {
                return Err(refused(format!("{description} ({err_code})")));
            }
            if answer.seq != upto.0 + last as u64 {
                return Err(refused(format!("the last event came to position {}", answer.seq)));
            }
        }
        Ok(Position(upto.0 + last as u64))
    }

    /// What the stream says to a message. While no server takes events for it, as before a new stream
    /// has a leader, none has seen the message, and it is sent again.
    async fn answer_to(&self, event: &Outgoing, headers: HeaderMap) -> Result<Message, RequestError> {
        let deadline = Instant::now() + ANSWER * PATIENCE;
        loop {
            let request = Request::new().headers(headers.clone()).payload(event.body.clone().into());
            let asked = self.client.send_request(event.address.clone(), request.timeout(Some(ANSWER * PATIENCE)));
            match asked.await {
                Err(error) if error.kind() == RequestErrorKind::NoResponders && Instant::now() < deadline => {
                    sleep(PAUSE).await;
                }
                answer => return answer,
            }
        }
    }
}

impl Fit<'_> {
    /// Puts in what is missing. Positions and recorded times stay, so that the root does too. While it
    /// lasts, and after it was broken off, the nodes take no appends; it goes on where it was when it
    /// is called again. Nodes that run already may take some seconds to notice: if something comes in
    /// between, this stops.
    ///
    /// # Errors
    /// [`FillError`]: the log cannot be read, or the servers do not take it.
    pub async fn fill(self, progress: &mut (dyn FnMut(Position) + Send)) -> Result<Filled, FillError> {
        let Self { connection, log, would, filling, filled } = self;
        let mut upto = would.before;
        if upto == would.after {
            connection.note_filling(None, filled).await?;
            return Ok(would);
        }
        connection.note_filling(Some(would.after), would.after).await?;
        while upto < would.after {
            let batch = next_batch(log, upto)?;
            upto = match connection.send(&batch, upto).await {
                Ok(upto) => upto,
                Err(error) => {
                    // What has put nothing in leaves the stream as it was.
                    if upto == would.before {
                        let _ = connection.note_filling(filling, filled).await;
                    }
                    return Err(error);
                }
            };
            progress(upto);
        }
        connection.note_filling(None, would.after).await?;
        Ok(would)
    }
}

fn next_batch(log: &dyn EventLog, upto: Position) -> Result<Vec<Outgoing>, FillError> {
    let mut messages = Vec::with_capacity(MOST);
    let mut bytes = 0;
    for (position, leaf, sealed) in log.batch(upto, MOST)?.iter().take(MOST) {
        let event = message::recorded(leaf, sealed).map_err(|source| FillError::Event { position, source })?;
        bytes += event.body.len();
        messages.push(event);
        if bytes > MOST_BYTES {
            break;
        }
    }
    Ok(messages)
}

impl From<Compared> for FillError {
    fn from(compared: Compared) -> Self {
        match compared {
            Compared::Mismatch(mismatch) => Self::Mismatch(mismatch),
            Compared::Stream(error) => Self::Stream(error),
        }
    }
}
