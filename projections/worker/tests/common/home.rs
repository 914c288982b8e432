//! A fresh home for tables in either database, and what stands in it, as text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use databases::{Address, FILE, OpenError, READERS, Session, discard};
use projection_kit::{AnyReadModel, Value};
use projection_worker::Worker;
use read_models::Library;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;
use test_servers::PostgresServer;

/// Which database.
#[derive(Clone, Copy)]
pub enum Homes {
    Sqlite,
    Postgres,
}

/// A fresh directory, or a fresh database.
pub enum Home {
    Sqlite(TempDir),
    Postgres(Address),
    /// The directory of another process.
    Elsewhere(PathBuf),
}

/// Each test as two: in SQLite, and in PostgreSQL.
#[macro_export]
macro_rules! in_both {
    ($(async fn $name:ident($homes:ident: Homes) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($homes: Homes) $body

            #[tokio::test]
            async fn in_sqlite() {
                story(Homes::Sqlite).await;
            }

            #[tokio::test]
            async fn in_postgres() {
                story(Homes::Postgres).await;
            }
        }
    )*};
}

impl Homes {
    pub fn fresh(self) -> Home {
        match self {
            Self::Sqlite => Home::Sqlite(tempfile::tempdir().unwrap()),
            Self::Postgres => Home::Postgres(Address::parse(&PostgresServer::shared().database()).unwrap()),
        }
    }
}

impl Home {
    pub fn dir(&self) -> &Path {
        match self {
            Self::Sqlite(dir) => dir.path(),
            Self::Elsewhere(dir) => dir,
            Self::Postgres(address) => panic!("{address} is no directory"),
        }
    }

    pub fn try_open(&self, models: &'static [&'static dyn AnyReadModel]) -> Result<Worker, OpenError> {
        match self {
            Self::Sqlite(_) | Self::Elsewhere(_) => Worker::open(self.dir(), models),
            Self::Postgres(address) => Worker::open_in_postgres(address, Some(READERS), models),
        }
    }

    #[track_caller]
    pub fn open(&self, models: &'static [&'static dyn AnyReadModel]) -> Worker {
        self.try_open(models).unwrap()
    }

    pub fn library(&self) -> Library {
        match self {
            Self::Sqlite(_) | Self::Elsewhere(_) => Library::open(self.dir()).unwrap(),
            Self::Postgres(address) => Library::open_in_postgres(address).unwrap(),
        }
    }

    pub fn discard(&self) {
        match self {
            Self::Sqlite(_) | Self::Elsewhere(_) => discard(self.dir()).unwrap(),
            Self::Postgres(address) => {
                let mut session = Session::connect(address).unwrap();
                // The session of a worker that was dropped ends a moment later, and its turn with it.
                let turn = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
                let until = Instant::now() + Duration::from_secs(10);
                while !session.query(turn, &[]).unwrap().is_empty() {
                    assert!(Instant::now() < until, "the worker that was dropped keeps its turn");
                }
                session.batch("DROP SCHEMA IF EXISTS waymark CASCADE").unwrap();
            }
        }
    }

    /// Every row of every table, in order, and how far each has come.
    pub fn dump(&self, models: &[&dyn AnyReadModel]) -> String {
        let mut dump = String::new();
        let tables = models.iter().map(|model| {
            let key: Vec<_> = model.table().key().map(|key| key.name).collect();
            (model.table().name, key.join(", "))
        });
        let bookkeeping = [("read_models", "1, 2"), ("parked", "1, 2, 3"), ("skipped", "1, 2")];
        for (table, order) in tables.chain(bookkeeping.map(|(table, order)| (table, order.to_owned()))) {
            for row in self.ask(&format!("SELECT * FROM {table} ORDER BY {order}")) {
                dump.push_str(table);
                row.iter().for_each(|cell| write!(dump, "|{}", shown(cell)).unwrap());
                dump.push('\n');
            }
        }
        dump
    }

    /// What the database answers, looked at past the worker and the library.
    pub fn ask(&self, sql: &str) -> Vec<Vec<Value>> {
        match self {
            Self::Sqlite(_) | Self::Elsewhere(_) => rows(&Connection::open(self.dir().join(FILE)).unwrap(), sql),
            Self::Postgres(address) => {
                let mut session = Session::connect(address).unwrap();
                session.batch("SET search_path = waymark").unwrap();
                session.query(sql, &[]).unwrap()
            }
        }
    }

    /// Changes something behind everybody's back.
    pub fn tamper(&self, sql: &str) {
        match self {
            Self::Sqlite(_) | Self::Elsewhere(_) => {
                Connection::open(self.dir().join(FILE)).unwrap().execute_batch(sql).unwrap();
            }
            Self::Postgres(address) => {
                let mut session = Session::connect(address).unwrap();
                session.batch(&format!("SET search_path = waymark; {sql}")).unwrap();
            }
        }
    }
}

/// A cell as text, the same whatever the database.
pub fn shown(cell: &Value) -> String {
    match cell {
        Value::Null => "-".to_owned(),
        Value::Flag(flag) => u8::from(*flag).to_string(),
        Value::Integer(_) | Value::Text(_) => cell.to_string(),
    }
}

fn rows(connection: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let (mut found, mut rows) = (statement.query([]).unwrap(), Vec::new());
    while let Some(row) = found.next().unwrap() {
        let cell = |at| match row.get_ref(at).unwrap() {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8(text.to_vec()).unwrap().into()),
            other @ (ValueRef::Real(_) | ValueRef::Blob(_)) => panic!("{other:?} stands in {sql}"),
        };
        rows.push((0..columns).map(cell).collect());
    }
    rows
}
