//! A worker whose journal has not heard of all that the tables have, or whose servers do not answer.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::home::Homes;
use common::running::{applied, in_one_go, until};
use common::store::{Told, lives};
use event_journal::{Batch, BoxFuture, Feed, ReadError, Stored};
use event_log::{EventLog as _, MemoryLog};
use events::{Position, Subject};
use projection_worker::Stopped;
use read_models::ALL;
use tokio::sync::watch;
use tracing::span::{Attributes, Id, Record};
use tracing::{Level, Metadata};

in_both! {
    async fn a_worker_that_has_heard_less_than_the_one_before_it_asks_and_waits(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let mut lives = lives(37, 3, 60).into_iter();
        for event in lives.by_ref().take(40) {
            told.tell(event).await;
        }
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        for event in lives {
            told.tell(event).await;
        }
        let journal = Arc::new(Lagging::behind(&told, 20, vec![Answer::Away, Answer::YesButNotRead, Answer::Yes]));
        let (worker, (stop, stopped)) = (home.open(ALL), watch::channel(false));
        let running = tokio::spawn({
            let (worker, journal) = (worker.clone(), Arc::<Lagging>::clone(&journal));
            async move { worker.run(journal, stopped).await }
        });
        applied(&worker, 60).await;
        stop.send(true).unwrap();
        running.await.unwrap().unwrap();
        assert_eq!(journal.answers.lock().unwrap().len(), 0, "it did not ask");
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
    }

    async fn a_journal_that_does_not_reach_the_tables_is_another_one(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        for event in lives(38, 3, 40) {
            told.tell(event).await;
        }
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        let (_go_on, stop) = watch::channel(false);
        let journal = Arc::new(Lagging::behind(&told, 20, vec![Answer::No]));
        let error = home.open(ALL).run(journal, stop).await.unwrap_err();
        assert!(
            matches!(error, Stopped::OtherLog { position: Position(40), head: Position(20), .. }),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_outage_is_said_once_and_so_is_the_next_with_the_same_words() {
    let (home, mut told) = (Homes::Sqlite.fresh(), Told::nothing());
    for event in lives(42, 3, 40) {
        told.tell(event).await;
    }
    let warnings = Warnings::default();
    let _heard = tracing::subscriber::set_default(warnings.clone());
    let worker = home.open(ALL);
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    let twice = || vec![Answer::Away, Answer::Away, Answer::Yes];
    let journal = Arc::new(Lagging::behind(&told, 20, twice()));
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn({
        let (worker, journal) = (worker.clone(), Arc::<Lagging>::clone(&journal));
        async move { worker.run(journal, stopped).await }
    });
    let asked = || journal.answers.lock().unwrap().is_empty();
    until(async || asked()).await;
    told.tell(lives(43, 1, 1).remove(0)).await;
    journal.heard.send_replace(journal.journal.head());
    applied(&worker, 41).await;
    assert_eq!(warnings.0.load(Ordering::Relaxed), 1);
    journal.answers.lock().unwrap().extend(twice());
    journal.heard.send_replace(Position(20));
    until(async || asked()).await;
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
    assert_eq!(warnings.0.load(Ordering::Relaxed), 2);
}

/// Counts the warnings that are logged.
#[derive(Clone, Default)]
struct Warnings(Arc<AtomicUsize>);

impl tracing::Subscriber for Warnings {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &tracing::Event<'_>) {
        self.0.fetch_add(usize::from(*event.metadata().level() == Level::WARN), Ordering::Relaxed);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// A journal that has heard only of its first events, and what it answers when it is asked whether it
/// goes on: one after the other.
struct Lagging {
    journal: Arc<dyn Feed>,
    heard: watch::Sender<Position>,
    answers: Mutex<VecDeque<Answer>>,
}

enum Answer {
    /// The servers do not answer.
    Away,
    /// It goes on, but what is there is not given yet.
    YesButNotRead,
    /// It goes on, and it has heard of that now.
    Yes,
    /// It ends before that.
    No,
}

impl Lagging {
    fn behind(told: &Told, heard: u64, answers: Vec<Answer>) -> Self {
        let heard = watch::Sender::new(Position(heard));
        Self { journal: told.journal(), heard, answers: Mutex::new(answers.into()) }
    }
}

impl Feed for Lagging {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        self.journal.history(subject, after)
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        if after >= self.head() {
            return Box::pin(async move { Ok(MemoryLog::new().batch(after, 1)?) });
        }
        self.journal.since(after, limit)
    }

    fn head(&self) -> Position {
        *self.heard.borrow()
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.heard.subscribe()
    }

    fn reaches(&self, _: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        let mut answers = self.answers.lock().unwrap();
        let answer = answers.pop_front().unwrap();
        if matches!(answer, Answer::Yes) {
            self.heard.send_replace(self.journal.head());
        }
        let outcome = match answer {
            Answer::Away => Err(ReadError::Away("the servers did not answer".to_owned())),
            Answer::YesButNotRead | Answer::Yes => Ok(true),
            Answer::No => Ok(false),
        };
        Box::pin(async { outcome })
    }
}
