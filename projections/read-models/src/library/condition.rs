//! The small language in which rows, their order and their columns are asked for, on the command
//! line and over HTTP.
//!
//! | written | asks for rows whose column |
//! |---|---|
//! | `status=waiting` | holds exactly this; with an empty value: is empty |
//! | `status!=waiting` | holds something else or is empty; with an empty value: is not empty |
//! | `pence>=1000`, `>`, `<=`, `<` | holds a number, day or text in this range |
//! | `status in waiting,paid` | holds one of these |
//!
//! Rows are sorted by one or more columns, `-started_on,reference`: a minus sorts in descending order. Rows
//! with an empty cell come last either way.

use std::fmt;

use projection_kit::{ColumnDescription, Kind, TableDescription};

use super::Unanswered;

/// Rows are asked for in which a column holds this.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Which column.
    pub column: &'static ColumnDescription,
    /// How what it holds stands to the values.
    pub comparison: Comparison,
    /// The values as they were written; several only with [`Comparison::Is`].
    pub values: Vec<String>,
}

/// How what a column holds stands to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is the value, or one of them.
    Is,
    /// It is another.
    IsNot,
    /// It is the value or more.
    AtLeast,
    /// It is more.
    MoreThan,
    /// It is the value or less.
    AtMost,
    /// It is less.
    LessThan,
}

/// The signs, those first that begin as another does.
const SIGNS: [(&str, Comparison); 6] = [
    ("!=", Comparison::IsNot),
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("=", Comparison::Is),
    (">", Comparison::MoreThan),
    ("<", Comparison::LessThan),
];

impl Comparison {
    /// As it is written, and as SQL says it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        SIGNS.iter().find(|(_, comparison)| *comparison == self).map_or("=", |(sign, _)| sign)
    }

    /// Two of one group cannot both be asked of a column.
    fn group(self) -> u8 {
        match self {
            Self::Is => 0,
            Self::IsNot => 1,
            Self::AtLeast | Self::MoreThan => 2,
            Self::AtMost | Self::LessThan => 3,
        }
    }

    fn is_range(self) -> bool {
        match self {
            Self::Is | Self::IsNot => false,
            Self::AtLeast | Self::MoreThan | Self::AtMost | Self::LessThan => true,
        }
    }
}

impl Condition {
    /// Reads a condition on a table. Its values are read when it is asked.
    ///
    /// # Errors
    /// When it is not a condition, or names a column that the table does not have or that cannot be compared so.
    pub fn read(table: &'static TableDescription, text: &str) -> Result<Self, Unanswered> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        let rest = rest.trim_start();
        let signed = SIGNS.iter().find_map(|(sign, comparison)| Some((*comparison, rest.strip_prefix(sign)?)));
        let (comparison, values) = match (signed, rest.strip_prefix("in ")) {
            (Some((comparison, value)), _) => (comparison, vec![value.trim().to_owned()]),
            (None, Some(values)) => (Comparison::Is, values.split(',').map(|value| value.trim().to_owned()).collect()),
            (None, None) => return Err(Unanswered::NoCondition { text: short(text) }),
        };
        Self::new(table, name, comparison, values)
    }

    /// That a column holds exactly this, or is empty if the value is.
    ///
    /// # Errors
    /// When the table does not have the column.
    pub fn is(table: &'static TableDescription, name: &str, value: &str) -> Result<Self, Unanswered> {
        Self::new(table, name, Comparison::Is, vec![value.to_owned()])
    }

    fn new(
        table: &'static TableDescription,
        name: &str,
        comparison: Comparison,
        values: Vec<String>,
    ) -> Result<Self, Unanswered> {
        let column = column(table, name)?;
        let is_ordered = match column.kind {
            Kind::Integer | Kind::Day => true,
            Kind::Text => (column.words)().is_empty(),
            Kind::Flag | Kind::Id | Kind::List => false,
        };
        if comparison.is_range() && !is_ordered {
            return Err(Unanswered::NotOrdered { column: column.name, sign: comparison.sign() });
        }
        if comparison.is_range() && values.iter().any(String::is_empty) {
            return Err(Unanswered::NoCondition { text: format!("{name}{}", comparison.sign()) });
        }
        Ok(Self { column, comparison, values })
    }

    /// # Errors
    /// When something is asked of a column twice, so that one of the two would be lost.
    pub(super) fn check_repeats(conditions: &[Self]) -> Result<(), Unanswered> {
        let same = |one: &Self, other: &Self| {
            one.column.name == other.column.name && one.comparison.group() == other.comparison.group()
        };
        let repeated =
            conditions.iter().enumerate().find(|(n, one)| conditions.iter().take(*n).any(|other| same(one, other)));
        repeated.map_or(Ok(()), |(_, one)| Err(Unanswered::Repeated { what: one.to_string() }))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.values.as_slice() {
            [value] => write!(f, "{}{}{}", self.column.name, self.comparison.sign(), short(value)),
            values => write!(f, "{} in {}", self.column.name, short(&values.join(","))),
        }
    }
}

/// A column by which rows are sorted.
#[derive(Clone, Copy, Debug)]
pub struct SortedBy {
    /// Which.
    pub column: &'static ColumnDescription,
    /// The other way round: the latest, the most, the last first.
    pub descending: bool,
}

impl SortedBy {
    /// Reads columns to sort by, the first the one that counts most.
    ///
    /// # Errors
    /// When the table does not have one of them, or one is named twice.
    pub fn read(table: &'static TableDescription, text: &str) -> Result<Vec<Self>, Unanswered> {
        let mut sorted: Vec<Self> = Vec::new();
        for name in text.split(',').map(str::trim) {
            let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
            let column = column(table, name)?;
            if sorted.iter().any(|by| by.column.name == column.name) {
                return Err(Unanswered::Repeated { what: column.name.to_owned() });
            }
            sorted.push(Self { column, descending });
        }
        Ok(sorted)
    }
}

impl fmt::Display for SortedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.column.name)
    }
}

/// Reads the columns that rows are to have: all, where nothing is said.
///
/// # Errors
/// When the table does not have one of them, or one is named twice.
pub fn chosen_columns(
    table: &'static TableDescription,
    text: &str,
) -> Result<Vec<&'static ColumnDescription>, Unanswered> {
    let mut chosen: Vec<&'static ColumnDescription> = Vec::new();
    for name in text.split(',').map(str::trim) {
        let column = column(table, name)?;
        if chosen.iter().any(|other| other.name == column.name) {
            return Err(Unanswered::Repeated { what: column.name.to_owned() });
        }
        chosen.push(column);
    }
    Ok(chosen)
}

pub(super) fn column(table: &'static TableDescription, name: &str) -> Result<&'static ColumnDescription, Unanswered> {
    let found = table.with_asked().find(|column| column.name == name);
    found.ok_or_else(|| Unanswered::no_such_column(table, name))
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Library;

    fn jobs() -> &'static TableDescription {
        Library::table("jobs").unwrap()
    }

    #[test]
    fn each_sign_is_read_with_or_without_spaces() {
        for (text, name, comparison, values) in [
            ("weekly_minutes>=960", "weekly_minutes", Comparison::AtLeast, &["960"][..]),
            (" weekly_minutes > 960 ", "weekly_minutes", Comparison::MoreThan, &["960"]),
            ("started_on<=2026-03-09", "started_on", Comparison::AtMost, &["2026-03-09"]),
            ("started_on<2026-03-09", "started_on", Comparison::LessThan, &["2026-03-09"]),
            ("role=a=b, in c", "role", Comparison::Is, &["a=b, in c"]),
            ("ended_on=", "ended_on", Comparison::Is, &[""]),
            ("ended_on!=", "ended_on", Comparison::IsNot, &[""]),
            ("contract in permanent, zero-hours", "contract", Comparison::Is, &["permanent", "zero-hours"]),
        ] {
            let read = Condition::read(jobs(), text).unwrap();
            assert_eq!((read.column.name, read.comparison), (name, comparison), "{text}");
            assert_eq!(read.values, values, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_told() {
        for (text, told) in [
            ("colour=blue", "jobs has no column \"colour\""),
            ("weekly_minute>=960", "Did you mean \"weekly_minutes\"?"),
            ("weekly_minutes", "COLUMN>=VALUE"),
            ("weekly_minutes>=", "COLUMN>=VALUE"),
            ("contract>=permanent", "contract cannot be compared with >="),
            ("offer; DROP TABLE jobs=1", "is not a condition"),
            ("", "is not a condition"),
        ] {
            let error = Condition::read(jobs(), text).unwrap_err();
            assert!(error.is_wrong_question() && error.to_string().contains(told), "{text}: {error}");
        }
        assert!(SortedBy::read(jobs(), "-started_on,started_on").is_err());
        assert!(chosen_columns(jobs(), "role,role").is_err() && chosen_columns(jobs(), "role,").is_err());
    }

    #[test]
    fn a_column_is_asked_once_or_for_a_range() {
        let read = |texts: &[&str]| texts.iter().map(|text| Condition::read(jobs(), text).unwrap()).collect::<Vec<_>>();
        assert!(Condition::check_repeats(&read(&["weekly_minutes>=1", "weekly_minutes<9", "role=x"])).is_ok());
        for twice in [["role=a", "role=b"], ["role=a", "role in b,c"], ["weekly_minutes>1", "weekly_minutes>=2"]] {
            let error = Condition::check_repeats(&read(&twice)).unwrap_err();
            assert!(error.to_string().contains(twice[1]), "{error}");
        }
    }
}
