//! A journal in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Feed, Journal};
use event_log::MemoryLog;
use events::{Event, Position, Subject};

use super::{Chance, Intern};

/// A journal in memory, and what each subject's last position is.
pub struct Told {
    pub journal: Arc<EmbeddedJournal>,
    last: BTreeMap<Subject, Position>,
}

impl Told {
    pub fn nothing() -> Self {
        let journal = EmbeddedJournal::new(Arc::new(MemoryLog::new()), Arc::new(|| jiff::Timestamp::UNIX_EPOCH));
        Self { journal: Arc::new(journal), last: BTreeMap::new() }
    }

    pub fn journal(&self) -> Arc<dyn Feed> {
        Arc::<EmbeddedJournal>::clone(&self.journal)
    }

    pub async fn tell(&mut self, event: Event) -> Position {
        let last = self.last.entry(event.subject).or_default();
        *last = self.journal.append(event, None, *last).await.unwrap();
        *last
    }
}

/// So many events of so many interns, in random order; one in twenty takes an earlier one back.
pub fn lives(seed: u64, interns: u64, events: usize) -> Vec<Event> {
    let mut chance = Chance::of(seed);
    let mut lives: Vec<_> = (0..interns).map(|n| Intern::new(n, Some(20))).collect();
    let mut next = || {
        let one = usize::try_from(chance.below(interns)).unwrap();
        lives[one].next(&mut chance)
    };
    (0..events).map(|_| next()).collect()
}
