//! A journal in memory, and the tables as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Feed, Journal};
use event_log::MemoryLog;
use events::{Event, Position, Subject};
use projection_kit::AnyReadModel;
use projection_kit::store::FILE;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

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

/// Every row of every table, in order, and how far each has come.
pub fn dump(dir: &Path, models: &[&dyn AnyReadModel]) -> String {
    let connection = Connection::open(dir.join(FILE)).unwrap();
    let mut dump = String::new();
    for model in models {
        let (table, key) = (model.table().name, model.table().key().map(|key| key.name).collect::<Vec<_>>().join(", "));
        rows(&connection, table, &format!("SELECT * FROM {table} ORDER BY {key}"), &mut dump);
    }
    rows(&connection, "read_models", "SELECT * FROM read_models ORDER BY 1, 2", &mut dump);
    rows(&connection, "parked", "SELECT * FROM parked ORDER BY 1, 2, 3", &mut dump);
    dump
}

fn rows(connection: &Connection, table: &str, sql: &str, dump: &mut String) {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        write!(dump, "{table}").unwrap();
        for at in 0..columns {
            match row.get_ref(at).unwrap() {
                ValueRef::Null => write!(dump, "|-").unwrap(),
                ValueRef::Integer(number) => write!(dump, "|{number}").unwrap(),
                ValueRef::Text(text) => write!(dump, "|{}", String::from_utf8_lossy(text)).unwrap(),
                other @ (ValueRef::Real(_) | ValueRef::Blob(_)) => panic!("{other:?} stands in {table}"),
            }
        }
        dump.push('\n');
    }
}
