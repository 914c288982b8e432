//! What is asked of the read models, off the threads that answer requests.

use std::fmt::Write as _;

use crate::library_stub::Library;
use axum::http::StatusCode;
use events::{Position, Subject, SubjectKind};
use projection_kit::{ColumnDescription, Kind, TableDescription, Value};
use uuid::Uuid;

use crate::app::Shared;
use crate::problem::Problem;

/// The most rows in one answer.
pub(crate) const MOST: usize = 10_000;
/// How many are given when nobody says.
const USUAL: usize = 100;

/// What is asked of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) table: String,
    /// Only rows with exactly this in these columns.
    pub(crate) filters: Vec<(String, String)>,
    /// Where the page before ended.
    pub(crate) after: Option<String>,
    pub(crate) limit: usize,
}

impl Question {
    /// Reads a question from the names and values of a query.
    pub(crate) fn new(table: &str, asked: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut question = Self { table: table.to_owned(), filters: Vec::new(), after: None, limit: USUAL };
        for (name, value) in asked {
            match name.as_str() {
                "after" => question.after = Some(value),
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                    question.limit =
                        limit.ok_or_else(|| bad_question(format!("limit is a number from 1 to {MOST}")))?;
                }
                _ => question.filters.push((name, value)),
            }
        }
        Ok(question)
    }

    /// The address of the same question, further on.
    pub(crate) fn address(&self, path: &str, after: &str, csv: bool) -> String {
        let mut address = self.first(path);
        let joint = if address.contains('?') { '&' } else { '?' };
        let _ = write!(address, "{joint}after={}", encoded(after));
        if csv {
            address.push_str("&format=csv");
        }
        address
    }

    /// The address of the same question, from the beginning.
    pub(crate) fn first(&self, path: &str) -> String {
        let mut address = path.to_owned();
        let limit = (self.limit != USUAL).then(|| ("limit".to_owned(), self.limit.to_string()));
        for (name, value) in self.filters.iter().cloned().chain(limit) {
            let joint = if address.contains('?') { '&' } else { '?' };
            let _ = write!(address, "{joint}{}={}", encoded(&name), encoded(&value));
        }
        address
    }
}

/// Rows of a table, in its order.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) table: &'static TableDescription,
    /// The cells of each row, in the order of the columns.
    pub(crate) rows: Vec<Vec<Value>>,
    /// Where to go on from; none on the last page.
    pub(crate) next: Option<String>,
    /// The position up to which the table has read.
    pub(crate) position: Position,
}

/// How many internships stand where.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) internships: u64,
}

/// A page of internships, by reference.
#[derive(Clone, Debug)]
pub(crate) struct Interns {
    pub(crate) rows: Vec<Intern>,
    pub(crate) next: Option<String>,
    pub(crate) position: Position,
}

/// One internship in a list.
#[derive(Clone, Debug)]
pub(crate) struct Intern {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) stage: String,
    pub(crate) referred: String,
    pub(crate) employer: String,
    pub(crate) last_contact: String,
}

/// Every table.
pub(crate) fn tables(_: &Library) -> impl Iterator<Item = &'static TableDescription> {
    read_models::ALL.iter().map(|model| model.table())
}

pub(crate) async fn position(shared: &Shared) -> Result<Position, Problem> {
    let _ = shared;
    Ok(Position::START)
}

pub(crate) async fn rows(shared: &Shared, question: &Question) -> Result<Rows, Problem> {
    let table = tables(&shared.app.library).find(|table| table.name == question.table);
    let table = table.ok_or_else(|| no_such_table(shared, &question.table))?;
    Ok(Rows { table, rows: Vec::new(), next: None, position: Position::START })
}

pub(crate) async fn stages(shared: &Shared) -> Result<Vec<Stage>, Problem> {
    let _ = shared;
    Ok(Vec::new())
}

pub(crate) async fn interns(shared: &Shared, begins: Option<&str>, after: Option<&str>) -> Result<Interns, Problem> {
    let _ = (shared, begins, after);
    Ok(Interns { rows: Vec::new(), next: None, position: Position::START })
}

/// The internship with this id, or that its provider calls so.
pub(crate) async fn internship(shared: &Shared, text: &str) -> Result<Subject, Problem> {
    let _ = shared;
    match Uuid::try_parse(text) {
        Ok(id) => Ok(Subject { kind: SubjectKind::Internship, id }),
        Err(_) => Err(no_such_internship(text)),
    }
}

/// A cell as JSON; a list as what it is.
pub(crate) fn to_json(column: &ColumnDescription, cell: &Value) -> serde_json::Value {
    match (column.kind, cell) {
        (Kind::List, Value::Text(text)) => serde_json::from_str(text).unwrap_or_else(|_| cell.to_json()),
        _ => cell.to_json(),
    }
}

pub(crate) fn no_such_table(shared: &Shared, name: &str) -> Problem {
    let names: Vec<&str> = tables(&shared.app.library).map(|table| table.name).collect();
    let name: String = name.chars().take(60).collect();
    let detail = format!("there is no table \"{name}\"; there are: {}", names.join(", "));
    Problem::new(StatusCode::NOT_FOUND, "no-such-table", "There is no such table", detail).with("tables", names)
}

pub(crate) fn no_such_internship(text: &str) -> Problem {
    let text: String = text.chars().take(60).collect();
    let detail = format!(
        "no internship is known as \"{text}\": look for its reference on the start page or in /v1/tables/journeys; \
         what was recorded a moment ago may take a second to be found"
    );
    Problem::new(StatusCode::NOT_FOUND, "no-such-internship", "No such internship is known", detail)
}

pub(crate) fn bad_question(what: impl Into<String>) -> Problem {
    Problem::bad_request("bad-question", "The question cannot be read", what)
}

/// A text as part of an address: everything but letters, digits and `-._~` escaped.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
