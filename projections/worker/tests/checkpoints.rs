//! Rows and checkpoint are stored together, each table goes on from its own, and only in the order of
//! events that it stands in.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::home::{Home, Homes};
use common::running::{Running, applied, in_one_go, until};
use common::store::{Told, lives};
use databases::{Address, Session};
use event_journal::{Batch, BoxFuture, Feed, ReadError, Stored};
use events::{Position, Subject};
use projection_kit::Value;
use projection_worker::Stopped;
use read_models::{ALL, Library};
use test_servers::{PostgresServer, database_of};
use tokio::sync::watch;

in_both! {
    async fn refused_its_checkpoint_a_worker_leaves_none_of_its_rows(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let mut lives = lives(29, 5, 200).into_iter();
        for event in lives.by_ref().take(100) {
            told.tell(event).await;
        }
        let worker = home.open(ALL);
        worker.catch_up(told.journal(), |_| {}).await.unwrap();
        let before = home.dump(ALL);
        for event in lives {
            told.tell(event).await;
        }
        // The last of four tables: by then all rows are written.
        let (refuse, allow) = refusing(homes);
        home.tamper(refuse);
        let error = worker.catch_up(told.journal(), |_| {}).await.unwrap_err();
        assert!(error.to_string().contains("not now"), "{error}");
        assert_eq!(home.dump(ALL), before);
        home.tamper(allow);
        worker.catch_up(told.journal(), |_| {}).await.unwrap();
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
    }

    async fn a_checkpoint_that_somebody_else_moved_is_not_overwritten(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let mut lives = lives(30, 5, 120).into_iter();
        for event in lives.by_ref().take(100) {
            told.tell(event).await;
        }
        let worker = home.open(ALL);
        let running = Running::begin(&worker, &told);
        applied(&worker, 100).await;
        // It keeps its turn, and so does not look again by itself.
        home.tamper("UPDATE read_models SET position = 90 WHERE name = 'jobs'");
        let before = home.dump(ALL);
        for event in lives {
            told.tell(event).await;
        }
        let Ok(ended) = tokio::time::timeout(Duration::from_secs(20), running.task).await else {
            panic!("it goes on over a checkpoint that it did not leave there");
        };
        let error = ended.unwrap().unwrap_err();
        assert!(matches!(error, Stopped::Overtaken { name: "jobs", position: Position(100) }), "{error}");
        assert_eq!(home.dump(ALL), before);
    }
}

/// How a database is told to refuse the last checkpoint of a pass, and to take it again.
fn refusing(homes: Homes) -> (&'static str, &'static str) {
    match homes {
        Homes::Sqlite => (
            "CREATE TRIGGER no BEFORE UPDATE ON read_models WHEN new.name = 'jobs'
                BEGIN SELECT RAISE(ABORT, 'not now'); END",
            "DROP TRIGGER no",
        ),
        Homes::Postgres => (
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
                CREATE TRIGGER no BEFORE UPDATE ON read_models FOR EACH ROW WHEN (new.name = 'jobs') EXECUTE FUNCTION no()",
            "DROP TRIGGER no ON read_models; DROP FUNCTION no",
        ),
    }
}

#[tokio::test]
async fn broken_off_between_its_rows_and_its_checkpoint_a_worker_leaves_nothing_half() {
    let (server, mut told) = (PostgresServer::shared(), Told::nothing());
    let url = server.database();
    let home = Home::Postgres(Address::parse(&url).unwrap());
    let mut lives = lives(28, 5, 200).into_iter();
    for event in lives.by_ref().take(100) {
        told.tell(event).await;
    }
    let worker = home.open(ALL);
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    let before = home.dump(ALL);

    let mut bystander =
        Session::connect(&Address::parse(&format!("{url}?application_name=bystander")).unwrap()).unwrap();
    bystander.batch("BEGIN; SELECT 1 FROM waymark.read_models WHERE name = 'jobs' FOR UPDATE").unwrap();
    for event in lives {
        told.tell(event).await;
    }
    let under_way = tokio::spawn({
        let (worker, journal) = (worker.clone(), told.journal());
        async move { worker.catch_up(journal, |_| {}).await }
    });
    // Three tables are written and the fourth's rows too: it waits for the checkpoint.
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'
        AND query LIKE 'UPDATE read_models%' AND datname = current_database()";
    until(async || home.ask(waits)[0][0] == Value::Integer(1)).await;
    assert!(server.break_connections(database_of(&url)) > 0);
    let error = under_way.await.unwrap().unwrap_err();
    assert!(error.may_pass(), "{error}");
    bystander.batch("ROLLBACK").unwrap();
    assert_eq!(home.dump(ALL), before);
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    assert_eq!(home.dump(ALL), in_one_go(&told).await);
}

in_both! {
    async fn tables_do_not_go_on_in_another_history_of_the_same_events(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let mut lives = lives(31, 5, 200).into_iter();
        for event in lives.by_ref().take(100) {
            told.tell(event).await;
        }
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        let before = home.dump(ALL);

        let mut other = told.told_again().await;
        // Also when it is not longer.
        refused(&home.open(ALL).catch_up(other.journal(), |_| {}).await.unwrap_err());
        for event in lives {
            other.tell(event).await;
        }
        let worker = home.open(ALL);
        refused(&worker.catch_up(other.journal(), |_| {}).await.unwrap_err());
        let (_go_on, stop) = watch::channel(false);
        refused(&worker.run(other.journal(), stop).await.unwrap_err());
        assert_eq!(home.dump(ALL), before);
        assert_eq!(worker.applied().borrow().0, 100);
        // The right one again: nothing was lost.
        home.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
        assert_eq!(home.dump(ALL), before);

        // Made again from the other one, they go on in it, each for itself.
        let worker = home.open(ALL);
        worker.rebuild(other.journal(), &["jobs"], |_| {}).await.unwrap();
        refused(&worker.catch_up(other.journal(), |_| {}).await.unwrap_err());
        worker.rebuild(other.journal(), &[], |_| {}).await.unwrap();
        home.open(ALL).catch_up(other.journal(), |_| {}).await.unwrap();
        assert_eq!(home.dump(ALL), in_one_go(&other).await);
    }

    async fn a_new_turn_checks_again_which_history_it_is(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let (one, other) = (home.open(ALL), home.open(ALL));
        let mut lives = lives(32, 5, 100).into_iter();
        one.catch_up(told.journal(), |_| {}).await.unwrap();
        for event in lives.by_ref().take(50) {
            told.tell(event).await;
        }
        other.catch_up(told.journal(), |_| {}).await.unwrap();
        let mut elsewhere = told.told_again().await;
        for event in lives {
            elsewhere.tell(event).await;
        }
        let before = home.dump(ALL);
        let error = one.catch_up(elsewhere.journal(), |_| {}).await.unwrap_err();
        assert!(matches!(error, Stopped::OtherEvent { position: Position(50), .. }), "{error}");
        assert_eq!(home.dump(ALL), before);
    }

    async fn which_history_it_is_takes_one_event_when_they_are_opened_and_none_later(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let mut lives = lives(33, 5, 120).into_iter();
        for event in lives.by_ref().take(100) {
            told.tell(event).await;
        }
        let seen = Arc::new(Watched::of(&told));
        let worker = home.open(ALL);
        worker.catch_up(Arc::<Watched>::clone(&seen), |_| {}).await.unwrap();
        assert_eq!(seen.single.load(Ordering::Relaxed), 0, "tables at the start belong to any history");
        let worker = home.open(ALL);
        for event in lives {
            told.tell(event).await;
            worker.catch_up(Arc::<Watched>::clone(&seen), |_| {}).await.unwrap();
        }
        assert_eq!(seen.single.load(Ordering::Relaxed), 1);
    }

    async fn a_table_that_is_ahead_of_the_others_takes_no_event_twice(homes: Homes) {
        let (home, mut told) = (homes.fresh(), Told::nothing());
        let worker = home.open(ALL);
        let mut lives = lives(35, 7, 600).into_iter();
        // Rebuilt one by one, each is at another position.
        for table in Library::tables() {
            for event in lives.by_ref().take(600 / (ALL.len() + 1)) {
                told.tell(event).await;
            }
            worker.rebuild(told.journal(), &[table.name], |_| {}).await.unwrap();
        }
        let positions = home.ask("SELECT count(DISTINCT position) FROM read_models");
        assert_eq!(positions[0][0], Value::Integer(i64::try_from(ALL.len()).unwrap()));
        for event in lives {
            told.tell(event).await;
        }
        // Some batches are behind some tables as a whole.
        worker.catch_up(Arc::new(Watched::of(&told)), |_| {}).await.unwrap();
        assert_eq!(home.dump(ALL), in_one_go(&told).await);
    }
}

/// They say where they stand, what is wrong, and what can be done.
#[track_caller]
fn refused(error: &Stopped) {
    assert!(matches!(error, Stopped::OtherEvent { position: Position(100), .. }), "{error}");
    let said = error.to_string();
    for word in ["position 100", "not the one that was read there", "put the right one back", "waymark rebuild"] {
        assert!(said.contains(word), "{said}");
    }
    assert!(!error.may_pass());
}

/// A journal that counts how often one event is asked for, and gives at most 50 at once.
struct Watched {
    journal: Arc<dyn Feed>,
    single: AtomicUsize,
}

impl Watched {
    fn of(told: &Told) -> Self {
        Self { journal: told.journal(), single: AtomicUsize::new(0) }
    }
}

impl Feed for Watched {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        self.journal.history(subject, after)
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        if limit == 1 {
            self.single.fetch_add(1, Ordering::Relaxed);
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
