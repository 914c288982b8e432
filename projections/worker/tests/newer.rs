//! A worker that comes to what only a newer release can read.

mod common;

use std::time::Duration;

use common::home::Homes;
use common::running::Running;
use common::store::{Told, lives};
use event_log::Entry;
use events::{DecodeError, DeploymentSecret, Position};
use projection_worker::Stopped;
use read_models::Library;

#[tokio::test]
async fn a_worker_stands_still_before_an_event_of_a_newer_release_with_every_table_and_says_so() {
    let (home, mut told) = (Homes::Sqlite.fresh(), Told::nothing());
    let lives = lives(1, 8, 60);
    for event in &lives[..40] {
        told.tell(event.clone()).await;
    }
    let (last, log) = (lives[39].clone(), told.journal.log());
    let leaf = String::from_utf8(last.to_canonical().unwrap()).unwrap();
    let newer = leaf.replacen(".v1\"}", ".v2\"}", 1).into_bytes();
    let entry = Entry::new(DeploymentSecret::PUBLISHED.event(last.subject, "newer"), last.subject, newer, None);
    let position = log.append(entry, Position(40)).wait().unwrap().position;
    // Behind it is something that this release knows.
    let other = lives[40..].iter().find(|event| event.subject != last.subject).unwrap().clone();
    told.tell(other).await;

    let worker = home.open(read_models::ALL);
    let run = Running::begin(&worker, &told);
    let ended = tokio::time::timeout(Duration::from_secs(30), run.task).await.expect("it stops");
    let stopped = ended.unwrap().unwrap_err();
    let said = stopped.to_string();
    assert!(matches!(&stopped, Stopped::Undecodable(DecodeError::Newer { position: at, .. }) if *at == position));
    assert!(said.contains("stand still before that event") && said.contains("upgrade this process"), "{said}");
    let library = home.library();
    for table in Library::tables() {
        assert_eq!(library.position(table).unwrap(), Position(40));
    }
}
