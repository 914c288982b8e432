//! A number that changes over the years.

use jiff::civil::Date;

/// One number, and what it has been since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is called, in kebab case.
    pub name: &'static str,
    /// The rule that uses it, or `flag`, `measure` or `wage`.
    pub rule: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Its values, each from its day on, oldest first.
    pub rows: &'static [(Date, i64)],
}

impl Figure {
    /// Its value on a day; nothing before its first row.
    #[must_use]
    pub fn known_on(&self, day: Date) -> Option<i64> {
        self.row(day).map(|(_, value)| value)
    }

    /// Its value on a day. Rules apply to all days, so that the first row of a rule's figure has no
    /// beginning.
    #[must_use]
    pub fn on(&self, day: Date) -> i64 {
        self.known_on(day).or_else(|| self.rows.first().map(|(_, value)| *value)).unwrap_or_default()
    }

    /// The row in force on a day: since when, and its value.
    #[must_use]
    pub fn row(&self, day: Date) -> Option<(Date, i64)> {
        self.rows.iter().rev().find(|(since, _)| *since <= day).copied()
    }
}
