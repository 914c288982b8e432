//! A journal that others hold up, and a shelf of keys that does not answer.

use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use event_journal::{AppendError, Batch, BoxFuture, EmbeddedJournal, Feed, Journal, ReadError, Stored};
use event_keys::{Entry, KeyShelf, Rewrapped, SECRET_ENTRY, ShelfError};
use events::{Event, PersonId, Position, Sealed, Subject};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a test waits for what must come.
const LIMIT: Duration = Duration::from_secs(20);

/// What a journal does with an event that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    /// Takes it and says so.
    Takes,
    /// Has it on its way, and takes it once it does [`Takes`](Self::Takes), whether or not anybody still waits.
    Holds,
    /// Does not take it and says so.
    Refuses,
    /// Takes it, and nobody hears of it.
    TakesUnheard,
    /// Does not take it, and nobody hears of that.
    LeavesUnheard,
}

/// A journal that can be held up.
pub(crate) struct Stuck {
    journal: Arc<EmbeddedJournal>,
    does: watch::Sender<Does>,
    given: watch::Sender<usize>,
    /// What another node records as soon as the next history has been read.
    meanwhile: Mutex<Option<Event>>,
}

impl Stuck {
    pub(crate) fn before(journal: &Arc<EmbeddedJournal>) -> Arc<Self> {
        let (does, given) = (watch::Sender::new(Does::Takes), watch::Sender::new(0));
        Arc::new(Self { journal: journal.clone(), does, given, meanwhile: Mutex::default() })
    }

    pub(crate) fn now(&self, does: Does) {
        self.does.send_replace(does);
    }

    pub(crate) fn meanwhile(&self, event: Event) {
        *self.meanwhile.lock().unwrap() = Some(event);
    }

    /// Waits until it was given so many events.
    pub(crate) async fn was_given(&self, events: usize) {
        let mut given = self.given.subscribe();
        timeout(LIMIT, given.wait_for(|given| *given >= events)).await.unwrap().unwrap();
    }

    /// Waits until it has taken so many.
    pub(crate) async fn reaches(&self, position: Position) {
        let mut heads = self.watch();
        timeout(LIMIT, heads.wait_for(|head| *head >= position)).await.unwrap().unwrap();
    }
}

impl Journal for Stuck {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            let unheard = || Err(AppendError::OutcomeUnknown("no answer came".into()));
            let does = *self.does.borrow();
            match does {
                Does::Takes | Does::Holds => {}
                Does::Refuses => return Err(AppendError::Failed("the disk is full".into())),
                Does::TakesUnheard => {
                    self.journal.append(event, sealed, expected).await?;
                    return unheard();
                }
                Does::LeavesUnheard => return unheard(),
            }
            self.given.send_modify(|given| *given += 1);
            let (journal, mut does) = (self.journal.clone(), self.does.subscribe());
            let under_way = tokio::spawn(async move {
                does.wait_for(|does| *does == Does::Takes).await.unwrap();
                journal.append(event, sealed, expected).await
            });
            under_way.await.unwrap()
        })
    }

    fn catch_up(&self, seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        self.journal.catch_up(seen)
    }
}

impl Feed for Stuck {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        Box::pin(async move {
            let history = self.journal.history(subject, after).await;
            let meanwhile = self.meanwhile.lock().unwrap().take();
            if let Some(event) = meanwhile {
                let last = self.journal.history(event.subject, Position::START).await?.last().map(|last| last.position);
                self.journal.append(event, None, last.unwrap_or(Position::START)).await.unwrap();
            }
            history
        })
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        self.journal.since(after, limit)
    }

    fn head(&self) -> Position {
        self.journal.head()
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.journal.watch()
    }
}

/// A shelf that takes nobody's key.
pub(crate) struct StuckShelf;

impl KeyShelf for StuckShelf {
    fn all(&self) -> BoxFuture<'_, Result<Vec<(PersonId, Entry)>, ShelfError>> {
        Box::pin(ready(Ok(Vec::new())))
    }

    fn get(&self, _: PersonId) -> BoxFuture<'_, Result<Option<Entry>, ShelfError>> {
        Box::pin(pending())
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Entry, ShelfError>> {
        // The deployment's secret is taken.
        if person == SECRET_ENTRY { Box::pin(ready(Ok(Entry::Key(wrapped)))) } else { Box::pin(pending()) }
    }

    fn destroy(&self, _: PersonId) -> BoxFuture<'_, Result<(), ShelfError>> {
        Box::pin(pending())
    }

    fn rewrap(&self, _: Vec<Rewrapped>) -> BoxFuture<'_, Result<(), ShelfError>> {
        Box::pin(pending())
    }
}
