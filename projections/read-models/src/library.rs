//! The tables, to be read. Nothing in here writes.

mod rows;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use events::Position;
use projection_kit::TableDescription;
use projection_kit::store::{FILE, LIVE, VERSION};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, params};

pub(crate) use rows::run;
pub use rows::{Rows, RowsQuery};

/// How many connections are kept for the next question.
const KEPT: usize = 4;

/// How long a question waits for a table that is being put in place.
const PATIENCE: Duration = Duration::from_secs(5);

/// The read models of one directory. Every question is answered from one moment of the tables, and
/// blocks its thread until then; any number can be asked at once.
pub struct Library {
    file: PathBuf,
    connections: Mutex<Vec<Connection>>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("file", &self.file).finish_non_exhaustive()
    }
}

/// Why there is nothing to ask.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No worker has made the file yet.
    #[error("there are no read models in {0} yet: start `waymark up`, or run `waymark rebuild`")]
    NotThere(PathBuf),
    /// A later version of this program has written the file.
    #[error(
        "the read models in {file} have format {found} and this version knows {known}: use the newer version, or run `waymark rebuild`, which makes them again from the log and loses nothing"
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known.
        known: i64,
    },
    /// Not a database, or a broken one, or not to be read.
    #[error(
        "the read models in {file} cannot be read: {source}; check its permissions; if it is broken, `waymark rebuild` makes it again from the log and loses nothing"
    )]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no such table.
    #[error("there is no table \"{name}\"; there are: {known}")]
    NoSuchTable {
        /// What was asked for, cut short.
        name: String,
        /// What there is.
        known: String,
    },
    /// The table has no such column.
    #[error("{table} has no column \"{name}\"; it has: {known}")]
    NoSuchColumn {
        /// The table.
        table: &'static str,
        /// What was asked for, cut short.
        name: String,
        /// What it has.
        known: String,
    },
    /// No cell of the column could hold the value.
    #[error("\"{found}\" cannot stand in {table}.{column}: write {expected}")]
    NotAValue {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What was asked for, cut short.
        found: String,
        /// What can stand there.
        expected: String,
    },
    /// The page mark is none that was handed out for this table.
    #[error("the page mark \"{0}\" is none of this table: begin with the first page")]
    NotAMark(String),
    /// The table serves in another revision while this version's is being made.
    #[error("the table {table} is being made anew from the log: ask again in a moment")]
    BeingMade {
        /// The table.
        table: &'static str,
    },
    /// A stored row is not of its table's form.
    #[error(transparent)]
    Misread(#[from] projection_kit::Misread),
    /// The file cannot be read any more.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error("the read models cannot be read: {0}; `waymark rebuild` makes them again from the log and loses nothing")]
    Store(#[from] rusqlite::Error),
}

impl Library {
    /// Opens the read models in this directory.
    ///
    /// # Errors
    /// When there are none, or they cannot be read by this version.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let file = dir.join(FILE);
        let connection = connect(&file)?;
        Ok(Self { file, connections: Mutex::new(vec![connection]) })
    }

    /// What each table is.
    pub fn tables() -> impl Iterator<Item = &'static TableDescription> {
        crate::ALL.iter().map(|model| model.table())
    }

    /// What the table of this name is.
    ///
    /// # Errors
    /// When there is none.
    pub fn table(name: &str) -> Result<&'static TableDescription, AskError> {
        let known = || Self::tables().map(|table| table.name).collect::<Vec<_>>().join(", ");
        let none = || AskError::NoSuchTable { name: name.chars().take(60).collect(), known: known() };
        Self::tables().find(|table| table.name == name).ok_or_else(none)
    }

    /// The position up to which every table has come.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn position(&self) -> Result<Position, AskError> {
        self.ask(|connection| {
            let sql = "SELECT coalesce(min(position), 0) FROM read_models WHERE state = ?1";
            Ok(connection.query_row(sql, [LIVE], |row| row.get(0).map(position))?)
        })
    }

    /// How far each table is, those that are being made too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn progress(&self) -> Result<Vec<TableProgress>, AskError> {
        self.ask(|connection| {
            let sql = "SELECT name, state, revision, position FROM read_models ORDER BY name, state DESC";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                let state: String = row.get(1)?;
                let (name, revision) = (row.get(0)?, row.get(2)?);
                Ok(TableProgress { name, serves: state == LIVE, revision, position: position(row.get(3)?) })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The subjects that a table leaves out, because an event of theirs could not be digested.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn parked(&self) -> Result<Vec<ParkedSubject>, AskError> {
        self.ask(|connection| {
            let sql = "SELECT name, subject, position, reason FROM parked WHERE state = ?1 ORDER BY name, position";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([LIVE], |row| {
                let (table, subject, reason) = (row.get(0)?, row.get(1)?, row.get(3)?);
                Ok(ParkedSubject { table, subject, position: position(row.get(2)?), reason })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Asks within one moment of all tables.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Transaction<'_>) -> Result<T, AskError>) -> Result<T, AskError> {
        let kept = self.connections.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = kept.map_or_else(|| connect(&self.file), Ok)?;
        let transaction = connection.transaction()?;
        let answer = question(&transaction)?;
        drop(transaction);
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if connections.len() < KEPT {
            connections.push(connection);
        }
        Ok(answer)
    }
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

/// A subject that a table leaves out from an event on.
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

/// The position up to which a table has come, if it serves as this version makes it.
pub(crate) fn serves(connection: &Connection, table: &'static TableDescription) -> Result<Position, AskError> {
    let sql = "SELECT position FROM read_models WHERE name = ?1 AND state = ?2 AND revision = ?3 AND shape = ?4";
    let found = connection
        .prepare_cached(sql)?
        .query_row(params![table.name, LIVE, table.revision, table.shape()], |row| row.get(0).map(position))
        .optional()?;
    found.ok_or(AskError::BeingMade { table: table.name })
}

pub(crate) fn position(number: i64) -> Position {
    Position(u64::try_from(number).unwrap_or_default())
}

fn connect(file: &Path) -> Result<Connection, OpenError> {
    if !file.exists() {
        return Err(OpenError::NotThere(file.parent().unwrap_or(file).to_owned()));
    }
    let unreadable = |source| OpenError::Unreadable { file: file.to_owned(), source };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(unreadable)?;
    connection.busy_timeout(PATIENCE).map_err(unreadable)?;
    let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(unreadable)?;
    match found {
        VERSION => Ok(connection),
        0 => Err(OpenError::NotThere(file.parent().unwrap_or(file).to_owned())),
        _ => Err(OpenError::Newer { file: file.to_owned(), found, known: VERSION }),
    }
}
