//! A table whose making was broken off, when the log is another one than it was begun from.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::sync::Arc;

use common::home::{Home, Homes};
use common::running::{Running, applied, in_one_go, until};
use common::store::{Told, lives};
use event_journal::{Batch, BoxFuture, Feed, ReadError, Stored};
use events::{Position, Subject};
use projection_kit::Value;
use projection_worker::Stopped;
use read_models::ALL;
use tokio::sync::watch;

in_both! {
    async fn it_is_begun_again_and_the_tables_that_serve_go_on(homes: Homes) {
        let (mut told, other) = histories(39).await;
        // Within the right history, and behind its end.
        for half in [50, 150] {
            let home = homes.fresh();
            home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
            broken_off(&home, &other, half).await;

            let worker = home.open(ALL);
            let running = Running::begin(&worker, &told);
            until(async || running.task.is_finished() || home.ask(BUILDING).is_empty()).await;
            assert!(!running.task.is_finished(), "the tables that serve stand still");
            told.tell(lives(40 + half, 1, 1).remove(0)).await;
            applied(&worker, told.journal.head().0).await;
            running.end().await;
            assert_eq!(home.dump(ALL), in_one_go(&told).await);
        }
    }

    async fn it_is_not_begun_again_in_a_history_that_no_table_knows(homes: Homes) {
        let (told, other) = histories(41).await;
        let home = homes.fresh();
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        broken_off(&home, &told, 50).await;
        // As after a new version has come: the tables that serve are older ones.
        home.tamper("UPDATE read_models SET revision = 0 WHERE state = 'live'");
        let error = home.open(ALL).catch_up(other.journal(), |_| {}).await.unwrap_err();
        assert!(matches!(error, Stopped::OtherEvent { name: "jobs", position: Position(50) }), "{error}");
        // The right one again.
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
    }
}

/// What is being made, and how far it is.
const BUILDING: &str = "SELECT name, position FROM read_models WHERE state = 'building'";

/// A history of 100 events, and another one of the same events and 60 more.
async fn histories(seed: u64) -> (Told, Told) {
    let (mut told, mut lives) = (Told::nothing(), lives(seed, 5, 160).into_iter());
    for event in lives.by_ref().take(100) {
        told.tell(event).await;
    }
    let mut other = told.told_again().await;
    for event in lives {
        other.tell(event).await;
    }
    (told, other)
}

/// A table is made again from this history, and that is broken off halfway.
async fn broken_off(home: &Home, told: &Told, half: u64) {
    let journal = Arc::new(BrokenOff { journal: told.journal(), gives: half });
    let error = home.open(ALL).rebuild(journal, &["jobs"], |_| {}).await.unwrap_err();
    assert!(matches!(error, Stopped::Journal(ReadError::Away(_))), "{error}");
    let position = Value::Integer(i64::try_from(half).unwrap());
    assert_eq!(home.ask(BUILDING), [[Value::Text("jobs".into()), position]]);
}

/// A journal that gives so many events, 50 at once, and then does not answer.
struct BrokenOff {
    journal: Arc<dyn Feed>,
    gives: u64,
}

impl Feed for BrokenOff {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        self.journal.history(subject, after)
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        if after.0 >= self.gives {
            return Box::pin(async { Err(ReadError::Away("the journal does not answer".to_owned())) });
        }
        self.journal.since(after, limit.min(50))
    }

    fn head(&self) -> Position {
        self.journal.head()
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.journal.watch()
    }
}
