//! Why a question is not answered.

use databases::StoreError;
use events::did_you_mean;
use projection_kit::TableDescription;

/// Why a question is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The table has no such column.
    #[error("{table} has no column \"{column}\"{meant} has: {columns}")]
    NoSuchColumn {
        /// The table.
        table: &'static str,
        /// What was asked for, cut short.
        column: String,
        /// What was probably meant, and the next sentence's beginning.
        meant: String,
        /// What there is.
        columns: String,
    },
    /// The column cannot hold that.
    #[error("\"{value}\" cannot stand in {column}: it holds {expected}.{meant}")]
    WrongValue {
        /// The column.
        column: &'static str,
        /// What was asked for, cut short.
        value: String,
        /// What it holds.
        expected: String,
        /// What was probably meant, as a sentence.
        meant: String,
    },
    /// Not a condition on a column.
    #[error(
        "\"{text}\" is not a condition: write COLUMN=VALUE, COLUMN!=VALUE, COLUMN>=VALUE (or >, <=, <) or COLUMN in VALUE,VALUE"
    )]
    NoCondition {
        /// What was asked, cut short.
        text: String,
    },
    /// There is no more and less among what the column holds.
    #[error("{column} cannot be compared with {sign}: ask for one value with = or for several with \"in\"")]
    NotOrdered {
        /// The column.
        column: &'static str,
        /// How it was to be compared.
        sign: &'static str,
    },
    /// The same was asked twice, so that one of the two would be lost.
    #[error(
        "\"{what}\" repeats what was already asked of that column: ask once; several values are asked for with COLUMN in VALUE,VALUE"
    )]
    Repeated {
        /// The second of the two.
        what: String,
    },
    /// There is no such table.
    #[error("there is no table \"{table}\"{meant} are: {tables}")]
    NoSuchTable {
        /// What was asked for, cut short.
        table: String,
        /// What was probably meant, and the next sentence's beginning.
        meant: String,
        /// What there is.
        tables: String,
    },
    /// Not a place where a page of this table begins.
    #[error("this cursor is not one of this table and order: take the address of the next page from the page before")]
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
        let columns: Vec<_> = table.with_asked().map(|column| column.name).collect();
        let meant = match did_you_mean(column, columns.iter().copied()).as_str() {
            "" => "; it".to_owned(),
            meant => format!(".{meant} It"),
        };
        let column = column.chars().take(60).collect();
        Self::NoSuchColumn { table: table.name, column, meant, columns: columns.join(", ") }
    }

    pub(super) fn no_such_table(table: &str, tables: &[&str]) -> Self {
        let meant = match did_you_mean(table, tables.iter().copied()).as_str() {
            "" => "; there".to_owned(),
            meant => format!(".{meant} There"),
        };
        Self::NoSuchTable { table: table.chars().take(60).collect(), meant, tables: tables.join(", ") }
    }

    /// Whether the caller can ask better.
    #[must_use]
    pub fn is_wrong_question(&self) -> bool {
        match self {
            Self::NoSuchColumn { .. }
            | Self::WrongValue { .. }
            | Self::NoCondition { .. }
            | Self::NotOrdered { .. }
            | Self::Repeated { .. }
            | Self::NoSuchTable { .. }
            | Self::WrongCursor => true,
            Self::BeingMade { .. } | Self::Misread(_) | Self::Store(_) => false,
        }
    }
}
