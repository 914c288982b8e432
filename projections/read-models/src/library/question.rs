//! What may be asked of any table: some of its rows, in an order, a page at a time.

use events::InternshipId;
use jiff::civil::Date;
use projection_kit::{Column as _, ColumnDescription, Kind, TableDescription, Value};

use super::Unanswered;
use super::condition::{Comparison, Condition, SortedBy};

/// A question to a table. Column names are held against its description; values are bound.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which table.
    pub table: &'static TableDescription,
    /// Only rows of which all of these hold.
    pub conditions: Vec<Condition>,
    /// Only rows whose first column of the table's order begins so.
    pub begins: Option<String>,
    /// What the rows are sorted by, before the table's own order.
    pub sort: Vec<SortedBy>,
    /// What the rows consist of; all columns where none is named.
    pub chosen: Vec<&'static ColumnDescription>,
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
        Self {
            table,
            conditions: Vec::new(),
            begins: None,
            sort: Vec::new(),
            chosen: Vec::new(),
            after: None,
            limit,
            on: None,
        }
    }

    /// The columns of the rows, in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<&'static ColumnDescription> {
        if self.chosen.is_empty() { self.known().collect() } else { self.chosen.clone() }
    }

    /// The columns that can be asked for.
    fn known(&self) -> impl Iterator<Item = &'static ColumnDescription> {
        let asked = if self.on.is_some() { self.table.asked } else { &[] };
        self.table.columns.iter().chain(asked.iter().map(|asked| &asked.column))
    }

    /// The columns that are fetched: those of the rows, then what the cursor needs besides.
    fn fetched(&self) -> Vec<&'static ColumnDescription> {
        let mut fetched = self.columns();
        for by in self.order() {
            if !fetched.iter().any(|column| column.name == by.column.name) {
                fetched.push(by.column);
            }
        }
        fetched
    }

    /// The columns the rows are in the order of. No two rows have the same of them all.
    fn order(&self) -> Vec<SortedBy> {
        let is_said = |name: &&str| !self.sort.iter().any(|by| by.column.name == *name);
        let usual = self.table.order().into_iter().filter(is_said).filter_map(|name| self.table.column(name));
        self.sort.iter().copied().chain(usual.map(|column| SortedBy { column, descending: false })).collect()
    }

    /// A page of rows.
    pub(super) fn sql(&self) -> Result<(String, Vec<Value>), Unanswered> {
        let (from, mut parameters) = self.rows_of()?;
        let columns: Vec<_> = self.fetched().iter().map(|column| column.name).collect();
        let order: Vec<_> = self.order().iter().map(in_order).collect();
        parameters.push(Value::Integer(i64::try_from(self.limit.saturating_add(1)).unwrap_or(i64::MAX)));
        Ok((format!("SELECT {} {from} ORDER BY {} LIMIT ?", columns.join(", "), order.join(", ")), parameters))
    }

    /// How many rows there are, on all pages.
    pub(super) fn count_sql(&self) -> Result<(String, Vec<Value>), Unanswered> {
        let (from, parameters) = Self { after: None, ..self.clone() }.rows_of()?;
        Ok((format!("SELECT count(*) {from}"), parameters))
    }

    fn rows_of(&self) -> Result<(String, Vec<Value>), Unanswered> {
        Condition::check_repeats(&self.conditions)?;
        let (mut conditions, mut parameters) = (Vec::new(), Vec::new());
        let from = match self.on {
            Some(on) if !self.table.asked.is_empty() => {
                parameters.extend(self.table.asked.iter().map(|_| on.write()));
                let asked = self.table.asked.iter().map(|asked| format!(", {} AS {}", asked.sql, asked.column.name));
                let table = self.table.name;
                format!("(SELECT {table}.*{} FROM {table}) AS {table}", asked.collect::<String>())
            }
            _ => self.table.name.to_owned(),
        };
        for condition in &self.conditions {
            conditions.push(self.condition(condition, &mut parameters)?);
        }
        if let (Some(begins), Some(first)) = (&self.begins, self.table.order().first()) {
            // Without regard to case, as far as that goes without knowing the language.
            conditions.push(format!("lower(substr(CAST({first} AS TEXT), 1, ?)) = ?"));
            let length = i64::try_from(begins.chars().count()).unwrap_or(i64::MAX);
            parameters.extend([Value::Integer(length), Value::Text(begins.to_ascii_lowercase().into())]);
        }
        if let Some(cursor) = &self.after {
            conditions.push(self.after(cursor, &mut parameters)?);
        }
        let conditions =
            if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        Ok((format!("FROM {from}{conditions}"), parameters))
    }

    fn condition(&self, condition: &Condition, parameters: &mut Vec<Value>) -> Result<String, Unanswered> {
        let Condition { column, comparison, values } = condition;
        if !self.known().any(|known| known.name == column.name) {
            return Err(Unanswered::no_such_column(self.table, column.name));
        }
        let name = column.name;
        let bound: Vec<Value> = values
            .iter()
            .filter(|value| !value.is_empty())
            .map(|value| value_of(column, value))
            .collect::<Result<_, _>>()?;
        let (marks, has_empty) = (vec!["?"; bound.len()].join(", "), bound.len() < values.len());
        let is_in = if bound.is_empty() { None } else { Some(format!("{name} IN ({marks})")) };
        parameters.extend(bound);
        Ok(match (comparison, is_in) {
            (Comparison::Is, None) => format!("{name} IS NULL"),
            (Comparison::Is, Some(is_in)) if has_empty => format!("({is_in} OR {name} IS NULL)"),
            (Comparison::Is, Some(is_in)) => is_in,
            (Comparison::IsNot, None) => format!("{name} IS NOT NULL"),
            (Comparison::IsNot, Some(_)) => format!("({name} <> ? OR {name} IS NULL)"),
            (Comparison::AtLeast | Comparison::MoreThan | Comparison::AtMost | Comparison::LessThan, _) => {
                format!("{name} {} ?", comparison.sign())
            }
        })
    }

    /// That a row comes after the cursor.
    fn after(&self, cursor: &Cursor, parameters: &mut Vec<Value>) -> Result<String, Unanswered> {
        let order = self.order();
        let last = self.last_row(cursor, &order)?;
        if order.iter().all(|by| !by.descending && !by.column.nullable) {
            // One comparison, for which the index of the order is used.
            let names: Vec<_> = order.iter().map(|by| by.column.name).collect();
            let marks = vec!["?"; order.len()].join(", ");
            parameters.extend(last);
            return Ok(format!("({}) > ({marks})", names.join(", ")));
        }
        // The same as those before some column, and beyond in that one.
        let (mut ways, mut same, mut same_values) = (Vec::new(), String::new(), Vec::new());
        for (by, value) in order.iter().zip(last) {
            let name = by.column.name;
            if value == Value::Null {
                // Nothing comes after nothing.
                same.push_str(&format!("{name} IS NULL AND "));
                continue;
            }
            let beyond = format!("{name} {} ?", if by.descending { "<" } else { ">" });
            let beyond = if by.column.nullable { format!("({beyond} OR {name} IS NULL)") } else { beyond };
            ways.push(format!("{same}{beyond}"));
            parameters.extend(same_values.iter().cloned().chain([value.clone()]));
            same.push_str(&format!("{name} = ? AND "));
            same_values.push(value);
        }
        Ok(format!("({})", ways.join(" OR ")))
    }

    /// The value of a cursor for each column of the order. A cursor of another table or order is refused.
    fn last_row(&self, Cursor(cursor): &Cursor, order: &[SortedBy]) -> Result<Vec<Value>, Unanswered> {
        let mut values: Vec<serde_json::Value> = serde_json::from_str(cursor).map_err(|_| Unanswered::WrongCursor)?;
        if values.first().and_then(serde_json::Value::as_str) != Some(self.rows_in_order().as_str()) {
            return Err(Unanswered::WrongCursor);
        }
        values.remove(0);
        if values.len() != order.len() {
            return Err(Unanswered::WrongCursor);
        }
        let value = |(value, by): (serde_json::Value, &SortedBy)| {
            if value.is_null() && by.column.nullable {
                return Ok(Value::Null);
            }
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            value_of(by.column, &text).map_err(|_| Unanswered::WrongCursor)
        };
        values.into_iter().zip(order).map(value).collect()
    }

    /// The table, and what its rows are sorted by: `jobs` or `jobs -started_on,role`.
    fn rows_in_order(&self) -> String {
        let sort: Vec<String> = self.sort.iter().map(ToString::to_string).collect();
        let joint = if sort.is_empty() { "" } else { " " };
        format!("{}{joint}{}", self.table.name, sort.join(","))
    }

    /// The fetched cells as the columns say them, whatever the database has for them.
    pub(super) fn cells(&self, row: Vec<Value>) -> Vec<Value> {
        let cell = |(cell, column): (Value, &ColumnDescription)| match (cell, column.kind) {
            (Value::Integer(number), Kind::Flag) => Value::Flag(number != 0),
            (cell, _) => cell,
        };
        row.into_iter().zip(self.fetched()).map(cell).collect()
    }

    /// Where a page ends whose last row this is, with all that was fetched of it.
    pub(super) fn cursor(&self, row: &[Value]) -> Cursor {
        let fetched = self.fetched();
        let place = |by: SortedBy| fetched.iter().position(|column| column.name == by.column.name);
        let values = self.order().into_iter().filter_map(|by| row.get(place(by)?)).map(Value::to_json);
        let order = serde_json::Value::from(self.rows_in_order());
        Cursor(serde_json::Value::Array([order].into_iter().chain(values).collect()).to_string())
    }
}

/// Rows with nothing there come last, in both directions and databases.
fn in_order(by: &SortedBy) -> String {
    let name = by.column.name;
    let direction = if by.descending { " DESC" } else { "" };
    if by.column.nullable { format!("({name} IS NULL), {name}{direction}") } else { format!("{name}{direction}") }
}

/// A value that can stand in this column, from its text.
fn value_of(column: &'static ColumnDescription, value: &str) -> Result<Value, Unanswered> {
    let words = (column.words)();
    let wrong = |expected: &str| Unanswered::WrongValue {
        column: column.name,
        value: value.chars().take(60).collect(),
        expected: expected.to_owned(),
        meant: events::did_you_mean(value, words.iter().copied()),
    };
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
        _ if value.contains('\0') => Err(wrong("text")),
        Kind::Text | Kind::List => Ok(Value::Text(value.to_owned().into())),
    }
}
