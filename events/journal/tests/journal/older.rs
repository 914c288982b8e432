//! An older version of an event goes through a stream byte by byte, and is read behind it as the newer one.

use std::sync::Arc;

use event_journal::Feed as _;
use event_log::{Entry, EventLog, MemoryLog};
use events::coaching::{Activity, HoursLogged, Mode, Session};
use events::{CoachId, Event, Minutes, Position, old_version};
use jiff::civil::date;
use uuid::Uuid;

use crate::scene::{add, all, caught_up, decode, event, join, log_in, one_server, run, subject};

#[test]
fn an_older_version_in_a_log_keeps_its_bytes_in_the_stream_and_behind_it() {
    run(async {
        let event = Event { fact: session().into(), ..event(1, 1) };
        let leaf = old_version::of(&event.to_canonical().unwrap());
        assert_ne!(leaf, event.to_canonical().unwrap());
        let dir = tempfile::tempdir().unwrap();
        let log = log_in(dir.path());
        log.append(Entry::new(event.id, event.subject, leaf.clone(), None), Position::START).wait().unwrap();
        assert_eq!(log.verify(&mut |_| ()).unwrap().head, log.head());

        let (_server, connection) = one_server().await;
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        let node = join(&connection, Arc::new(MemoryLog::new()) as Arc<dyn EventLog>).await;
        caught_up(&node).await;
        assert_eq!(node.log().head(), log.head(), "the same root");
        let read = all(&node, 10).await;
        assert_eq!(read, [(Position(1), leaf, None)]);
        assert_eq!(decode(Position(1), &read[0].1), event);
        assert_eq!(node.history(subject(1), Position::START).await.unwrap().len(), 1);
        assert_eq!(add(&node, 2, 1).await, Position(2), "its subject goes on");
    });
}

fn session() -> HoursLogged {
    HoursLogged {
        coach: CoachId(Uuid::from_u128(9)),
        date: date(2026, 3, 9),
        mode: Some(Mode::InPerson),
        session: Session::of(Minutes(60), Activity::Review, true),
    }
}
