//! What is asked of the read models, off the threads that answer requests.

use std::fmt::Write as _;

use axum::http::StatusCode;
use events::{Name, Position, Subject, SubjectKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use projection_kit::{ColumnDescription, Kind, Table as _, TableDescription, Value};
use read_models::journeys::{self, Journey};
use read_models::{Cursor, Library, Unanswered};
use service_runtime::{Naming, NotNamed};
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
                "limit" => question.limit = limit(Some(&value), USUAL, MOST)?,
                _ => question.filters.push((name, value)),
            }
        }
        Ok(question)
    }

    /// The address of the same question, further on.
    pub(crate) fn address(&self, path: &str, after: &str, csv: bool) -> String {
        let mut address = self.first(path);
        let joint = if address.contains('?') { '&' } else { '?' };
        let _ = write!(address, "{joint}after={}", escaped(after));
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
            let _ = write!(address, "{joint}{}={}", escaped(&name), escaped(&value));
        }
        address
    }
}

/// How many are asked for: as many as are usual where it is not said.
pub(crate) fn limit(said: Option<&str>, usual: usize, most: usize) -> Result<usize, Problem> {
    let Some(said) = said else { return Ok(usual) };
    let limit = said.parse().ok().filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| bad_question(format!("limit is a whole number from 1 to {most}")))
}

/// A number that a question gives by this name; 0 where it does not.
pub(crate) fn number<N: std::str::FromStr + Default>(name: &str, said: Option<&str>) -> Result<N, Problem> {
    let read = said.map(str::parse).transpose();
    read.map(Option::unwrap_or_default).map_err(|_| bad_question(format!("{name} is a whole number, 0 or more")))
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
    pub(crate) rows: Vec<Journey>,
    pub(crate) next: Option<String>,
    pub(crate) position: Position,
}

/// Asks the library on a thread that may wait for the disk.
async fn ask<T: Send + 'static>(
    shared: &Shared,
    question: impl FnOnce(&Library) -> Result<T, Unanswered> + Send + 'static,
) -> Result<T, Problem> {
    let library = shared.app.library.clone().ok_or_else(not_here)?;
    match tokio::task::spawn_blocking(move || question(&library)).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(unanswered)) if unanswered.is_wrong_question() => Err(bad_question(unanswered.to_string())),
        Ok(Err(unanswered)) => {
            tracing::error!(error = %unanswered, "the read models cannot be read");
            Err(Problem::failed())
        }
        Err(broken) => {
            tracing::error!(error = %broken, "asking the read models broke off");
            Err(Problem::failed())
        }
    }
}

fn not_here() -> Problem {
    let detail = "this server takes commands and has no tables: ask one that answers questions";
    Problem::new(StatusCode::NOT_FOUND, "no-tables-here", "There are no tables here", detail)
}

/// The position up to which every table has read.
pub(crate) async fn position(shared: &Shared) -> Result<Position, Problem> {
    let least = |library: &Library| {
        let positions = Library::tables().map(|table| library.position(table));
        positions.collect::<Result<Vec<_>, _>>().map(|all| all.into_iter().min().unwrap_or_default())
    };
    ask(shared, least).await
}

/// The same, with a row of each table read: whether all of them can be.
pub(crate) async fn touch_all(shared: &Shared) -> Result<Position, Problem> {
    ask(shared, Library::touch_all).await
}

pub(crate) async fn rows(shared: &Shared, question: &Question) -> Result<Rows, Problem> {
    let table = Library::table(&question.table).ok_or_else(|| no_such_table(&question.table))?;
    let asked = read_models::Question {
        filters: question.filters.clone(),
        after: question.after.clone().map(Cursor),
        on: Some((shared.app.today)()),
        ..read_models::Question::all(table, question.limit)
    };
    let found = ask(shared, move |library| library.rows(&asked)).await?;
    Ok(Rows { table, rows: found.rows, next: found.next.map(|next| next.0), position: found.position })
}

pub(crate) async fn stages(shared: &Shared) -> Result<Vec<Stage>, Problem> {
    let stages = ask(shared, Library::stages).await?;
    let mut stages: Vec<_> = stages.into_iter().map(|(name, internships)| Stage { name, internships }).collect();
    // In the order in which a young person comes to them.
    stages.sort_by_key(|stage| journeys::Stage::ALL.iter().position(|one| one.as_str() == stage.name));
    Ok(stages)
}

/// How many internships stand on a page.
const INTERNS: usize = 50;

/// A page of the internships whose reference begins so.
pub(crate) async fn interns(shared: &Shared, begins: Option<&str>, after: Option<&str>) -> Result<Interns, Problem> {
    let table = &Journey::DESCRIPTION;
    let asked = read_models::Question {
        begins: begins.map(str::to_owned),
        after: after.map(|after| Cursor(after.to_owned())),
        ..read_models::Question::all(table, INTERNS)
    };
    let found = ask(shared, move |library| library.rows(&asked)).await?;
    let rows: Result<Vec<_>, _> = found.rows.into_iter().map(|cells| Journey::read(cells.into_iter())).collect();
    let rows = rows.map_err(|misread| {
        tracing::error!(error = %misread, "a row of the read models cannot be read");
        Problem::failed()
    })?;
    Ok(Interns { rows, next: found.next.map(|next| next.0), position: found.position })
}

/// The subject that a text names by a kind and an id or a name: `coach/10000001/Dean Prescott`.
pub(crate) async fn subject(shared: &Shared, text: &str) -> Result<Subject, Problem> {
    let naming = Naming::new(&*shared.app.feed, &shared.app.keys);
    naming.subject(text, (shared.app.today)()).await.map_err(not_named)
}

pub(crate) fn not_named(error: NotNamed) -> Problem {
    match error {
        NotNamed::Form(_) | NotNamed::NoKind(_) => bad_question(error.to_string()),
        NotNamed::Failed(failure) => Problem::of_failure(&failure),
    }
}

/// The kinds of things that a column can hold the ids of.
const KINDS: [&str; 8] = ["internship", "employer", "coach", "provider", "person", "offer", "application", "claim"];

/// Puts ids for the names in these filters: of a column `employer_id`, an employer's.
pub(crate) async fn identify(shared: &Shared, question: &mut Question) -> Result<(), Problem> {
    let Some(table) = Library::table(&question.table) else { return Ok(()) };
    let naming = Naming::new(&*shared.app.feed, &shared.app.keys);
    for (name, value) in &mut question.filters {
        let column = table.columns.iter().find(|column| column.name == name && column.kind == Kind::Id);
        let kind =
            column.and_then(|column| KINDS.into_iter().find(|kind| column.name.split('_').any(|part| part == *kind)));
        if let Some(kind) = kind
            && Name::read(kind, value).is_ok()
        {
            *value = naming.id(kind, value, (shared.app.today)()).await.map_err(not_named)?.to_string();
        }
    }
    Ok(())
}

/// The internship with this id or name, or that its provider calls so.
pub(crate) async fn internship(shared: &Shared, text: &str) -> Result<Subject, Problem> {
    if Uuid::try_parse(text).is_ok() || Name::read(SubjectKind::Internship.as_str(), text).is_ok() {
        return subject(shared, &format!("{}/{text}", SubjectKind::Internship)).await;
    }
    let reference = text.to_owned();
    let found = ask(shared, move |library| library.internships_by_reference(&reference)).await?;
    match found.as_slice() {
        [] => Err(no_such_internship(text)),
        [one] => Ok(one.subject()),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            let text: String = text.chars().take(60).collect();
            let detail =
                format!("several providers call somebody \"{text}\": ask with one of the ids {}", ids.join(", "));
            let title = "Several internships have this reference";
            Err(Problem::new(StatusCode::CONFLICT, "several-internships", title, detail).with("internships", ids))
        }
    }
}

/// A cell as JSON; a list as what it is.
pub(crate) fn to_json(column: &ColumnDescription, cell: &Value) -> serde_json::Value {
    match (column.kind, cell) {
        (Kind::List, Value::Text(text)) => serde_json::from_str(text).unwrap_or_else(|_| cell.to_json()),
        _ => cell.to_json(),
    }
}

pub(crate) fn no_such_table(name: &str) -> Problem {
    let names: Vec<&str> = Library::tables().map(|table| table.name).collect();
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

pub(crate) fn no_such_subject(text: &str) -> Problem {
    let text: String = text.chars().take(100).collect();
    let title = "No such subject is known";
    let detail = format!("nothing was recorded about \"{text}\": compare its spelling with the provider's register");
    Problem::new(StatusCode::NOT_FOUND, "no-such-subject", title, detail)
}

pub(crate) fn bad_question(what: impl Into<String>) -> Problem {
    Problem::bad_request("bad-question", "The question cannot be read", what)
}

/// All but letters, digits and what needs no escape anywhere in an address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one part of an address, such as a reference with a slash in it.
#[must_use]
pub fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
