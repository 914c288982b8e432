//! The tables are the same, whichever version a session was recorded as.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::sync::Arc;

use common::home::{Home, Homes};
use common::store::{Told, lives};
use event_journal::{EmbeddedJournal, Feed};
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{Recorded, old_version};
use read_models::ALL;

in_both! {
    async fn sessions_of_an_older_version_are_in_the_tables_as_any_others(homes: Homes) {
        let mut told = Told::nothing();
        for event in lives(41, 6, 400) {
            told.tell(event).await;
        }
        let older = older(&*told.journal()).await;
        let tables = [told.journal(), older].map(|feed| (homes.fresh(), feed));
        for (home, feed) in &tables {
            home.open(ALL).catch_up(Arc::clone(feed), |_| {}).await.unwrap();
        }
        let [(newer, _), (older, _)] = &tables;
        let (older, newer) = (rows(older), rows(newer));
        for (older, newer) in older.iter().zip(&newer) {
            assert_eq!(older, newer);
        }
        assert_eq!(older.len(), newer.len());
        assert!(newer.iter().any(|row| row.starts_with("coach_hours|")));
    }
}

/// The same events, the sessions among them recorded as an older version.
async fn older(feed: &dyn Feed) -> Arc<dyn Feed> {
    let (log, mut changed) = (MemoryLog::new(), 0);
    while log.head().position < feed.head() {
        for (position, leaf, _) in feed.since(log.head().position, 1_000).await.unwrap().iter() {
            let (event, older) = (Recorded::decode(position, leaf).unwrap().event, old_version::of(leaf));
            changed += u32::from(older != leaf);
            log.append(Entry::new(event.id, event.subject, older, None), log.last(&event.subject)).wait().unwrap();
        }
    }
    assert!(changed > 100, "{changed}");
    Arc::new(EmbeddedJournal::new(Arc::new(log), Arc::new(|| jiff::Timestamp::UNIX_EPOCH)))
}

/// Every row, without how far the tables have come: that holds the hash of the last event.
fn rows(home: &Home) -> Vec<String> {
    let dump = home.dump(ALL);
    dump.lines().filter(|line| !line.starts_with("read_models|")).map(str::to_owned).collect()
}
