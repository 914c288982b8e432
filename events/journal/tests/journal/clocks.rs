//! Recorded times do not go back where positions go on, whatever the clocks do, and nobody but a fill
//! brings a recorded time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use event_journal::{ClusterJournal, EmbeddedJournal, Feed, Journal};
use event_log::{EventLog, MemoryLog};
use events::Position;
use jiff::Timestamp;

use crate::scene::{
    Time, add, all, begin, caught_up, decode, event, fill, join, log_in, message, one_server, reaches, run, stopped,
    subject,
};

/// A journal by a clock that shows these seconds, one after the other.
fn by(log: &Arc<dyn EventLog>, seconds: &[i64]) -> EmbeddedJournal {
    let left = Mutex::new(seconds.iter().rev().copied().collect::<Vec<_>>());
    let clock = move || Timestamp::from_second(left.lock().unwrap().pop().unwrap()).unwrap();
    EmbeddedJournal::new(log.clone(), Arc::new(clock))
}

/// The recorded times of all events, in order, as they are written.
async fn times(journal: &dyn Feed) -> Vec<String> {
    let time = |(position, leaf, _): (Position, Vec<u8>, _)| {
        let recorded = format!("{:.6}", decode(position, &leaf).recorded);
        let written = format!("\"recordedtime\":\"{recorded}\"");
        assert!(String::from_utf8(leaf).unwrap().contains(&written), "{written}");
        recorded
    };
    all(journal, 100).await.into_iter().map(time).collect()
}

#[test]
fn a_clock_that_goes_back_does_not_take_recorded_times_with_it() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        let journal = by(&log, &[10, 20, 5, 19, 21]);
        for n in 0..5 {
            add(&journal, n, n).await;
        }
        let seconds = [10, 20, 20, 20, 21].map(|second| format!("1970-01-01T00:00:{second}.000000Z"));
        assert_eq!(times(&journal).await, seconds);
    });
}

#[test]
fn a_clock_that_went_back_while_the_process_was_down_does_neither() {
    run(async {
        let dir = tempfile::tempdir().unwrap();
        add(&by(&log_in(dir.path()), &[30]), 0, 0).await;
        let journal = by(&log_in(dir.path()), &[12, 31]);
        add(&journal, 1, 1).await;
        add(&journal, 2, 0).await;
        let seconds = [30, 30, 31].map(|second| format!("1970-01-01T00:00:{second}.000000Z"));
        assert_eq!(times(&journal).await, seconds);
    });
}

#[test]
fn of_events_that_are_appended_at_once_none_was_recorded_before_the_one_in_front_of_it() {
    run(async {
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        // Goes back at every second look.
        let looks = AtomicI64::new(0);
        let clock = move || {
            let look = looks.fetch_add(1, Ordering::Relaxed);
            Timestamp::from_second(if look % 2 == 0 { look } else { look / 2 }).unwrap()
        };
        let journal = EmbeddedJournal::new(log, Arc::new(clock));
        let appends = (0..400).map(|n| {
            let journal = journal.clone();
            tokio::spawn(async move { Journal::append(&journal, event(n, n), None, Position::START).await })
        });
        for append in appends.collect::<Vec<_>>() {
            append.await.unwrap().unwrap();
        }
        let times = times(&journal).await;
        assert_eq!(times.len(), 400);
        assert!(times.is_sorted(), "{times:?}");
    });
}

/// Later than any server's clock shows.
const AHEAD: &str = "2099-01-01T00:00:00.000000Z";

/// A journal by a clock that is decades ahead.
fn ahead(log: &Arc<dyn EventLog>) -> EmbeddedJournal {
    by(log, &[AHEAD.parse::<Timestamp>().unwrap().as_second()])
}

#[test]
fn what_follows_an_event_of_a_clock_that_was_ahead_is_not_recorded_before_it() {
    run(async {
        let (_server, connection) = one_server().await;
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        add(&by(&log, &[10]), 0, 0).await;
        add(&ahead(&log), 1, 1).await;
        // Follows from the beginning, and one from the end of the log.
        let node = join(&connection, Arc::new(MemoryLog::new())).await;
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        let filled = join(&connection, log).await;
        fill(&filled, 2, 6, 3).await;
        let expected = ["1970-01-01T00:00:10.000000Z", AHEAD, AHEAD, AHEAD, AHEAD, AHEAD];
        assert_eq!(times(&filled).await, expected);

        reaches(&node, Position(6)).await;
        assert_eq!(node.log().head(), filled.log().head());
        let fresh = join(&connection, Arc::new(MemoryLog::new())).await;
        caught_up(&fresh).await;
        assert_eq!(fresh.log().head(), filled.log().head());
        // Compares the end of the log with the stream.
        join(&connection, Arc::clone(fresh.log())).await;
    });
}

#[test]
fn a_message_with_a_time_of_its_own_behind_what_was_filled_stops_all_who_read_it() {
    run(async {
        let (server, connection) = one_server().await;
        let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new());
        fill(&crate::scene::embedded(log.clone()), 0, 3, 3).await;
        connection.fill(&*log, &mut |_| ()).await.unwrap();
        let node = join(&connection, log).await;
        add(&node, 3, 0).await;

        // A service that dates back what it records: its message is whole, and would be a fill's.
        let address = format!("waymark.events.coaching.internship.{}", subject(8).id);
        let leaf = event(8, 8).to_canonical().unwrap();
        let backdated = message(&address, &leaf, None, Time::Own);
        let stranger = async_nats::connect(server.url()).await.unwrap();
        stranger.publish(address, backdated.into()).await.unwrap();
        stranger.flush().await.unwrap();

        let said = "the message at position 5 is not an event as it was sent: it has a recorded time of its own";
        let refuses = |node: ClusterJournal| async move {
            let told = stopped(&node).await;
            assert!(told.contains(said), "{told}");
            assert_eq!(node.head(), Position(4));
        };
        refuses(node).await;
        refuses(begin(&connection, Arc::new(MemoryLog::new()))).await;
    });
}
