//! The tables, as everybody reads them: read-only, a page at a time, each answer from one moment.

mod error;
mod question;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use events::{InternshipId, Position};
use projection_kit::store::{FILE, LIVE, VERSION};
use projection_kit::{TableDescription, Value};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction};

pub use error::{OpenError, Unanswered};
pub use question::{Cursor, Question};

/// The tables in a directory. Connections are kept and shared between threads.
#[derive(Debug)]
pub struct Library {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// How many connections are kept for later.
const IDLE: usize = 8;

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The cells of each row, in the order of the table's columns.
    pub rows: Vec<Vec<Value>>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
    /// The position of the last event that the table has taken in.
    pub position: Position,
}

impl Library {
    /// Opens the tables that a worker keeps in this directory.
    ///
    /// # Errors
    /// When there are none yet, or they cannot be read.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let library = Self { file: dir.join(FILE), idle: Mutex::default() };
        if !library.file.exists() {
            return Err(OpenError::Missing(library.file));
        }
        let failed = |source| OpenError::Store { file: library.file.clone(), source };
        let connection = library.connect().map_err(failed)?;
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        if found > VERSION {
            return Err(OpenError::Newer { file: library.file, found, known: VERSION });
        }
        library.put_back(connection);
        Ok(library)
    }

    /// Every table there is.
    pub fn tables() -> impl Iterator<Item = &'static TableDescription> {
        crate::ALL.iter().map(|model| model.table())
    }

    /// The table of this name.
    #[must_use]
    pub fn table(name: &str) -> Option<&'static TableDescription> {
        Self::tables().find(|table| table.name == name)
    }

    /// A page of a table, in its order.
    ///
    /// # Errors
    /// When the question names a column or value that the table cannot have, or the file cannot be
    /// read.
    pub fn rows(&self, question: &Question) -> Result<Rows, Unanswered> {
        let (sql, parameters) = question.sql()?;
        self.ask(|transaction| {
            let position = position(transaction, question.table)?;
            let mut statement = transaction.prepare_cached(&sql)?;
            let mut found = statement.query(rusqlite::params_from_iter(&parameters))?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                rows.push(question.cells(row)?);
            }
            // One more than asked for tells that there are more.
            let next = (rows.len() > question.limit).then(|| {
                rows.truncate(question.limit);
                rows.last().map(|row| question.cursor(row))
            });
            Ok(Rows { rows, next: next.flatten(), position })
        })
    }

    /// How far a table has come.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn position(&self, table: &TableDescription) -> Result<Position, Unanswered> {
        self.ask(|transaction| position(transaction, table))
    }

    /// How many internships stand where, stage by stage, without those where nobody stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stages(&self) -> Result<Vec<(String, u64)>, Unanswered> {
        self.ask(|transaction| {
            let mut statement = transaction.prepare_cached(crate::journeys::questions::STAGES)?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0))))?;
            rows.collect()
        })
    }

    /// The internships that a provider calls so; case does not matter. Several providers may use
    /// the same reference.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn internships_by_reference(&self, reference: &str) -> Result<Vec<InternshipId>, Unanswered> {
        self.ask(|transaction| {
            let mut statement = transaction.prepare_cached(crate::journeys::questions::BY_REFERENCE)?;
            let rows = statement.query_map([reference.trim()], |row| row.get::<_, String>(0))?;
            let ids = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(ids.iter().filter_map(|id| id.parse().ok().map(InternshipId)).collect())
        })
    }

    /// Asks on one connection, at one moment.
    fn ask<T>(&self, question: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, Unanswered> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        let answer = connection.transaction().and_then(|transaction| question(&transaction));
        self.put_back(connection);
        Ok(answer?)
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn put_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }
}

fn position(transaction: &Transaction<'_>, table: &TableDescription) -> rusqlite::Result<Position> {
    let sql = "SELECT position FROM read_models WHERE name = ?1 AND state = ?2";
    let found = transaction.query_row(sql, [table.name, LIVE], |row| row.get::<_, i64>(0)).optional()?;
    Ok(Position(u64::try_from(found.unwrap_or(0)).unwrap_or(0)))
}
