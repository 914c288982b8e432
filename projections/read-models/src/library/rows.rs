//! The rows of any table, page by page.

use events::Position;
use projection_kit::{ColumnDescription, Kind, TableDescription, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, ToSql, params_from_iter};

use super::{AskError, Library, serves};

/// What is asked of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsQuery {
    /// Only rows with exactly this in these columns, as text: a number, `yes` or `no`, a day as
    /// `2026-03-09`, a word, an id. An empty text asks for rows with nothing there.
    pub filters: Vec<(String, String)>,
    /// Where the page before ended: its [`Rows::next`].
    pub after: Option<String>,
    /// The most rows to hand out; all of them when 0.
    pub limit: usize,
}

/// Rows of a table, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The cells of each row, in the order of the table's columns.
    pub rows: Vec<Vec<Value>>,
    /// Where to go on from; none on the last page.
    pub next: Option<String>,
    /// The position up to which the table has come.
    pub position: Position,
}

impl Library {
    /// The rows of a table, a page of them.
    ///
    /// # Errors
    /// When there is no such table or column, a value cannot stand in its column, the page mark is
    /// none, or the file cannot be read.
    pub fn rows(&self, table: &str, query: &RowsQuery) -> Result<Rows, AskError> {
        let table = Self::table(table)?;
        let (sql, parameters) = select(table, query)?;
        self.ask(|connection| {
            let position = serves(connection, table)?;
            let mut rows = run(connection, table, &sql, &parameters)?;
            let more = query.limit > 0 && rows.len() > query.limit;
            rows.truncate(if more { query.limit } else { rows.len() });
            let next = more.then(|| rows.last().map(|row| mark(table, row))).flatten();
            Ok(Rows { rows, next, position })
        })
    }
}

/// The statement and what is bound to it. Only names from the description stand in the statement.
fn select(table: &'static TableDescription, query: &RowsQuery) -> Result<(String, Vec<Value>), AskError> {
    let order = table.order().join(", ");
    let (mut wheres, mut parameters) = (Vec::new(), Vec::new());
    for (name, text) in &query.filters {
        let column = table.column(name).ok_or_else(|| no_such_column(table, name))?;
        match value(table, column, text)? {
            Value::Null => wheres.push(format!("{} IS NULL", column.name)),
            value => {
                wheres.push(format!("{} = ?", column.name));
                parameters.push(value);
            }
        }
    }
    if let Some(after) = &query.after {
        let cells = read_mark(table, after).ok_or_else(|| AskError::NotAMark(after.chars().take(60).collect()))?;
        wheres.push(format!("({order}) > ({})", vec!["?"; cells.len()].join(", ")));
        parameters.extend(cells);
    }
    let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    let wheres = if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) };
    // One more than asked for tells whether there is a next page.
    let limit = if query.limit == 0 { String::new() } else { format!(" LIMIT {}", query.limit.saturating_add(1)) };
    let sql = format!("SELECT {} FROM {}{wheres} ORDER BY {order}{limit}", columns.join(", "), table.name);
    Ok((sql, parameters))
}

/// Runs a statement that selects every column of a table.
pub(crate) fn run(
    connection: &Connection,
    table: &TableDescription,
    sql: &str,
    parameters: &[Value],
) -> Result<Vec<Vec<Value>>, AskError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(params_from_iter(parameters.iter().map(Cell)))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(cells(table, row)?);
    }
    Ok(rows)
}

fn cells(table: &TableDescription, row: &Row<'_>) -> rusqlite::Result<Vec<Value>> {
    let cell = |(at, column): (usize, &ColumnDescription)| {
        Ok(match row.get_ref(at)? {
            ValueRef::Integer(number) if column.kind == Kind::Flag => Value::Flag(number != 0),
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned().into()),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
        })
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// A text as a value of a column.
fn value(table: &'static TableDescription, column: &'static ColumnDescription, text: &str) -> Result<Value, AskError> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let words = (column.words)();
    let (value, expected) = match column.kind {
        Kind::Integer => (text.parse().ok().map(Value::Integer), "a whole number".to_owned()),
        Kind::Flag => (flag(text).map(Value::Flag), "yes or no".to_owned()),
        Kind::Day => {
            let day = text.parse::<jiff::civil::Date>().ok();
            (day.map(|day| Value::Text(day.to_string().into())), "a day such as 2026-03-09".to_owned())
        }
        Kind::Text if !words.is_empty() => {
            let word = words.iter().copied().find(|word| *word == text);
            (word.map(|word| Value::Text(word.into())), format!("one of {}", words.join(", ")))
        }
        Kind::Id => (Some(Value::Text(text.to_lowercase().into())), String::new()),
        Kind::Text | Kind::List => (Some(Value::Text(text.to_owned().into())), String::new()),
    };
    let found = || text.chars().take(60).collect();
    value.ok_or_else(|| AskError::NotAValue { table: table.name, column: column.name, found: found(), expected })
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn no_such_column(table: &'static TableDescription, name: &str) -> AskError {
    let known: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    AskError::NoSuchColumn { table: table.name, name: name.chars().take(60).collect(), known: known.join(", ") }
}

/// Where a page ends: the cells by which the table is ordered, as JSON.
fn mark(table: &TableDescription, row: &[Value]) -> String {
    let cell = |name: &str| table.columns.iter().position(|column| column.name == name).and_then(|at| row.get(at));
    let cells = table.order().into_iter().map(|name| cell(name).map_or(serde_json::Value::Null, Value::to_json));
    serde_json::Value::Array(cells.collect()).to_string()
}

fn read_mark(table: &TableDescription, mark: &str) -> Option<Vec<Value>> {
    let cells: Vec<serde_json::Value> = serde_json::from_str(mark).ok()?;
    let cells: Option<Vec<Value>> = cells
        .into_iter()
        .map(|cell| match cell {
            serde_json::Value::Number(number) => number.as_i64().map(Value::Integer),
            serde_json::Value::String(text) => Some(Value::Text(text.into())),
            serde_json::Value::Bool(flag) => Some(Value::Flag(flag)),
            serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
        })
        .collect();
    cells.filter(|cells| cells.len() == table.order().len())
}

struct Cell<'a>(&'a Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Flag(flag) => ValueRef::Integer((*flag).into()),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
