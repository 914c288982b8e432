//! The tables, as everybody reads them: read-only, a page at a time, each answer from one moment.

mod error;
mod home;
mod question;

use std::path::Path;

use events::Position;
use projection_kit::store::{LIVE, text, whole};
use projection_kit::{TableDescription, Value};
use projection_postgres::Address;

pub use error::{OpenError, Unanswered};
pub use question::{Cursor, Question};

use home::Home;
pub(crate) use home::Moment;

/// The tables of one home. Connections are kept and shared between threads.
#[derive(Debug)]
pub struct Library {
    home: Home,
}

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
        Ok(Self { home: Home::file(dir)? })
    }

    /// Opens the tables that a worker keeps in this database. Who reads needs the role for readers
    /// and nothing else. The thread waits for the server.
    ///
    /// # Errors
    /// When there are none yet, or the database does not let us read them.
    pub fn open_in_postgres(address: &Address) -> Result<Self, OpenError> {
        Ok(Self { home: Home::database(address)? })
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
        let (sql, values) = question.sql()?;
        self.ask(|moment| {
            let position = position(moment, question.table)?;
            let found = moment.query(&sql, &values)?;
            let mut rows: Vec<_> = found.into_iter().map(|row| question.cells(row)).collect();
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
        self.ask(|moment| position(moment, table))
    }

    /// How far each table is, those that are being made too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn progress(&self) -> Result<Vec<TableProgress>, Unanswered> {
        self.ask(|moment| {
            let sql = "SELECT name, state, revision, position FROM read_models ORDER BY name, state DESC";
            let progress = |row: &Vec<Value>| TableProgress {
                name: text(row, 0),
                serves: text(row, 1) == LIVE,
                revision: u32::try_from(whole(row, 2)).unwrap_or(u32::MAX),
                position: Position(whole(row, 3)),
            };
            Ok(moment.query(sql, &[])?.iter().map(progress).collect())
        })
    }

    /// The subjects that a table leaves out, because an event of theirs could not be digested.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn parked(&self) -> Result<Vec<ParkedSubject>, Unanswered> {
        self.ask(|moment| {
            let sql = "SELECT name, subject, position, reason FROM parked WHERE state = ? ORDER BY name, position";
            let parked = |row: &Vec<Value>| ParkedSubject {
                table: text(row, 0),
                subject: text(row, 1),
                position: Position(whole(row, 2)),
                reason: text(row, 3),
            };
            Ok(moment.query(sql, &[Value::Text(LIVE.into())])?.iter().map(parked).collect())
        })
    }

    /// Asks on one connection, at one moment.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&mut Moment<'_>) -> Result<T, Unanswered>,
    ) -> Result<T, Unanswered> {
        self.home.ask(question)
    }
}

/// How far a table has come, if the one that serves is the one that this version knows.
pub(crate) fn position(moment: &mut Moment<'_>, table: &TableDescription) -> Result<Position, Unanswered> {
    let sql = "SELECT revision, shape, position FROM read_models WHERE name = ? AND state = ?";
    let found = moment.query(sql, &[Value::Text(table.name.into()), Value::Text(LIVE.into())])?;
    match found.first() {
        Some(row) if whole(row, 0) == u64::from(table.revision) && text(row, 1) == table.shape() => {
            Ok(Position(whole(row, 2)))
        }
        _ => Err(Unanswered::BeingMade { table: table.name }),
    }
}
