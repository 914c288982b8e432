//! Logs full of lives, and reading them.

use std::sync::Arc;

use event_journal::{EmbeddedJournal, Feed, Journal as _};
use event_log::MemoryLog;
use events::{Position, Recorded};

use super::{Chance, Intern};

/// How many events the life of an intern has here at most.
pub const EVENTS_EACH: u64 = 70;
/// How many events are read at once.
const BATCH: usize = 8_192;

/// The beginnings of lives that run side by side: so many events.
pub async fn lives(events: u64) -> Arc<MemoryLog> {
    let log = Arc::new(MemoryLog::new());
    let journal = embedded(&log);
    let mut chance = Chance::of(1);
    let interns = events.div_ceil(EVENTS_EACH);
    let mut lives: Vec<_> = (0..interns).map(|n| (Intern::new(n, None), Position::START)).collect();
    let mut left = events;
    while left > 0 {
        for (intern, last) in lives.iter_mut().take(usize::try_from(left).unwrap()) {
            *last = journal.append(intern.next(&mut chance), None, *last).await.unwrap();
            left -= 1;
        }
    }
    log
}

/// A journal on that log.
pub fn embedded(log: &Arc<MemoryLog>) -> EmbeddedJournal {
    EmbeddedJournal::new(log.clone(), Arc::new(|| jiff::Timestamp::UNIX_EPOCH))
}

/// Reads so many events, and decodes them if that is asked for.
pub async fn read(feed: &dyn Feed, events: u64, decoded: bool) {
    let mut after = Position::START;
    while after.0 < events {
        let batch = feed.since(after, BATCH).await.unwrap();
        for (position, leaf, _) in batch.iter().filter(|_| decoded) {
            std::hint::black_box(Recorded::decode(position, leaf).unwrap());
        }
        after = batch.last();
    }
}
