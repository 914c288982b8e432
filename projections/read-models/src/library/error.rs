//! Why a question is not answered.

use databases::StoreError;
use projection_kit::TableDescription;

/// Why a question is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The table has no such column.
    #[error("{table} has no column \"{column}\"; it has: {columns}")]
    NoSuchColumn {
        /// The table.
        table: &'static str,
        /// What was asked for, cut short.
        column: String,
        /// What there is.
        columns: String,
    },
    /// The column cannot hold that.
    #[error("\"{value}\" cannot stand in {column}: it holds {expected}")]
    WrongValue {
        /// The column.
        column: &'static str,
        /// What was asked for, cut short.
        value: String,
        /// What it holds.
        expected: String,
    },
    /// Not a place where a page of this table begins.
    #[error("the page does not begin anywhere in this table: take the address from the page before")]
    WrongCursor,
    /// The table that serves is of another revision; this version's is being made.
    #[error("the table {table} is being rebuilt from the log: ask again in a moment")]
    BeingMade {
        /// The table.
        table: &'static str,
    },
    /// A stored row is not of its table's form.
    #[error(transparent)]
    Misread(#[from] projection_kit::Misread),
    /// The database failed.
    #[error("the tables could not be read: {0}")]
    Store(#[from] StoreError),
}

impl Unanswered {
    pub(super) fn no_such_column(table: &TableDescription, column: &str) -> Self {
        let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        let column = column.chars().take(60).collect();
        Self::NoSuchColumn { table: table.name, column, columns: columns.join(", ") }
    }

    /// Whether the caller can ask better.
    #[must_use]
    pub fn is_wrong_question(&self) -> bool {
        match self {
            Self::NoSuchColumn { .. } | Self::WrongValue { .. } | Self::WrongCursor => true,
            Self::BeingMade { .. } | Self::Misread(_) | Self::Store(_) => false,
        }
    }
}
