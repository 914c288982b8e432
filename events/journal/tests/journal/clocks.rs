//! Recorded times do not go back where positions go on, whatever the clock does.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use event_journal::{EmbeddedJournal, Journal};
use event_log::{EventLog, MemoryLog};
use events::Position;
use jiff::Timestamp;

use crate::scene::{add, all, decode, event, log_in, run};

/// A journal by a clock that shows these seconds, one after the other.
fn by(log: &Arc<dyn EventLog>, seconds: &[i64]) -> EmbeddedJournal {
    let left = Mutex::new(seconds.iter().rev().copied().collect::<Vec<_>>());
    let clock = move || Timestamp::from_second(left.lock().unwrap().pop().unwrap()).unwrap();
    EmbeddedJournal::new(log.clone(), Arc::new(clock))
}

/// The recorded times of all events, in order, as they are written.
async fn times(journal: &EmbeddedJournal) -> Vec<String> {
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
