//! An embedded log becomes a cluster, and a stream gets back what it lost.

use std::sync::Arc;

use event_journal::{AppendError, FillError, HistoryMismatch, Journal as _, State};
use event_log::{Batch, Damage, Entry, EventLog, Fault, Head, MemoryLog, Pending, ReadError, Stored, Verified};
use events::{Position, Subject};
use tokio::sync::watch;

use crate::scene::{
    add, begin, caught_up, embedded, event, fill, join, log_in, one_server, reaches, run, seal, sealed, subject,
    three_servers, until,
};

#[test]
fn an_embedded_log_becomes_a_cluster_with_the_same_root() {
    run(async {
        let dir = tempfile::tempdir().unwrap();
        let log = log_in(dir.path());
        fill(&embedded(log.clone()), 0, 1_700, 40).await;
        let (_cluster, connection) = three_servers().await;
        let mut told = Vec::new();
        let filled = connection.fill(&*log, &mut |position| told.push(position.0)).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(0), Position(1_700)));
        assert!(told.len() > 1 && told.is_sorted() && told.last() == Some(&1_700), "{told:?}");

        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&node).await;
        assert_eq!(node.log().head(), log.head());
        // The log itself becomes a node's log, and commands go on where they were.
        let first = join(&connection, log).await;
        assert_eq!(add(&first, 1_700, 0).await, Position(1_701));
        reaches(&node, Position(1_701)).await;
        assert_eq!(node.log().head(), first.log().head());
    });
}

#[test]
fn more_large_events_than_are_asked_for_at_once_are_read_to_the_end() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let (_server, connection) = one_server().await;
        for n in 0..420 {
            let mut event = event(n, n);
            let sealed = seal(&mut event, &vec![u8::try_from(n % 251).unwrap(); 98 * 1024]).map(|sealed| sealed.0);
            let leaf = event.to_canonical().unwrap();
            log.append(Entry::new(event.id, event.subject, leaf, sealed), Position::START).wait().unwrap();
        }
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&node).await;
        assert_eq!(node.log().head(), log.head());
    });
}

#[test]
fn filling_goes_on_where_it_was_and_ends_where_nothing_is_missing() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let journal = embedded(log.clone());
        fill(&journal, 0, 10, 4).await;
        let (_server, connection) = one_server().await;
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        fill(&journal, 10, 25, 4).await;
        let filled = connection.fill(&*log, &mut |_| ()).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(10), Position(25)));
        let filled = connection.fill(&*log, &mut |_| ()).await.unwrap();
        assert_eq!((filled.before, filled.after), (Position(25), Position(25)));
        let seen = connection.stream_seen().await.unwrap();
        assert_eq!((seen.filling, seen.filled), (None, Position(25)));
    });
}

#[test]
fn a_stream_that_is_being_filled_gets_no_appends_also_after_that_broke_off() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 1_200, 40).await;
        let (_server, connection) = one_server().await;
        let running = join(&connection, Arc::new(MemoryLog::new())).await;
        let begun = tokio::sync::Notify::new();
        let mut progress = |_| begun.notify_one();
        tokio::select! {
            biased;
            () = begun.notified() => {}
            filled = connection.fill(&*log, &mut progress) => panic!("not broken off: {filled:?}"),
        }
        let upto = connection.stream_seen().await.unwrap().last;
        assert!(upto < Position(1_200), "{upto}");
        let late = join(&connection, Arc::new(MemoryLog::new())).await;
        for node in [&running, &late] {
            let told = until(node, |status| status.appends_blocked.is_some()).await.appends_blocked().unwrap();
            assert!(told.contains("up to position 1200") && told.contains("waymark cluster seed"), "{told}");
            let refused = node.append(event(9, 99), None, Position::START).await.unwrap_err();
            assert!(matches!(&refused, AppendError::Failed(why) if *why == told), "{refused}");
            reaches(node, upto).await;
        }
        // One that has it all waits for the stream, which has lost nothing.
        let waits = begin(&connection, log.clone());
        let told = until(&waits, |status| matches!(status.state, State::Starting { trouble: Some(_) })).await;
        assert!(told.state.trouble().unwrap().contains("being filled"), "{told:?}");
        let refused = connection.fill(&**running.log(), &mut |_| ()).await.unwrap_err();
        assert!(matches!(refused, FillError::LogShorter { upto: Position(1_200), .. }), "{refused}");

        let filled = connection.fill(&*log, &mut |_| ()).await.unwrap();
        assert_eq!((filled.before, filled.after), (upto, Position(1_200)));
        for node in [&running, &late] {
            until(node, |status| status.appends_blocked.is_none()).await;
        }
        assert_eq!(add(&late, 9, 99).await, Position(1_201));
    });
}

#[test]
fn a_stream_that_is_not_the_beginning_of_the_log_is_left_alone() {
    run(async {
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        fill(&node, 0, 5, 2).await;
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 9, 2).await;
        let refused = connection.fill(&*log, &mut |_| ()).await.unwrap_err();
        assert!(
            matches!(refused, FillError::Mismatch(HistoryMismatch::Different { position: Position(1) })),
            "{refused}"
        );
        let short: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let refused = connection.fill(&*short, &mut |_| ()).await.unwrap_err();
        assert!(matches!(refused, FillError::StreamLonger { .. }), "{refused}");
        assert_eq!(connection.stream_seen().await.unwrap().last, Position(5), "nothing was put in");
    });
}

#[test]
fn filling_stops_where_somebody_else_appends() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 1_200, 4).await;
        let (_server, connection) = one_server().await;
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        let appending = node.clone();
        let mut taken = Vec::new();
        let mut between = |upto: Position| {
            taken.push(upto);
            if taken.len() == 1 {
                let appending = appending.clone();
                let append = async move { appending.append(event(9, 99), sealed(9), Position::START).await };
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(append)).unwrap();
            }
        };
        let refused = connection.fill(&*log, &mut between).await.unwrap_err();
        assert!(matches!(refused, FillError::Refused { .. }), "{refused}");
        let last = connection.stream_seen().await.unwrap().last;
        assert_eq!((taken.len(), last), (1, taken[0].next()), "one batch, somebody's event, and nothing after it");
        let held = subject(99);
        assert_eq!(node.log().history(&held, Position::START).unwrap().len(), 1);
    });
}

#[test]
fn filling_that_put_nothing_in_leaves_the_stream_as_it_was() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 10, 4).await;
        let (_server, connection) = one_server().await;
        let fit = connection.fits(&*log).await.unwrap();
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        add(&node, 9, 99).await;
        let refused = fit.fill(&mut |_| ()).await.unwrap_err();
        assert!(matches!(refused, FillError::Refused { upto: Position::START, .. }), "{refused}");
        let seen = connection.stream_seen().await.unwrap();
        assert_eq!((seen.last, seen.filling, seen.filled), (Position(1), None, Position::START));
    });
}

#[test]
fn a_log_that_does_not_verify_puts_nothing_into_the_stream() {
    run(async {
        let log = Arc::new(MemoryLog::new());
        fill(&embedded(log.clone()), 0, 9, 2).await;
        let (_server, connection) = one_server().await;
        let refused = connection.fill(&Unsound(log), &mut |_| ()).await.unwrap_err();
        assert!(matches!(&refused, FillError::Damaged(damage) if damage.position == Position(7)), "{refused}");
        assert!(refused.to_string().starts_with("nothing was put into the stream"), "{refused}");
        assert_eq!(connection.stream_seen().await.unwrap().last, Position::START);
    });
}

/// A log that can be read and is not what it was.
struct Unsound(Arc<MemoryLog>);

impl EventLog for Unsound {
    fn verify(&self, _: &mut dyn FnMut(Position)) -> Result<Verified, Damage> {
        let fault = Fault::Shorter { recorded: Position(9), found: Position(6) };
        Err(Damage { position: Position(7), fault })
    }

    fn append(&self, entry: Entry, expected: Position) -> Pending {
        self.0.append(entry, expected)
    }

    fn history(&self, subject: &Subject, after: Position) -> Result<Vec<Stored>, ReadError> {
        self.0.history(subject, after)
    }

    fn batch(&self, after: Position, limit: usize) -> Result<Batch, ReadError> {
        self.0.batch(after, limit)
    }

    fn head(&self) -> Head {
        self.0.head()
    }

    fn last(&self, subject: &Subject) -> Position {
        self.0.last(subject)
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.0.watch()
    }
}
