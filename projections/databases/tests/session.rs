//! Sessions with a real server.

use std::sync::mpsc;

use databases::{Address, PostgresError, Session};
use projection_kit::Value;
use test_servers::{PostgresServer, database_of};

#[test]
fn what_is_said_comes_back_over_tcp_and_over_a_socket() {
    let server = PostgresServer::shared();
    for url in [server.database(), server.socket_url("tests", "postgres")] {
        let mut session = Session::connect(&Address::parse(&url).unwrap()).unwrap();
        let text = Value::Text("Corner Café".into());
        let sql = "SELECT CAST(? AS text), CAST(? AS bigint), CAST(? AS date)";
        let asked = [text, Value::Integer(-7), Value::Text("2026-03-09".into())];
        assert_eq!(session.query(sql, &asked).unwrap(), [asked]);
    }
}

#[tokio::test]
async fn a_session_can_be_used_where_a_runtime_runs() {
    let url = PostgresServer::shared().database();
    let mut session = Session::connect(&Address::parse(&url).unwrap()).unwrap();
    assert_eq!(session.query("SELECT 1", &[]).unwrap(), [[Value::Integer(1)]]);
}

#[test]
fn a_refused_login_says_why_and_what_to_do() {
    let server = PostgresServer::shared();
    let says = |url: &str| Session::connect(&Address::parse(url).unwrap()).err().unwrap();
    let error = says(&server.url("postgres", "nowhere"));
    assert!(
        matches!(error, PostgresError::NoSuchDatabase { .. }) && error.to_string().contains("CREATE DATABASE nowhere")
    );
    let error = says(&server.url("stranger", "postgres"));
    assert!(matches!(error, PostgresError::NotLetIn { .. }) && error.to_string().contains("pg_hba.conf"), "{error}");
    let nobody = test_servers::Port::claim();
    let error = says(&format!("postgres://a:hush@127.0.0.1:{}/w", nobody.number()));
    assert!(matches!(error, PostgresError::Unreachable { .. }) && error.may_pass(), "{error}");
    assert!(!error.to_string().contains("hush"), "{error}");
}

#[test]
fn a_superuser_is_refused_and_told_what_to_do() {
    let url = PostgresServer::shared().url("postgres", "postgres");
    let error = Session::connect(&Address::parse(&url).unwrap()).err().unwrap();
    assert!(matches!(error, PostgresError::Superuser { .. }) && !error.may_pass(), "{error}");
    assert!(
        error.to_string().contains("postgres is a superuser") && error.to_string().contains("roles.sql"),
        "{error}"
    );
}

#[test]
fn a_lost_connection_is_noticed_while_nobody_asks_and_says_what_the_server_said() {
    let server = PostgresServer::shared();
    let url = server.database();
    let mut session = Session::connect(&Address::parse(&url).unwrap()).unwrap();
    assert!(!session.is_lost());
    assert_eq!(server.break_connections(database_of(&url)), 1);
    wait_until(|| session.is_lost());
    let error = session.query("SELECT 1", &[]).unwrap_err();
    assert!(matches!(error, PostgresError::Lost { .. }) && error.may_pass(), "{error}");
    assert!(error.to_string().contains("administrator command"), "{error}");
}

#[test]
fn what_the_server_does_not_do_is_told_in_its_words() {
    let mut session = Session::connect(&Address::parse(&PostgresServer::shared().database()).unwrap()).unwrap();
    let error = session.query("SELECT * FROM nothing", &[]).unwrap_err();
    assert_eq!(error.code(), Some("42P01"));
    assert!(error.to_string().contains("relation \"nothing\" does not exist"), "{error}");
    session.query("SELECT 1", &[]).unwrap();
}

#[test]
fn a_server_without_tls_is_never_spoken_to_plainly_when_tls_was_wanted() {
    let url = PostgresServer::shared().database();
    let error = Session::connect(&Address::parse(&format!("{url}?sslmode=require")).unwrap()).err().unwrap();
    assert!(matches!(error, PostgresError::NotEncrypted { .. }), "{error}");
}

#[test]
fn over_tls_the_certificate_has_to_be_by_somebody_who_is_trusted_and_for_that_server() {
    let server = PostgresServer::with_tls();
    let url = server.database();
    let says = |url: String| Session::connect(&Address::parse(&url).unwrap());
    let trusted = format!("sslmode=verify-full&sslrootcert={}", server.authority().display());
    let by_name = url.replace("127.0.0.1", "localhost");

    let mut session = says(format!("{by_name}?{trusted}")).unwrap();
    // Nothing else than TLS is spoken there.
    assert_eq!(session.query("SELECT true", &[]).unwrap(), [[Value::Flag(true)]]);
    assert!(says(format!("{by_name}?sslmode=disable")).is_err());

    let stranger = says(format!("{by_name}?sslmode=verify-full")).err().unwrap();
    assert!(matches!(stranger, PostgresError::NotEncrypted { .. }), "{stranger}");
    assert!(stranger.to_string().contains("sslrootcert"), "{stranger}");
    let other_name = says(format!("{url}?{trusted}")).err().unwrap();
    assert!(matches!(other_name, PostgresError::NotEncrypted { .. }), "{other_name}");
}

/// Waits for something that another thread brings about.
#[track_caller]
fn wait_until(holds: impl Fn() -> bool) {
    let (_never, nothing) = mpsc::channel::<()>();
    for _ in 0..2_000 {
        if holds() {
            return;
        }
        let _ = nothing.recv_timeout(std::time::Duration::from_millis(5));
    }
    panic!("waited for ten seconds");
}
