//! Several workers on one home take turns; when one is gone, the next goes on.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::time::Duration;

use common::home::{Home, Homes};
use common::store::{Told, lives};
use events::Position;
use projection_kit::Value;
use projection_kit::store::READERS;
use projection_postgres::{Address, Session};
use projection_worker::{OpenError, Stopped, Worker};
use read_models::{ALL, Library};
use test_servers::{PostgresServer, database_of};
use tokio::sync::watch;
use tokio::task::JoinHandle;

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
}

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
async fn what_somebody_waits_for_is_refused_while_another_keeps_its_turn() {
    // In one database only: it waits ten seconds.
    let (home, mut told) = (Homes::Postgres.fresh(), Told::nothing());
    let (one, other) = (home.open(ALL), home.open(ALL));
    let first = Running::begin(&one, &told);
    told.tell(lives(23, 1, 1).remove(0)).await;
    applied(&one, 1).await;
    let error = other.rebuild(told.journal(), &[], |_| {}).await.unwrap_err();
    assert!(matches!(&error, Stopped::AtWork { who } if who.contains("waymark on 127.0.0.1")), "{error}");
    let Home::Postgres(address) = &home else { unreachable!() };
    let error = projection_worker::discard_in_postgres(address).unwrap_err();
    assert!(matches!(error, OpenError::AtWork { .. }), "{error}");
    first.end().await;
}

#[tokio::test]
async fn a_worker_whose_connection_breaks_goes_on_where_it_was_and_nothing_is_half_done() {
    let (home, mut told) = (Homes::Postgres.fresh(), Told::nothing());
    let Home::Postgres(address) = &home else { unreachable!() };
    let name = address.database().to_owned();
    let workers = [home.open(ALL), home.open(ALL)];
    let running: Vec<_> = workers.iter().map(|worker| Running::begin(worker, &told)).collect();
    let mut broken = 0;
    for (n, event) in lives(24, 9, 400).into_iter().enumerate() {
        told.tell(event).await;
        if n % 80 == 79 {
            // Whoever has the turn is in the middle of something, or about to be.
            broken += PostgresServer::shared().break_connections(&name);
        }
    }
    assert!(broken > 0);
    reached(&home, Position(400)).await;
    for running in running {
        running.end().await;
    }
    assert_eq!(home.dump(ALL), in_one_go(&told).await);
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

#[tokio::test]
async fn a_worker_outlives_a_crash_of_its_server() {
    let server = PostgresServer::start();
    let home = Home::Postgres(Address::parse(&server.database()).unwrap());
    let mut told = Told::nothing();
    let worker = home.open(ALL);
    let running = Running::begin(&worker, &told);
    let mut lives = lives(25, 9, 300).into_iter();
    for event in lives.by_ref().take(150) {
        told.tell(event).await;
    }
    applied(&worker, 150).await;
    server.crash();
    for event in lives {
        told.tell(event).await;
    }
    server.start_again();
    applied(&worker, 300).await;
    running.end().await;
    assert_eq!(home.dump(ALL), in_one_go(&told).await);
}

#[tokio::test]
async fn readers_read_every_table_to_come_too_and_do_nothing_else() {
    let server = PostgresServer::shared();
    let url = server.database();
    let name = database_of(&url);
    let mut told = Told::nothing();
    for event in lives(26, 5, 200) {
        told.tell(event).await;
    }
    let address = Address::parse(&url).unwrap();
    let worker = Worker::open_in_postgres(&address, Some(READERS), ALL).unwrap();
    server.sql(name, "CREATE ROLE analyst LOGIN; CREATE ROLE stranger LOGIN");
    let analyst = Address::parse(&server.url("analyst", name)).unwrap();
    let error = Library::open_in_postgres(&analyst).unwrap_err();
    assert!(error.to_string().contains("GRANT waymark_reader TO analyst"), "{error}");
    server.sql(name, "GRANT waymark_reader TO analyst");

    worker.rebuild(told.journal(), &[], |_| {}).await.unwrap();
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    let library = Library::open_in_postgres(&analyst).unwrap();
    assert_eq!(library.totals().unwrap().referred, 5);
    let mut session = Session::connect(&analyst).unwrap();
    for wrong in [
        "DELETE FROM waymark.journeys",
        "UPDATE waymark.read_models SET position = 0",
        "CREATE TABLE waymark.mine (a int)",
        "DROP TABLE waymark.jobs",
    ] {
        assert!(session.batch(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_view_in_the_way_of_a_new_table_is_named_and_the_old_table_goes_on() {
    let (home, mut told) = (Homes::Postgres.fresh(), Told::nothing());
    let mut lives = lives(27, 5, 120).into_iter();
    for event in lives.by_ref().take(100) {
        told.tell(event).await;
    }
    let worker = home.open(ALL);
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    home.tamper("CREATE VIEW public.leavers AS SELECT reference FROM journeys WHERE left_on IS NOT NULL");
    let error = worker.rebuild(told.journal(), &["journeys"], |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("view public.leavers depends on table journeys"), "{error}");

    let running = Running::begin(&worker, &told);
    for event in lives {
        told.tell(event).await;
    }
    applied(&worker, 120).await;
    let building = |home: &Home| home.ask("SELECT 1 FROM read_models WHERE state = 'building'").len();
    assert_eq!(building(&home), 1, "it waits");
    home.tamper("DROP VIEW public.leavers");
    until(async || building(&home) == 0).await;
    running.end().await;
    assert_eq!(home.dump(ALL), in_one_go(&told).await);
}

#[tokio::test]
async fn a_user_without_rights_is_told_which_to_ask_for() {
    let server = PostgresServer::shared();
    let url = server.database();
    let name = database_of(&url);
    server.sql(name, "CREATE ROLE keeper LOGIN");
    let keeper = Address::parse(&server.url("keeper", name)).unwrap();
    let error = Worker::open_in_postgres(&keeper, Some("nobody_yet"), ALL).map(drop).unwrap_err();
    assert!(matches!(error, OpenError::NoReaders { .. }), "{error}");
    let error = Worker::open_in_postgres(&keeper, None, ALL).map(drop).unwrap_err();
    assert!(error.to_string().contains(&format!("GRANT CREATE ON DATABASE {name} TO keeper")), "{error}");
    server.sql(name, &format!("GRANT CREATE ON DATABASE {name} TO keeper"));
    Worker::open_in_postgres(&keeper, None, ALL).unwrap();
    let error = Library::open_in_postgres(&Address::parse(&server.url("keeper", "postgres")).unwrap()).unwrap_err();
    assert!(error.to_string().contains("there are no tables"), "{error}");
}

/// A worker that runs until it is told to stop.
struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<(), Stopped>>,
}

impl Running {
    fn begin(worker: &Worker, told: &Told) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (worker, journal) = (worker.clone(), told.journal());
        Self { stop, task: tokio::spawn(async move { worker.run(journal, stopped).await }) }
    }

    async fn end(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

/// Waits until this worker has brought the tables that far, half a minute at most.
async fn applied(worker: &Worker, position: u64) {
    let mut applied = worker.applied();
    let reached = tokio::time::timeout(Duration::from_secs(30), applied.wait_for(|found| found.0 == position)).await;
    if reached.is_err() {
        panic!("after half a minute the tables are at {} and not at {position}", worker.applied().borrow().0);
    }
}

/// Waits until every table has come that far.
async fn reached(home: &Home, position: Position) {
    let library = home.library();
    // The library's own connection may have been broken off.
    let positions = || Library::tables().map(|table| library.position(table)).collect::<Result<Vec<_>, _>>();
    until(async || positions().is_ok_and(|all| all.iter().all(|found| *found == position))).await;
}

/// Waits for something, half a minute at most.
async fn until(holds: impl AsyncFn() -> bool) {
    for _ in 0..1_500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited for half a minute");
}

/// The tables as a worker that was alone makes them.
async fn in_one_go(told: &Told) -> String {
    let fresh = Homes::Sqlite.fresh();
    fresh.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
    fresh.dump(ALL)
}
