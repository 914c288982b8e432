//! Whether two homes hold the same tables: those that serve, and those that a log gives.

use std::fmt;

use projection_kit::{TableDescription, Value};

use super::{Cursor, Library, Question, Rows, Unanswered};

/// How many rows are read at a time.
const PAGE: usize = 1000;

/// Where two tables part first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A row has another value in one column.
    Cell {
        /// The row's key.
        key: String,
        /// The column.
        column: &'static str,
        /// What it holds.
        found: Value,
        /// What follows from the log.
        expected: Value,
    },
    /// The rows are others from here on.
    Row {
        /// The key of the row that is there; none after the last.
        found: Option<String>,
        /// The key of the row that should be there; none after the last.
        expected: Option<String>,
    },
}

/// Compares a table in two homes, row by row: `Ok` with how many rows there are if they are the same.
///
/// # Errors
/// When one of them cannot be read; the inner error is where they part first.
pub fn compare(
    table: &'static TableDescription,
    found: &Library,
    expected: &Library,
) -> Result<Result<u64, Difference>, Unanswered> {
    let (mut same, mut after) = (0, [None, None]);
    loop {
        let [one, other] = [page(table, found, &after[0])?, page(table, expected, &after[1])?];
        let parted = one.rows.iter().zip(&other.rows).find(|(one, other)| one != other);
        if let Some((one, other)) = parted {
            return Ok(Err(difference(table, one, other)));
        }
        if one.rows.len() != other.rows.len() {
            let at = one.rows.len().min(other.rows.len());
            let key = |rows: &[Vec<Value>]| rows.get(at).map(|row| key(table, row));
            return Ok(Err(Difference::Row { found: key(&one.rows), expected: key(&other.rows) }));
        }
        same += one.rows.len() as u64;
        if one.next.is_none() && other.next.is_none() {
            return Ok(Ok(same));
        }
        after = [one.next, other.next];
    }
}

fn page(table: &'static TableDescription, home: &Library, after: &Option<Cursor>) -> Result<Rows, Unanswered> {
    home.rows(&Question { after: after.clone(), ..Question::all(table, PAGE) })
}

fn difference(table: &TableDescription, found: &[Value], expected: &[Value]) -> Difference {
    let [one, other] = [key(table, found), key(table, expected)];
    let cells = table.columns.iter().zip(found.iter().zip(expected));
    let parted = cells.into_iter().find(|(_, (found, expected))| found != expected);
    match parted.filter(|_| one == other) {
        Some((column, (found, expected))) => {
            Difference::Cell { key: one, column: column.name, found: found.clone(), expected: expected.clone() }
        }
        None => Difference::Row { found: Some(one), expected: Some(other) },
    }
}

/// The key of a row, as a person reads it.
fn key(table: &TableDescription, row: &[Value]) -> String {
    let keys = table.columns.iter().zip(row).filter(|(column, _)| column.key);
    keys.map(|(_, value)| value.to_string()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Difference {
    /// What is wrong, as a sentence without its subject.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { key, column, found, expected } => {
                let shown =
                    |value: &Value| if *value == Value::Null { "nothing".to_owned() } else { value.to_string() };
                write!(f, "row {key} has {} in {column}, but {} follows from the log", shown(found), shown(expected))
            }
            Self::Row { found: None, expected: None } => f.write_str("the tables differ"),
            Self::Row { found: Some(found), expected: None } => {
                write!(f, "row {found} does not follow from the log")
            }
            Self::Row { found: None, expected: Some(expected) } => write!(f, "row {expected} is missing"),
            Self::Row { found: Some(found), expected: Some(expected) } => {
                write!(f, "row {found} is where the log has row {expected}")
            }
        }
    }
}
