//! A place at which a reader without a log reads the stream: events are read ahead of whoever asks.

use std::sync::Arc;
use std::time::Duration;

use events::Position;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::compare::Apart;
use super::message::Unreadable;
use super::reader::{Arrived, Broken, Reader};
use super::source::Source;
use super::told::Told;
use crate::{ReadError, Stored};

/// How many chunks of events are read ahead of whoever reads.
const AHEAD: usize = 16;
/// How long to wait after an interruption.
pub(super) const PAUSE: Duration = Duration::from_millis(100);

/// A place at which the stream is being read.
pub(super) struct Place {
    /// The position after which its next event comes.
    pub(super) after: Position,
    chunks: mpsc::Receiver<Result<Vec<Stored>, ReadError>>,
    /// What came in a chunk beyond what was asked for.
    rest: Vec<Stored>,
    /// What came after it: for whoever reads there next.
    failed: Option<ReadError>,
    task: JoinHandle<()>,
}

impl Place {
    pub(super) fn open(source: Arc<Source>, after: Position) -> Self {
        let (sender, chunks) = mpsc::channel(AHEAD);
        let task = tokio::spawn(read_ahead(source, after, sender));
        Self { after, chunks, rest: Vec::new(), failed: None, task }
    }

    /// At least one event, and of those that have arrived about as many as were asked for.
    pub(super) async fn take(&mut self, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let mut events = std::mem::take(&mut self.rest);
        if events.is_empty()
            && let Some(error) = self.failed.take()
        {
            return Err(error);
        }
        while events.len() < limit {
            let chunk = match self.chunks.try_recv() {
                Ok(chunk) => Some(chunk),
                Err(_) if !events.is_empty() => break,
                Err(_) => self.chunks.recv().await,
            };
            match chunk {
                Some(Ok(chunk)) if events.is_empty() => events = chunk,
                Some(Ok(chunk)) => events.extend(chunk),
                Some(Err(error)) if events.is_empty() => return Err(error),
                Some(Err(error)) => {
                    self.failed = Some(error);
                    break;
                }
                None if events.is_empty() => return Err(ReadError::Stream("the reading of the stream ended".into())),
                None => break,
            }
        }
        if events.len() > limit {
            self.rest = events.split_off(limit);
        }
        self.after = events.last().map_or(self.after, |event| event.position);
        Ok(events)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads on for as long as somebody may want it.
async fn read_ahead(source: Arc<Source>, after: Position, chunks: mpsc::Sender<Result<Vec<Stored>, ReadError>>) {
    let mut reader = Reader::after(source.connection.clone(), after);
    let mut told = Told::default();
    loop {
        let anew = !reader.is_open();
        let read = match reader.next().await {
            // What the consumer delivers is believed once its stream is known to be the same.
            Ok(arrived) if anew => match source.is_the_same().await {
                Ok(()) => opened(&source, &arrived).await,
                Err(apart) => Err(apart.into()),
            },
            Ok(arrived) => opened(&source, &arrived).await,
            Err(Broken::Hole { expected, .. }) => Err(Apart::Hole { position: expected }.into()),
            Err(Broken::Interrupted(reason)) => {
                if told.is_news(&reason) {
                    tracing::warn!(reason, "the stream cannot be read for now; trying again and again");
                }
                sleep(PAUSE).await;
                continue;
            }
        };
        told.over();
        let stop = read.is_err();
        if chunks.send(read).await.is_err() || stop {
            return;
        }
    }
}

async fn opened(source: &Source, arrived: &[Arrived]) -> Result<Vec<Stored>, ReadError> {
    if let Some(last) = arrived.last() {
        source.has_seen(last.position).await;
    }
    let open = |arrived: &Arrived| {
        let position = arrived.position;
        let incoming =
            arrived.open(source.before(position)).map_err(|what: Unreadable| Apart::Unreadable { position, what })?;
        Ok(Stored { position, leaf: incoming.leaf, sealed: incoming.sealed })
    };
    arrived.iter().map(open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_wrong_behind_events_is_told_to_whoever_reads_on() {
        let (sender, chunks) = mpsc::channel(AHEAD);
        let stored = |position| Stored { position: Position(position), leaf: Vec::new(), sealed: None };
        let wrong = || ReadError::Stream("position 4 is missing".into());
        sender.send(Ok((1..=3).map(stored).collect())).await.unwrap();
        sender.send(Err(wrong())).await.unwrap();
        drop(sender);
        let task = tokio::spawn(async {});
        let mut place = Place { after: Position::START, chunks, rest: Vec::new(), failed: None, task };
        assert_eq!(place.take(2).await.unwrap().len(), 2);
        assert_eq!(place.take(2).await.unwrap().len(), 1);
        assert_eq!(place.take(2).await.unwrap_err().to_string(), wrong().to_string());
        assert!(place.take(2).await.is_err(), "nothing more will come");
    }
}
