//! What the tables answer.

use events::Position;
use projection_kit::{ColumnDescription, Table as _, TableDescription, Value};
use read_models::journeys::{self, Journey};
use read_models::{Cursor, Library};

use super::asking::ask;
use super::question::Question;
use crate::app::Shared;
use crate::problem::Problem;

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

/// The position up to which every table has read.
pub(crate) async fn position(shared: &Shared) -> Result<Position, Problem> {
    ask(shared, Library::least_position).await
}

/// The same, with a row of each table read: whether all of them can be. Anybody may ask for it, so one is
/// answered at a time.
pub(crate) async fn touch_all(shared: &Shared) -> Result<Position, Problem> {
    let _turn = shared.touching.lock().await;
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
