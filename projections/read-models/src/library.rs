//! The tables, as everybody reads them: read-only, a page at a time, each answer from one moment.

mod error;
mod question;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use events::Position;
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

/// How far a table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableProgress {
    /// The table.
    pub name: String,
    /// Whether it serves; else it is being made, and takes over when it has caught up.
    pub serves: bool,
    /// Its revision.
    pub revision: u32,
    /// The last event it has taken in.
    pub position: Position,
}

/// A subject that a table leaves out, from an event on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedSubject {
    /// The table.
    pub table: String,
    /// Who: `internship/…`.
    pub subject: String,
    /// The event that could not be digested.
    pub position: Position,
    /// Why not.
    pub reason: String,
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
        if found == 0 {
            return Err(OpenError::Missing(library.file));
        }
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

    /// How far each table is, those that are being made too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn progress(&self) -> Result<Vec<TableProgress>, Unanswered> {
        self.ask(|transaction| {
            let sql = "SELECT name, state, revision, position FROM read_models ORDER BY name, state DESC";
            let mut statement = transaction.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                let serves = row.get::<_, String>(1)? == LIVE;
                let (name, revision, position) = (row.get(0)?, row.get(2)?, Position(whole(row.get(3)?)));
                Ok(TableProgress { name, serves, revision, position })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The subjects that a table leaves out, because an event of theirs could not be digested.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn parked(&self) -> Result<Vec<ParkedSubject>, Unanswered> {
        self.ask(|transaction| {
            let sql = "SELECT name, subject, position, reason FROM parked WHERE state = ?1 ORDER BY name, position";
            let mut statement = transaction.prepare_cached(sql)?;
            let rows = statement.query_map([LIVE], |row| {
                let (table, subject, reason) = (row.get(0)?, row.get(1)?, row.get(3)?);
                Ok(ParkedSubject { table, subject, position: Position(whole(row.get(2)?)), reason })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Asks on one connection, at one moment.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&Transaction<'_>) -> Result<T, Unanswered>,
    ) -> Result<T, Unanswered> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        let answer = connection.transaction().map_err(Unanswered::from).and_then(|transaction| question(&transaction));
        self.put_back(connection);
        answer
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

/// How far a table has come, if the one that serves is the one that this version knows.
pub(crate) fn position(transaction: &Transaction<'_>, table: &TableDescription) -> Result<Position, Unanswered> {
    let sql = "SELECT revision, shape, position FROM read_models WHERE name = ?1 AND state = ?2";
    let found = transaction
        .prepare_cached(sql)?
        .query_row([table.name, LIVE], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, Position(whole(row.get(2)?))))
        })
        .optional()?;
    match found {
        Some((revision, shape, position)) if revision == table.revision && shape == table.shape() => Ok(position),
        _ => Err(Unanswered::BeingMade { table: table.name }),
    }
}

/// A count as SQLite has it.
pub(crate) fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
