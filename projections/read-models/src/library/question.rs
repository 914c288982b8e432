//! What may be asked of any table: some of its rows, in its order, a page at a time.

use std::borrow::Cow;

use jiff::civil::Date;
use projection_kit::{ColumnDescription, Kind, TableDescription, Value};
use rusqlite::types::{Value as Cell, ValueRef};

use super::Unanswered;

/// A question to a table. Column names are held against its description; values are bound.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which table.
    pub table: &'static TableDescription,
    /// Only rows with exactly this in these columns; an empty text asks for nothing there.
    pub filters: Vec<(String, String)>,
    /// Only rows whose first column of the order begins so.
    pub begins: Option<String>,
    /// Where the page begins: after the last row of the page before.
    pub after: Option<Cursor>,
    /// How many rows at the most.
    pub limit: usize,
    /// The day for which to work out what depends on a day; without it, that is left out.
    pub on: Option<Date>,
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

impl Question {
    /// All rows of a table, so many at a time.
    #[must_use]
    pub fn all(table: &'static TableDescription, limit: usize) -> Self {
        Self { table, filters: Vec::new(), begins: None, after: None, limit, on: None }
    }

    /// The columns of the rows, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &'static ColumnDescription> {
        let asked = if self.on.is_some() { self.table.asked } else { &[] };
        self.table.columns.iter().chain(asked.iter().map(|asked| &asked.column))
    }

    pub(super) fn sql(&self) -> Result<(String, Vec<Cell>), Unanswered> {
        let (mut conditions, mut parameters) = (Vec::new(), Vec::new());
        let mut columns: Vec<_> = self.table.columns.iter().map(|column| column.name).collect();
        if let Some(on) = self.on {
            columns.extend(self.table.asked.iter().map(|asked| asked.sql));
            parameters.extend(self.table.asked.iter().map(|_| Cell::Text(on.to_string())));
        }
        for (name, value) in &self.filters {
            let column = self.table.column(name).ok_or_else(|| Unanswered::no_such_column(self.table, name))?;
            if value.is_empty() {
                conditions.push(format!("{} IS NULL", column.name));
            } else {
                conditions.push(format!("{} = ?", column.name));
                parameters.push(parameter(column, value)?);
            }
        }
        let order = self.table.order();
        if let (Some(begins), Some(first)) = (&self.begins, order.first()) {
            conditions.push(format!("substr({first}, 1, length(?)) = ? COLLATE NOCASE"));
            parameters.extend([Cell::Text(begins.clone()), Cell::Text(begins.clone())]);
        }
        if let Some(Cursor(after)) = &self.after {
            let after: Vec<serde_json::Value> = serde_json::from_str(after).map_err(|_| Unanswered::WrongCursor)?;
            if after.len() != order.len() {
                return Err(Unanswered::WrongCursor);
            }
            let places = vec!["?"; order.len()].join(", ");
            conditions.push(format!("({}) > ({places})", order.join(", ")));
            for value in after {
                parameters.push(match value {
                    serde_json::Value::String(text) => Cell::Text(text),
                    serde_json::Value::Number(number) => Cell::Integer(number.as_i64().ok_or(Unanswered::WrongCursor)?),
                    serde_json::Value::Null
                    | serde_json::Value::Bool(_)
                    | serde_json::Value::Array(_)
                    | serde_json::Value::Object(_) => return Err(Unanswered::WrongCursor),
                });
            }
        }
        let conditions =
            if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        parameters.push(Cell::Integer(i64::try_from(self.limit.saturating_add(1)).unwrap_or(i64::MAX)));
        let sql = format!(
            "SELECT {} FROM {}{conditions} ORDER BY {} LIMIT ?",
            columns.join(", "),
            self.table.name,
            order.join(", ")
        );
        Ok((sql, parameters))
    }

    pub(super) fn cells(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<Value>> {
        let cell = |(at, column): (usize, &ColumnDescription)| {
            Ok(match (row.get_ref(at)?, column.kind) {
                (ValueRef::Null, _) => Value::Null,
                (ValueRef::Integer(number), Kind::Flag) => Value::Flag(number != 0),
                (ValueRef::Integer(number), _) => Value::Integer(number),
                (other, _) => Value::Text(Cow::Owned(other.as_str()?.to_owned())),
            })
        };
        self.columns().enumerate().map(cell).collect()
    }

    pub(super) fn cursor(&self, row: &[Value]) -> Cursor {
        let place = |name: &&str| self.table.columns.iter().position(|column| column.name == *name);
        let order = self.table.order();
        let values = order.iter().filter_map(|name| row.get(place(name)?)).map(Value::to_json);
        Cursor(serde_json::Value::Array(values.collect()).to_string())
    }
}

fn parameter(column: &'static ColumnDescription, value: &str) -> Result<Cell, Unanswered> {
    let wrong = |expected: &str| Unanswered::WrongValue {
        column: column.name,
        value: value.chars().take(60).collect(),
        expected: expected.to_owned(),
    };
    let words = (column.words)();
    match column.kind {
        Kind::Integer => value.parse().map(Cell::Integer).map_err(|_| wrong("whole numbers")),
        Kind::Flag => match value {
            "yes" | "true" | "1" => Ok(Cell::Integer(1)),
            "no" | "false" | "0" => Ok(Cell::Integer(0)),
            _ => Err(wrong("yes or no")),
        },
        _ if !words.is_empty() && !words.contains(&value) => Err(wrong(&format!("one of {}", words.join(", ")))),
        Kind::Text | Kind::Day | Kind::Id | Kind::List => Ok(Cell::Text(value.to_owned())),
    }
}
