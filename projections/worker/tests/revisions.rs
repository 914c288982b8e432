//! A new revision is made beside the old one; files that are not ours are left alone.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::sync::Arc;

use common::every::Every;
use common::home::{Home, Homes};
use common::store::{Told, lives};
use databases::{FILE, OpenError};
use event_journal::{EmbeddedJournal, Feed as _, Journal};
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{Event, EventId, InternshipId, Position};
use projection_kit::{AnyReadModel, ReadModel, Takes, model, table};
use projection_worker::Stopped;
use tokio::sync::watch;

mod first {
    use super::*;

    table! {
        /// One row per internship: how many things happened.
        pub struct Row in "happenings", revision 1, by {
            internship: InternshipId = "The internship.";
        } {
            happened: u32 = "How many things happened.";
        }
    }
}

mod second {
    use super::*;

    table! {
        /// One row per internship: how many things happened, and when the last was.
        pub struct Row in "happenings", revision 2, sorted by [happened], by {
            internship: InternshipId = "The internship.";
        } {
            happened: u32 = "How many things happened.";
            last: Option<jiff::civil::Date> = "The day of the last of them.";
        }
    }
}

struct First;
struct Second;

impl ReadModel for First {
    type Key = (InternshipId,);
    type Page = Option<first::Row>;

    const TAKES: Takes<Self> = &[&Every(|page: Option<first::Row>, internship, _| {
        Ok(Some(first::Row { internship, happened: page.map_or(0, |row| row.happened) + 1 }))
    })];
}

impl ReadModel for Second {
    type Key = (InternshipId,);
    type Page = Option<second::Row>;

    const TAKES: Takes<Self> = &[&Every(|page: Option<second::Row>, internship, event| {
        let (happened, last) = (page.map_or(0, |row| row.happened) + 1, Some(event.event.happened));
        Ok(Some(second::Row { internship, happened, last }))
    })];
}

const OLD: &[&dyn AnyReadModel] = &[&model::<First>()];
const NEW: &[&dyn AnyReadModel] = &[&model::<Second>()];

in_both! {
    async fn the_old_revision_serves_until_the_new_one_has_caught_up(homes: Homes) {
        let (home, told) = told(homes, 300).await;
        home.open(OLD).catch_up(told.journal(), |_| {}).await.unwrap();
        let before = home.dump(OLD);

        let new = home.open(NEW);
        let old_rows =
            |dump: &str| dump.lines().filter(|line| line.starts_with("happenings|")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(old_rows(&home.dump(OLD)), old_rows(&before), "the new one is only being made");

        new.catch_up(told.journal(), |_| {}).await.unwrap();
        let fresh = homes.fresh();
        fresh.open(NEW).catch_up(told.journal(), |_| {}).await.unwrap();
        assert_eq!(home.dump(NEW), fresh.dump(NEW));
        assert_eq!(new.applied().borrow().0, 300);
    }
}

in_both! {
    async fn a_table_that_is_being_made_when_the_worker_stops_is_finished_by_the_next(homes: Homes) {
        let (home, told) = told(homes, 300).await;
        home.open(OLD).catch_up(told.journal(), |_| {}).await.unwrap();
        drop(home.open(NEW));
        drop(home.open(NEW));
        home.open(NEW).catch_up(told.journal(), |_| {}).await.unwrap();
        assert!(home.dump(NEW).contains("read_models|happenings|live|2|"));
        assert!(!home.dump(NEW).contains("building"));
    }
}

in_both! {
    async fn an_older_program_does_not_touch_the_tables_of_a_newer_one(homes: Homes) {
        let (home, told) = told(homes, 30).await;
        home.open(NEW).catch_up(told.journal(), |_| {}).await.unwrap();
        let error = home.try_open(OLD).map(drop).unwrap_err();
        assert!(matches!(error, OpenError::NewerRevision { found: 2, known: 1, .. }), "{error}");
        assert!(error.to_string().contains("waymark rebuild"), "{error}");
    }
}

#[tokio::test]
async fn a_file_of_another_version_or_no_database_says_what_to_do() {
    let (home, told) = told(Homes::Sqlite, 30).await;
    home.open(OLD).catch_up(told.journal(), |_| {}).await.unwrap();
    for other in [99, 1] {
        home.tamper(&format!("PRAGMA user_version = {other}"));
        let error = home.try_open(OLD).map(drop).unwrap_err();
        assert!(matches!(error, OpenError::OtherFormat { found, .. } if found == other), "{error}");
        assert!(error.to_string().contains("made again"), "{error}");
    }

    home.discard();
    std::fs::write(home.dir().join(FILE), "a letter to a friend, and no database at all, however long it is").unwrap();
    let error = home.try_open(OLD).map(drop).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("loses nothing"), "{error}");

    home.discard();
    home.discard();
    home.open(OLD).catch_up(told.journal(), |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_schema_of_another_version_is_left_alone_until_it_is_discarded() {
    let (home, told) = told(Homes::Postgres, 30).await;
    home.open(OLD).catch_up(told.journal(), |_| {}).await.unwrap();
    for other in [99, 1] {
        home.tamper(&format!("UPDATE version SET version = {other}"));
        let error = home.try_open(OLD).map(drop).unwrap_err();
        assert!(matches!(error, OpenError::OtherFormat { found, .. } if found == other), "{error}");
    }
    home.discard();
    home.discard();
    home.open(OLD).catch_up(told.journal(), |_| {}).await.unwrap();
}

in_both! {
    async fn tables_of_another_log_are_found_out_and_a_rebuild_remedies_it(homes: Homes) {
        let (home, longer) = told(homes, 300).await;
        let (_, shorter) = told(homes, 100).await;
        let worker = home.open(OLD);
        worker.catch_up(longer.journal(), |_| {}).await.unwrap();
        let error = worker.catch_up(shorter.journal(), |_| {}).await.unwrap_err();
        assert!(matches!(error, Stopped::OtherLog { position: Position(300), head: Position(100), .. }), "{error}");
        worker.rebuild(shorter.journal(), &["happenings"], |_| {}).await.unwrap();
        worker.catch_up(shorter.journal(), |_| {}).await.unwrap();
        assert_eq!(worker.applied().borrow().0, 100);
    }
}

in_both! {
    async fn an_event_this_version_does_not_know_stops_the_worker_before_it(homes: Homes) {
        let log = Arc::new(MemoryLog::new());
        let journal = EmbeddedJournal::new(Arc::<MemoryLog>::clone(&log), Arc::new(|| jiff::Timestamp::UNIX_EPOCH));
        for event in lives(9, 3, 3) {
            let mut last = Position::START;
            for stored in journal.history(event.subject, Position::START).await.unwrap() {
                last = stored.position;
            }
            journal.append(event, None, last).await.unwrap();
        }
        let mut event = lives(10, 1, 1).remove(0);
        event.subject.id = uuid::Uuid::from_u128(99);
        let leaf = String::from_utf8(event.to_canonical().unwrap()).unwrap().replace("referred.v1", "referred.v9");
        let id = EventId(uuid::Uuid::from_u128(99));
        log.append(Entry::new(id, event.subject, leaf.into_bytes(), None), Position::START).await.unwrap();

        let home = homes.fresh();
        let worker = home.open(OLD);
        let error = worker.catch_up(Arc::new(journal), |_| {}).await.unwrap_err();
        assert!(error.to_string().contains("position 4 has the type \"waymark.referrals.referred.v9\""), "{error}");
        assert_eq!(worker.applied().borrow().0, 3, "what came before it is there");
    }
}

in_both! {
    async fn the_worker_follows_the_journal_until_it_is_told_to_stop(homes: Homes) {
        let (home, mut told) = told(homes, 20).await;
        let worker = home.open(OLD);
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn({
            let (worker, journal) = (worker.clone(), told.journal());
            async move { worker.run(journal, stopped).await }
        });
        let mut applied = worker.applied();
        applied.wait_for(|position| position.0 == 20).await.unwrap();
        let last = told.tell(Event { id: EventId(uuid::Uuid::from_u128(1)), ..lives(77, 1, 1).remove(0) }).await;
        applied.wait_for(|position| *position == last).await.unwrap();
        stop.send(true).unwrap();
        running.await.unwrap().unwrap();
    }
}

in_both! {
    async fn a_rebuild_tells_how_far_it_is(homes: Homes) {
        let (home, told) = told(homes, 300).await;
        let worker = home.open(OLD);
        worker.catch_up(told.journal(), |_| {}).await.unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        worker.rebuild(told.journal(), &[], move |progress| sender.send(progress).unwrap()).await.unwrap();
        let last = receiver.iter().last().unwrap();
        assert_eq!((last.done.0, last.of.0), (300, 300));
        let error = worker.rebuild(told.journal(), &["job"], |_| {}).await.unwrap_err();
        assert!(matches!(error, Stopped::NoSuchTable { .. }), "{error}");
    }
}

async fn told(homes: Homes, events: usize) -> (Home, Told) {
    let mut told = Told::nothing();
    for event in lives(1, 7, events) {
        told.tell(event).await;
    }
    (homes.fresh(), told)
}
