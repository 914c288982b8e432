//! What stands in a cell of a table.

use std::borrow::Cow;
use std::fmt;

/// A cell. There are no floats: money is pence, time is minutes, a rate is two numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing is known, or there is nothing.
    Null,
    /// A whole number, in the column's unit.
    Integer(i64),
    /// A text; a day as `2026-03-09`; an id as a UUID.
    Text(Cow<'static, str>),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// The cell as JSON: null, a number, a string, true or false.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Integer(number) => (*number).into(),
            Self::Text(text) => text.as_ref().into(),
            Self::Flag(flag) => (*flag).into(),
        }
    }
}

impl fmt::Display for Value {
    /// The cell as a person reads it in a table: nothing, `12`, `text`, `yes` or `no`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Integer(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
        }
    }
}

/// A stored cell that is not of its column's kind: the file was changed by something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "column {column} holds {found} where {expected} was expected: the read models were changed by something else; `waymark rebuild` makes them new from the log"
)]
pub struct Misread {
    /// Table and column.
    pub column: String,
    /// What was found, cut short.
    pub found: String,
    /// What belongs there.
    pub expected: &'static str,
}

impl Misread {
    /// This value is not what was expected; which column it stands in is said later.
    #[must_use]
    pub fn new(found: &Value, expected: &'static str) -> Self {
        let found = match found {
            Value::Null => "nothing".to_owned(),
            Value::Text(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
            Value::Integer(_) | Value::Flag(_) => found.to_string(),
        };
        Self { column: String::new(), found, expected }
    }

    /// Says which column it was.
    #[must_use]
    pub fn in_column(self, table: &str, column: &str) -> Self {
        Self { column: format!("{table}.{column}"), ..self }
    }
}
