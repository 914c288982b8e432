//! A journal for simulations: the events of one process in the order they are decided, written
//! behind its back.
//!
//! A simulation decides one command after the other, so that the same seed gives the same order. It
//! does not wait for each to be durable; the log's writer groups what is on its way. Histories are
//! kept in memory until the log has them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event_journal::{AppendError, Batch, BoxFuture, Feed, Journal, ReadError, Stored};
use event_log::{Entry, EventLog, Pending};
use events::{Event, Position, Sealed, Subject};
use jiff::Timestamp;
use tokio::sync::watch;

/// How many events are handed to the log together, so that it packs them into full blocks.
const TOGETHER: usize = 1024;

/// A journal that does not wait.
pub struct SimulatedJournal {
    log: Arc<dyn EventLog>,
    inner: Mutex<Inner>,
}

struct Inner {
    now: Timestamp,
    next: Position,
    last: HashMap<Subject, Position>,
    /// Events that the log may not hold yet.
    recent: HashMap<Subject, Vec<Stored>>,
    unsent: Vec<(Entry, Position)>,
    pending: VecDeque<(Subject, Pending)>,
}

impl SimulatedJournal {
    /// A journal on an empty log.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>) -> Self {
        let inner = Inner {
            now: Timestamp::UNIX_EPOCH,
            next: log.head().position.next(),
            last: HashMap::new(),
            recent: HashMap::new(),
            unsent: Vec::new(),
            pending: VecDeque::new(),
        };
        Self { log, inner: Mutex::new(inner) }
    }

    /// Sets the recorded time of the next event.
    pub fn set_time(&self, now: Timestamp) {
        self.lock().now = now;
    }

    /// Waits until everything is durable.
    ///
    /// # Errors
    /// When the log did not take an event.
    pub fn finish(&self) -> Result<(), AppendError> {
        let mut inner = self.lock();
        inner.send(&*self.log);
        inner.settle(0)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, mut event: Event, sealed: Option<Sealed>, expected: Position) -> Result<Position, AppendError> {
        let mut inner = self.lock();
        let current = inner.last.get(&event.subject).copied().unwrap_or_default();
        if current != expected {
            return Err(AppendError::Conflict { expected, current });
        }
        event.recorded = inner.now;
        let position = inner.next;
        let leaf = event.to_canonical().map_err(|error| AppendError::Failed(error.to_string()))?;
        let sealed = sealed.map(|sealed| sealed.0);
        let stored = Stored { position, leaf: leaf.clone(), sealed: sealed.clone() };
        let subject = event.subject;
        inner.unsent.push((Entry::new(event.id, subject, leaf, sealed), expected));
        inner.next = position.next();
        inner.last.insert(subject, position);
        inner.recent.entry(subject).or_default().push(stored);
        if inner.unsent.len() >= TOGETHER {
            // The batch before is durable by now, or nearly.
            inner.settle(0)?;
            inner.send(&*self.log);
        }
        Ok(position)
    }
}

impl Inner {
    fn send(&mut self, log: &dyn EventLog) {
        for (entry, expected) in self.unsent.drain(..) {
            let subject = entry.subject();
            self.pending.push_back((subject, log.append(entry, expected)));
        }
    }

    /// Waits until at most so many events are on their way.
    fn settle(&mut self, most: usize) -> Result<(), AppendError> {
        while self.pending.len() > most {
            let Some((subject, pending)) = self.pending.pop_front() else { return Ok(()) };
            let appended = pending.wait().map_err(|error| AppendError::Failed(error.to_string()))?;
            if let Some(recent) = self.recent.get_mut(&subject) {
                recent.retain(|stored| stored.position > appended.position);
                if recent.is_empty() {
                    self.recent.remove(&subject);
                }
            }
        }
        Ok(())
    }
}

impl Journal for SimulatedJournal {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(std::future::ready(self.append(event, sealed, expected)))
    }

    fn catch_up(&self, _seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        Box::pin(std::future::ready(Ok(false)))
    }
}

impl Feed for SimulatedJournal {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        let inner = self.lock();
        if inner.last.get(&subject).copied().unwrap_or_default() <= after {
            return Box::pin(std::future::ready(Ok(Vec::new())));
        }
        let recent = inner.recent.get(&subject);
        let first_recent = recent.and_then(|recent| recent.first()).map(|stored| stored.position);
        let durable = match first_recent {
            // All that is asked for is still at hand.
            Some(first) if first <= after.next() => Ok(Vec::new()),
            _ => self.log.history(&subject, after).map_err(ReadError::from),
        };
        let history = durable.map(|mut history| {
            let upto = history.last().map_or(after, |stored| stored.position);
            history.extend(recent.into_iter().flatten().filter(|stored| stored.position > upto).cloned());
            history
        });
        Box::pin(std::future::ready(history))
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        Box::pin(std::future::ready(self.log.batch(after, limit).map_err(ReadError::from)))
    }

    /// Where the indexes have read up to: a simulation's own events are in them already.
    fn head(&self) -> Position {
        Position::START
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.log.watch()
    }
}
