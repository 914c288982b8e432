//! A journal in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Feed, Journal};
use event_log::MemoryLog;
use events::{Event, Position, Recorded, Subject};
use jiff::Timestamp;

use super::{Chance, Intern};

/// A journal in memory, and what each subject's last position is.
pub struct Told {
    pub journal: Arc<EmbeddedJournal>,
    last: BTreeMap<Subject, Position>,
}

impl Told {
    pub fn nothing() -> Self {
        Self::at(Timestamp::UNIX_EPOCH)
    }

    fn at(recorded: Timestamp) -> Self {
        let journal = EmbeddedJournal::new(Arc::new(MemoryLog::new()), Arc::new(move || recorded));
        Self { journal: Arc::new(journal), last: BTreeMap::new() }
    }

    /// The same events with the same ids, as when all commands are repeated: recorded an hour later.
    pub async fn told_again(&self) -> Self {
        let mut again = Self::at(Timestamp::from_second(3_600).unwrap());
        let all = usize::try_from(self.journal.head().0).unwrap();
        for (position, leaf, _) in self.journal.since(Position::START, all).await.unwrap().iter() {
            again.tell(Recorded::decode(position, leaf).unwrap().event).await;
        }
        assert_eq!(again.journal.head(), self.journal.head());
        again
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
