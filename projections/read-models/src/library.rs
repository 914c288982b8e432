//! The tables, as everybody reads them: read-only, a page at a time, each answer from one transaction.

mod compare;
mod condition;
mod error;
mod question;

use std::ops::ControlFlow;
use std::path::Path;

use databases::row::whole;
use databases::{Address, OpenError, ReadConnections, ReadTransaction};
use events::Position;
use projection_kit::{TableDescription, Value};

pub use compare::{Difference, compare};
pub use condition::{Comparison, Condition, SortedBy, chosen_columns};
pub use error::Unanswered;
pub use question::{Cursor, Question};

/// The tables of one home. Connections are kept and shared between threads.
#[derive(Debug)]
pub struct Library(ReadConnections);

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The cells of each row, in the order of the question's columns.
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
        Ok(Self(ReadConnections::to_sqlite(dir)?))
    }

    /// Opens the tables that a worker keeps in this database. Who reads needs the role for readers
    /// and nothing else. The thread waits for the server.
    ///
    /// # Errors
    /// When there are none yet, or the database does not let us read them.
    pub fn open_in_postgres(address: &Address) -> Result<Self, OpenError> {
        Ok(Self(ReadConnections::to_postgres(address)?))
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

    /// The table of this name, or which there are.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<&'static TableDescription, Unanswered> {
        Self::table(name).ok_or_else(|| {
            let names: Vec<_> = Self::tables().map(|table| table.name).collect();
            Unanswered::no_such_table(name, &names)
        })
    }

    /// A page of a table, in its order.
    ///
    /// # Errors
    /// When the question names a column or value that the table cannot have, or the file cannot be
    /// read.
    pub fn rows(&self, question: &Question) -> Result<Rows, Unanswered> {
        self.ask(|tables| page(tables, question))
    }

    /// All rows of a question from where it begins, page after page, as the table is at one moment.
    /// Ends early when `each` breaks.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub fn pages(&self, question: &Question, mut each: impl FnMut(Rows) -> ControlFlow<()>) -> Result<(), Unanswered> {
        let mut question = question.clone();
        self.ask(|tables| {
            loop {
                let page = page(tables, &question)?;
                question.after.clone_from(&page.next);
                if each(page).is_break() || question.after.is_none() {
                    return Ok(());
                }
            }
        })
    }

    /// How many rows a question has on all its pages, and how far the table has come.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub fn count(&self, question: &Question) -> Result<(u64, Position), Unanswered> {
        let (sql, values) = question.count_sql()?;
        self.ask(|tables| {
            let position = position(tables, question.table)?;
            let found = tables.query(&sql, &values)?;
            Ok((found.first().map_or(0, |row| whole(row, 0)), position))
        })
    }

    /// How far a table has come.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn position(&self, table: &TableDescription) -> Result<Position, Unanswered> {
        self.ask(|tables| position(tables, table))
    }

    /// How far the table has come that is furthest behind.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn least_position(&self) -> Result<Position, Unanswered> {
        self.ask(|tables| least(Self::tables().map(|table| position(tables, table))))
    }

    /// The same, with a row of every table read, all in one transaction: whether they can be.
    ///
    /// # Errors
    /// When a table is missing, of another form, or cannot be read.
    pub fn touch_all(&self) -> Result<Position, Unanswered> {
        self.ask(|tables| {
            least(Self::tables().map(|table| {
                let (sql, values) = Question::all(table, 1).sql()?;
                tables.query(&sql, &values)?;
                position(tables, table)
            }))
        })
    }

    /// Asks on one connection, in one transaction.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&mut ReadTransaction<'_>) -> Result<T, Unanswered>,
    ) -> Result<T, Unanswered> {
        self.0.ask(question)
    }
}

fn page(tables: &mut ReadTransaction<'_>, question: &Question) -> Result<Rows, Unanswered> {
    let (sql, values) = question.sql()?;
    let position = position(tables, question.table)?;
    let found = tables.query(&sql, &values)?;
    let mut rows: Vec<_> = found.into_iter().map(|row| question.cells(row)).collect();
    // One more than asked for tells that there are more.
    let next = (rows.len() > question.limit).then(|| {
        rows.truncate(question.limit);
        rows.last().map(|row| question.cursor(row))
    });
    // What only the cursor needed.
    let columns = question.columns().len();
    rows.iter_mut().for_each(|row| row.truncate(columns));
    Ok(Rows { rows, next: next.flatten(), position })
}

fn least(mut positions: impl Iterator<Item = Result<Position, Unanswered>>) -> Result<Position, Unanswered> {
    let first = positions.next().unwrap_or(Ok(Position::START))?;
    positions.try_fold(first, |least, position| Ok(least.min(position?)))
}

/// How far a table has come, if the one that serves is the one that this version knows.
pub(crate) fn position(tables: &mut ReadTransaction<'_>, table: &TableDescription) -> Result<Position, Unanswered> {
    tables.position(table)?.ok_or(Unanswered::BeingMade { table: table.name })
}
