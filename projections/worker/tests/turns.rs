//! Several workers on one home take turns; when one is gone, the next goes on.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use common::home::Homes;
use common::running::{Running, applied, in_one_go, reached};
use common::store::{Told, lives};
use event_journal::{Batch, BoxFuture, Feed, ReadError, Stored};
use event_log::{EventLog as _, MemoryLog};
use events::{Position, Subject};
use projection_worker::Stopped;
use read_models::ALL;
use tokio::sync::watch;

in_both! {
    async fn two_workers_at_once_apply_every_event_once(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let workers = [home.open(ALL), home.open(ALL)];
        let running: Vec<_> = workers.iter().map(|worker| Running::begin(worker, &told)).collect();
        for event in lives(21, 9, 500) {
            told.tell(event).await;
        }
        reached(&home, Position(500)).await;
        for running in running {
            running.end().await;
        }
        // The sums would show an event that was taken in twice.
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
        let applied = workers.map(|worker| worker.applied().borrow().0);
        assert!(applied.contains(&500), "{applied:?}");
    }

    async fn the_next_takes_over_when_the_first_ends_and_each_knows_what_the_other_wrote(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let (one, other) = (home.open(ALL), home.open(ALL));
        for (n, event) in lives(22, 7, 300).into_iter().enumerate() {
            told.tell(event).await;
            if n % 20 == 0 {
                one.catch_up(told.journal(), |_| {}).await.unwrap();
            }
            if n % 50 == 10 {
                other.catch_up(told.journal(), |_| {}).await.unwrap();
            }
        }
        one.catch_up(told.journal(), |_| {}).await.unwrap();
        other.rebuild(told.journal(), &["jobs"], |_| {}).await.unwrap();
        one.catch_up(told.journal(), |_| {}).await.unwrap();
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
    }

    async fn a_worker_that_waits_is_ready_when_the_other_stops(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let (one, other) = (home.open(ALL), home.open(ALL));
        let first = Running::begin(&one, &told);
        told.tell(lives(23, 1, 1).remove(0)).await;
        applied(&one, 1).await;
        let second = Running::begin(&other, &told);
        first.end().await;
        applied(&other, 1).await;
        second.end().await;
    }

    async fn a_worker_that_takes_over_while_the_stream_does_not_answer_waits_for_it(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let mut lives = lives(36, 3, 60).into_iter();
        for event in lives.by_ref().take(40) {
            told.tell(event).await;
        }
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        for event in lives {
            told.tell(event).await;
        }
        let journal = Arc::new(Away { journal: told.journal(), answers: AtomicBool::new(false) });
        let (worker, (stop, stopped)) = (home.open(ALL), watch::channel(false));
        let running = tokio::spawn({
            let (worker, journal) = (worker.clone(), Arc::<Away>::clone(&journal));
            async move { worker.run(journal, stopped).await }
        });
        applied(&worker, 60).await;
        stop.send(true).unwrap();
        running.await.unwrap().unwrap();
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
    }

    async fn a_worker_whose_journal_is_closed_says_so(homes: Homes) {
        let home = homes.fresh();
        let (_go_on, stop) = watch::channel(false);
        let error = home.open(ALL).run(Arc::new(Closed), stop).await.unwrap_err();
        assert!(matches!(error, Stopped::JournalClosed), "{error}");
    }
}

#[tokio::test]
async fn what_somebody_waits_for_is_refused_while_another_keeps_its_turn() {
    // In one database only: it waits ten seconds.
    let (home, mut told) = (Homes::Postgres.fresh(), Told::nothing());
    let (one, other) = (home.open(ALL), home.open(ALL));
    let first = Running::begin(&one, &told);
    told.tell(lives(23, 1, 1).remove(0)).await;
    applied(&one, 1).await;
    let error = other.rebuild(told.journal(), &[], |_| {}).await.unwrap_err();
    assert!(matches!(&error, Stopped::AtWork { who } if who.contains("waymark on 127.0.0.1")), "{error}");
    first.end().await;
}

/// A journal that does not answer the first time.
struct Away {
    journal: Arc<dyn Feed>,
    answers: AtomicBool,
}

impl Feed for Away {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        self.journal.history(subject, after)
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        if self.answers.swap(true, Ordering::Relaxed) {
            return self.journal.since(after, limit);
        }
        Box::pin(async { Err(ReadError::Away("the stream did not answer".to_owned())) })
    }

    fn head(&self) -> Position {
        self.journal.head()
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.journal.watch()
    }
}

/// A journal without events, that tells nobody any more where it ends.
struct Closed;

impl Feed for Closed {
    fn history(&self, _: Subject, _: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn since(&self, after: Position, _: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        Box::pin(async move { Ok(MemoryLog::new().batch(after, 1)?) })
    }

    fn head(&self) -> Position {
        Position::START
    }

    fn watch(&self) -> watch::Receiver<Position> {
        watch::channel(Position::START).1
    }
}
