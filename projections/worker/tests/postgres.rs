//! What a database of others brings with it: connections that break, rights, views on the tables.

mod common;

use std::path::Path;

use common::home::{Home, Homes};
use common::running::{Running, applied, in_one_go, reached, until};
use common::store::{Told, lives};
use databases::{Address, OpenError, PostgresError, READERS, Session};
use events::Position;
use projection_worker::Worker;
use read_models::{ALL, Library};
use test_servers::{PostgresServer, database_of};

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
            // The worker that may write is in the middle of something, or about to be.
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
    assert_eq!(library.stages().unwrap().iter().map(|(_, many)| many).sum::<u64>(), 5);
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
async fn the_roles_of_deploy_can_do_their_work_and_nothing_else() {
    // Roles are of a whole server.
    let server = PostgresServer::start();
    let url = server.database();
    let name = database_of(&url);
    server.script(name, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/postgres/roles.sql"));
    let [keeps, reads] =
        ["waymark_worker", "waymark_query"].map(|user| Address::parse(&server.url(user, name)).unwrap());
    let mut told = Told::nothing();
    for event in lives(28, 5, 200) {
        told.tell(event).await;
    }
    let worker = Worker::open_in_postgres(&keeps, Some(READERS), ALL).unwrap();
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    worker.rebuild(told.journal(), &[], |_| {}).await.unwrap();
    worker.catch_up(told.journal(), |_| {}).await.unwrap();
    let library = Library::open_in_postgres(&reads).unwrap();
    assert_eq!(library.stages().unwrap().iter().map(|(_, many)| many).sum::<u64>(), 5);

    let anybody = [
        "CREATE ROLE mine",
        "CREATE EXTENSION file_fdw SCHEMA pg_catalog",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE DATABASE mine",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SET ROLE postgres",
    ];
    let reader = [
        "DELETE FROM waymark.journeys",
        "INSERT INTO waymark.version VALUES (9)",
        "UPDATE waymark.read_models SET position = 0",
        "TRUNCATE waymark.journeys",
        "CREATE TABLE waymark.mine (a int)",
        "CREATE SCHEMA mine",
        "DROP TABLE waymark.jobs",
        "SELECT reason FROM waymark.parked",
        "SELECT reason FROM waymark.skipped",
        "SELECT number FROM waymark.turns",
        "SET ROLE waymark_worker",
    ];
    for (who, wrong) in [(&keeps, &anybody[..]), (&reads, &anybody[..]), (&reads, &reader[..])] {
        let mut session = Session::connect(who).unwrap();
        // A habit, not a guard: whoever has the password can leave it.
        session.batch("SET default_transaction_read_only = off").unwrap();
        for wrong in wrong {
            let error = session.batch(wrong).unwrap_err();
            assert!(matches!(error, PostgresError::NotAllowed { .. }), "{who} {wrong}: {error}");
        }
    }
    server.sql(name, "CREATE ROLE outsider LOGIN");
    let outsider = Session::connect(&Address::parse(&server.url("outsider", name)).unwrap()).unwrap_err();
    assert!(outsider.to_string().contains("permission denied"), "{outsider}");
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
