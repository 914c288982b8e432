//! What may be asked of any table: some of its rows, in its order, a page at a time.

use events::InternshipId;
use jiff::civil::Date;
use projection_kit::{Column as _, ColumnDescription, Kind, TableDescription, Value};

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

    pub(super) fn sql(&self) -> Result<(String, Vec<Value>), Unanswered> {
        let (mut conditions, mut parameters) = (Vec::new(), Vec::new());
        let mut columns: Vec<_> = self.table.columns.iter().map(|column| column.name).collect();
        if let Some(on) = self.on {
            columns.extend(self.table.asked.iter().map(|asked| asked.sql));
            parameters.extend(self.table.asked.iter().map(|_| on.write()));
        }
        for (name, value) in &self.filters {
            let column = self.table.column(name).ok_or_else(|| Unanswered::no_such_column(self.table, name))?;
            if value.is_empty() {
                conditions.push(format!("{} IS NULL", column.name));
            } else {
                conditions.push(format!("{} = ?", column.name));
                parameters.push(value_of(column, value)?);
            }
        }
        let order = self.table.order();
        if let (Some(begins), Some(first)) = (&self.begins, order.first()) {
            // Without regard to case, as far as that goes without knowing the language.
            conditions.push(format!("lower(substr(CAST({first} AS TEXT), 1, ?)) = ?"));
            let length = i64::try_from(begins.chars().count()).unwrap_or(i64::MAX);
            parameters.extend([Value::Integer(length), Value::Text(begins.to_ascii_lowercase().into())]);
        }
        if let Some(cursor) = &self.after {
            let places = vec!["?"; order.len()].join(", ");
            conditions.push(format!("({}) > ({places})", order.join(", ")));
            parameters.extend(self.place(cursor, &order)?);
        }
        let conditions =
            if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        parameters.push(Value::Integer(i64::try_from(self.limit.saturating_add(1)).unwrap_or(i64::MAX)));
        let sql = format!(
            "SELECT {} FROM {}{conditions} ORDER BY {} LIMIT ?",
            columns.join(", "),
            self.table.name,
            order.join(", ")
        );
        Ok((sql, parameters))
    }

    /// What a cursor stands for: a value for each column of the order.
    fn place(&self, Cursor(cursor): &Cursor, order: &[&str]) -> Result<Vec<Value>, Unanswered> {
        let texts: Vec<serde_json::Value> = serde_json::from_str(cursor).map_err(|_| Unanswered::WrongCursor)?;
        if texts.len() != order.len() {
            return Err(Unanswered::WrongCursor);
        }
        let value = |(text, name): (serde_json::Value, &&str)| {
            let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
            let column = self.table.column(name).ok_or(Unanswered::WrongCursor)?;
            value_of(column, &text).map_err(|_| Unanswered::WrongCursor)
        };
        texts.into_iter().zip(order).map(value).collect()
    }

    /// The cells as the columns say them, whatever the database has for them.
    pub(super) fn cells(&self, row: Vec<Value>) -> Vec<Value> {
        let cell = |(cell, column): (Value, &ColumnDescription)| match (cell, column.kind) {
            (Value::Integer(number), Kind::Flag) => Value::Flag(number != 0),
            (cell, _) => cell,
        };
        row.into_iter().zip(self.columns()).map(cell).collect()
    }

    pub(super) fn cursor(&self, row: &[Value]) -> Cursor {
        let place = |name: &&str| self.table.columns.iter().position(|column| column.name == *name);
        let order = self.table.order();
        let values = order.iter().filter_map(|name| row.get(place(name)?)).map(Value::to_json);
        Cursor(serde_json::Value::Array(values.collect()).to_string())
    }
}

/// A value that can stand in this column, from its text.
fn value_of(column: &'static ColumnDescription, value: &str) -> Result<Value, Unanswered> {
    let wrong = |expected: &str| Unanswered::WrongValue {
        column: column.name,
        value: value.chars().take(60).collect(),
        expected: expected.to_owned(),
    };
    let words = (column.words)();
    match column.kind {
        Kind::Integer => value.parse().map(Value::Integer).map_err(|_| wrong("whole numbers")),
        Kind::Flag => match value {
            "yes" | "true" | "1" => Ok(Value::Flag(true)),
            "no" | "false" | "0" => Ok(Value::Flag(false)),
            _ => Err(wrong("yes or no")),
        },
        Kind::Day => value.parse::<Date>().map(|day| day.write()).map_err(|_| wrong("days such as 2026-03-09")),
        // Every id has the same form.
        Kind::Id => {
            let id = InternshipId::read(Value::Text(value.to_owned().into()));
            id.map(|id| id.write()).map_err(|_| wrong("ids"))
        }
        _ if !words.is_empty() && !words.contains(&value) => Err(wrong(&format!("one of {}", words.join(", ")))),
        Kind::Text | Kind::List => Ok(Value::Text(value.to_owned().into())),
    }
}
