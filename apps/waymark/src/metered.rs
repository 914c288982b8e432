//! A journal that measures how long its appends take.

use std::sync::Arc;
use std::time::Instant;

use event_journal::{AppendError, BoxFuture, Feed, Journal, ReadError};
use event_log::{Batch, Stored};
use events::{Event, Position, Sealed, Subject};
use tokio::sync::watch;

use crate::exposition::Commits;

/// The journal, and where the times go.
pub struct Metered {
    journal: Arc<dyn Journal>,
    commits: Arc<Commits>,
}

impl Metered {
    /// Measures this journal's appends.
    pub fn new(journal: impl Journal + 'static, commits: Arc<Commits>) -> Self {
        Self { journal: Arc::new(journal), commits }
    }
}

impl Feed for Metered {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        self.journal.history(subject, after)
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        self.journal.since(after, limit)
    }

    fn head(&self) -> Position {
        self.journal.head()
    }

    fn reaches(&self, position: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        self.journal.reaches(position)
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.journal.watch()
    }
}

impl Journal for Metered {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            let began = Instant::now();
            let appended = self.journal.append(event, sealed, expected).await;
            if appended.is_ok() {
                self.commits.took(began.elapsed());
            }
            appended
        })
    }

    fn catch_up(&self, seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        self.journal.catch_up(seen)
    }
}
