//! What is asked of the read models, off the threads that answer requests.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::Duration;

use axum::http::StatusCode;
use event_keys::OpeningError;
use events::{DecodeError, Line, Name, Position, Subject, SubjectKind};
use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use projection_kit::{ColumnDescription, Kind, Table as _, TableDescription, Value};
use read_models::journeys::{self, Journey};
use read_models::{Condition, Cursor, Library, SortedBy, Unanswered, chosen_columns};
use service_runtime::{Naming, NotNamed};
use timeline::TimelineError;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::access::{Right, Rights};
use crate::app::Shared;
use crate::labels::{LabelSource, Labels, NameOpened, NoLabels};
use crate::problem::Problem;

/// The most rows in one answer.
pub(crate) const MOST: usize = 10_000;
/// How many are given when nobody says.
const USUAL: usize = 100;

/// The names in a query that are no columns.
const WORDS: [&str; 8] = ["where", "sort", "columns", "labels", "count", "after", "limit", "format"];

/// What is asked of a table.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) rows: read_models::Question,
    /// Only how many rows there are.
    pub(crate) count: bool,
    /// With what people call what is known by an id.
    pub(crate) labels: bool,
    /// Which rows, in which order, with which columns: as it was asked, for further addresses.
    asked: Vec<(String, String)>,
    /// How many rows and from where on: as it was asked.
    page: Vec<(String, String)>,
}

impl Question {
    /// Reads a question from the names and values of a query: conditions as `where`, or with a column's
    /// name and what it holds.
    pub(crate) fn new(table: &str, today: Date, asked: Vec<(String, String)>) -> Result<Self, Problem> {
        let table = Library::find(table).map_err(|error| no_such_table(&error))?;
        let rows = read_models::Question { on: Some(today), ..read_models::Question::all(table, USUAL) };
        let mut question = Self { rows, count: false, labels: false, asked: Vec::new(), page: Vec::new() };
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in asked {
            if name != "where" && seen.contains(&name) {
                return Err(bad_question(format!("{name} is given twice: give it once")));
            }
            question.take(table, &name, &value)?;
            seen.push(name.clone());
            let is_page = name == "after" || name == "limit";
            if is_page { &mut question.page } else { &mut question.asked }.push((name, value));
        }
        Ok(question)
    }

    fn take(&mut self, table: &'static TableDescription, name: &str, value: &str) -> Result<(), Problem> {
        let rows = &mut self.rows;
        match name {
            "after" => rows.after = Some(Cursor(value.to_owned())),
            "limit" => rows.limit = limit(Some(value), USUAL, MOST)?,
            "where" => rows.conditions.push(Condition::read(table, value).map_err(|error| wrong(&error))?),
            "sort" => rows.sort = SortedBy::read(table, value).map_err(|error| wrong(&error))?,
            "columns" => rows.chosen = chosen_columns(table, value).map_err(|error| wrong(&error))?,
            "count" => self.count = flag(name, value)?,
            "labels" => self.labels = flag(name, value)?,
            _ => {
                let columns = table.with_asked().map(|column| column.name);
                match events::nearest(name, columns.chain(WORDS)).filter(|nearest| WORDS.contains(nearest)) {
                    Some(word) => {
                        let name: String = name.chars().take(60).collect();
                        return Err(bad_question(format!(
                            "nothing is asked with \"{name}\". Did you mean \"{word}\"?"
                        )));
                    }
                    None => rows.conditions.push(Condition::is(table, name, value).map_err(|error| wrong(&error))?),
                }
            }
        }
        Ok(())
    }

    /// Whether a part of the rows was asked for by its place among them.
    pub(crate) fn is_of_a_page(&self) -> bool {
        !self.page.is_empty()
    }

    /// The address of the same question, further on.
    pub(crate) fn address(&self, path: &str, after: &str) -> String {
        let limit = self.page.iter().filter(|(name, _)| name == "limit").cloned();
        let after = ("after".to_owned(), after.to_owned());
        address(path, self.asked.iter().cloned().chain(limit).chain([after]))
    }

    /// The address of the same question, from the beginning.
    pub(crate) fn first(&self, path: &str) -> String {
        let limit = self.page.iter().filter(|(name, _)| name == "limit").cloned();
        address(path, self.asked.iter().cloned().chain(limit))
    }

    /// The address of all its rows.
    pub(crate) fn all(&self, path: &str) -> String {
        address(path, self.asked.iter().cloned())
    }
}

fn flag(name: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(bad_question(format!("{name} is yes or no: {name}=yes"))),
    }
}

fn address(path: &str, asked: impl Iterator<Item = (String, String)>) -> String {
    let mut address = path.to_owned();
    for (name, value) in asked {
        let joint = if address.contains('?') { '&' } else { '?' };
        let _ = write!(address, "{joint}{}={}", escaped(&name), escaped(&value));
    }
    address
}

fn wrong(unanswered: &Unanswered) -> Problem {
    bad_question(unanswered.to_string())
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
    pub(crate) columns: Vec<&'static ColumnDescription>,
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
        Ok(Err(unanswered)) => Err(not_answered(&unanswered)),
        Err(broken) => {
            tracing::error!(error = %broken, "asking the read models broke off");
            Err(Problem::failed())
        }
    }
}

fn not_answered(unanswered: &Unanswered) -> Problem {
    if unanswered.is_wrong_question() {
        return wrong(unanswered);
    }
    tracing::error!(error = %unanswered, "the read models cannot be read");
    Problem::failed()
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
    let asked = question.rows.clone();
    let (table, columns) = (asked.table, asked.columns());
    let found = ask(shared, move |library| library.rows(&asked)).await?;
    Ok(Rows { table, columns, rows: found.rows, next: found.next.map(|next| next.0), position: found.position })
}

/// How many rows there are, and the position up to which the table has read.
pub(crate) async fn count(shared: &Shared, question: &Question) -> Result<(u64, Position), Problem> {
    let asked = question.rows.clone();
    ask(shared, move |library| library.count(&asked)).await
}

/// How many rows of a download are read at a time: two such parts are in memory.
const PART: usize = 1000;
/// How long a download may take. Meanwhile the database keeps what it has replaced since.
const LONGEST: Duration = Duration::from_secs(600);

/// All rows of a question as they are at one moment, part by part, at least one. After an error comes
/// nothing more.
pub(crate) async fn parts(
    shared: &Shared,
    question: &Question,
) -> Result<mpsc::Receiver<Result<read_models::Rows, Problem>>, Problem> {
    let library = shared.app.library.clone().ok_or_else(not_here)?;
    let asked = read_models::Question { limit: PART, ..question.rows.clone() };
    let permit = shared.downloads.clone().acquire_owned().await.map_err(|_| Problem::failed())?;
    let (sender, receiver) = mpsc::channel(1);
    let (runtime, end) = (Handle::current(), Instant::now() + LONGEST);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let mut too_slow = false;
        let told = library.pages(&asked, |rows| match runtime.block_on(timeout_at(end, sender.send(Ok(rows)))) {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) => ControlFlow::Break(()),
            Err(_) => {
                too_slow = true;
                ControlFlow::Break(())
            }
        });
        let failed = told.map_err(|error| not_answered(&error)).err().or_else(|| too_slow.then(Problem::failed));
        if let Some(problem) = failed {
            drop(runtime.block_on(sender.send(Err(problem))));
        }
    });
    Ok(receiver)
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

/// Puts ids for the names in what is asked.
pub(crate) async fn identify(shared: &Shared, question: &mut Question) -> Result<(), Problem> {
    let naming = Naming::new(&*shared.app.feed, &shared.app.keys);
    let conditions = &mut question.rows.conditions;
    crate::labels::identify(&naming, (shared.app.today)(), conditions).await.map_err(not_named)
}

/// Where labels are looked up for who asks: coaches' names, which are personal, only with the right to
/// that, and word is kept of it.
pub(crate) fn label_source(shared: &Shared, actor: Line, rights: &Rights) -> Result<LabelSource, Problem> {
    let library = shared.app.library.clone().ok_or_else(not_here)?;
    let opened = rights.0.contains(&Right::Personal).then(|| {
        let opened = shared.app.opened.clone();
        Box::new(move |subject| opened(&actor, subject)) as NameOpened
    });
    Ok(LabelSource { library, feed: shared.app.feed.clone(), keys: shared.app.keys.clone(), opened })
}

/// The labels of the ids in these rows.
pub(crate) async fn labels(source: &LabelSource, rows: &Rows) -> Result<Labels, Problem> {
    let mut labels = Labels::default();
    labels.look_up(source, &rows.columns, &rows.rows).await.map_err(|error| no_labels(&error))?;
    Ok(labels)
}

pub(crate) fn no_labels(error: &NoLabels) -> Problem {
    match error {
        NoLabels::Unanswered(unanswered) => not_answered(unanswered),
        NoLabels::Log(error) => not_told(error),
        NoLabels::NotKept(_) | NoLabels::Broken(_) => {
            tracing::error!(error = %error, "no label is looked up");
            Problem::failed()
        }
    }
}

/// What a timeline that cannot be made, or a name that cannot be read, is answered with.
pub(crate) fn not_told(error: &TimelineError) -> Problem {
    tracing::error!(error = %error, "what was recorded cannot be told");
    match error {
        TimelineError::Opening(OpeningError::Undecodable(DecodeError::Newer { .. })) => Problem::newer_release(),
        TimelineError::Read(_) | TimelineError::Opening(_) => Problem::failed(),
    }
}

/// The internship with this id or name, or that its provider calls so.
pub(crate) async fn internship(shared: &Shared, text: &str) -> Result<Subject, Problem> {
    if Uuid::try_parse(text).is_ok() || Name::read(SubjectKind::Internship.as_str(), text).is_ok() {
        return subject(shared, &format!("{}/{text}", SubjectKind::Internship)).await;
    }
    let reference = text.to_owned();
    let found = ask(shared, move |library| library.internships_by_reference(&reference)).await?;
    match found.as_slice() {
        [] => Err(no_such_internship(shared, text).await),
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

pub(crate) fn no_such_table(unanswered: &Unanswered) -> Problem {
    let names: Vec<&str> = Library::tables().map(|table| table.name).collect();
    let title = "There is no such table";
    Problem::new(StatusCode::NOT_FOUND, "no-such-table", title, unanswered.to_string()).with("tables", names)
}

/// No internship is known so; with the reference that was probably meant.
pub(crate) async fn no_such_internship(shared: &Shared, text: &str) -> Problem {
    let asked = text.to_owned();
    let meant = ask(shared, move |library| library.nearest_reference(&asked)).await.ok().flatten();
    let meant = meant.map(|meant| format!(" Did you mean \"{meant}\"?")).unwrap_or_default();
    let text: String = text.chars().take(60).collect();
    let detail = format!(
        "no internship is known as \"{text}\".{meant} Look for its reference on the start page or in \
         /v1/tables/journeys; what was recorded a moment ago may take a second to be found"
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
