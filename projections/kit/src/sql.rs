//! A table as SQL: the same columns, key and order in every database.
//!
//! | a column holds | SQLite | PostgreSQL |
//! |---|---|---|
//! | a whole number | `INTEGER` | `BIGINT` |
//! | yes or no | `INTEGER`, 1 or 0 | `BOOLEAN` |
//! | a day | `TEXT`, `2026-03-09` | `DATE` |
//! | an id | `TEXT`, lower case with hyphens | `UUID` |
//! | a text, a word, a month, a list | `TEXT` | `TEXT COLLATE "C"`: in the order of its bytes, as in SQLite |

use std::fmt::Write as _;

use crate::{ColumnDescription, Kind, TableDescription};

/// Which database it is said to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Kind {
    /// The type of a column.
    #[must_use]
    pub fn sql(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            (Dialect::Sqlite, Self::Integer | Self::Flag) => "INTEGER",
            (Dialect::Sqlite, Self::Text | Self::Day | Self::Id | Self::List) => "TEXT",
            (Dialect::Postgres, Self::Integer) => "BIGINT",
            (Dialect::Postgres, Self::Flag) => "BOOLEAN",
            (Dialect::Postgres, Self::Day) => "DATE",
            (Dialect::Postgres, Self::Id) => "UUID",
            (Dialect::Postgres, Self::Text | Self::List) => "TEXT COLLATE \"C\"",
        }
    }

    /// The type of an array of such cells in PostgreSQL.
    #[must_use]
    pub fn array(self) -> &'static str {
        match self {
            Self::Integer => "BIGINT[]",
            Self::Flag => "BOOLEAN[]",
            Self::Day => "DATE[]",
            Self::Id => "UUID[]",
            Self::Text | Self::List => "TEXT[]",
        }
    }
}

impl TableDescription {
    /// The columns with their SQL types, and the key: two tables of the same shape hold the same,
    /// whatever the database.
    #[must_use]
    pub fn shape(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| column.sql(Dialect::Sqlite)).collect();
        format!("{}, PRIMARY KEY ({})", columns.join(", "), self.key_columns())
    }

    /// The SQL that creates the table under this name, with every description as a comment: beside
    /// the columns, and in PostgreSQL kept with them.
    #[must_use]
    pub fn create(&self, name: &str, dialect: Dialect) -> String {
        let mut sql = format!("-- {}\nCREATE TABLE {name} (\n", self.summary);
        for column in self.columns {
            let _ = writeln!(sql, "    {}, -- {}", column.sql(dialect), column.comment());
        }
        let _ = write!(sql, "    PRIMARY KEY ({})\n)", self.key_columns());
        match dialect {
            Dialect::Sqlite => sql.push_str(" STRICT, WITHOUT ROWID;\n"),
            Dialect::Postgres => {
                let _ = write!(sql, ";\nCOMMENT ON TABLE {name} IS {};\n", text(self.summary));
                for column in self.columns {
                    let _ = writeln!(sql, "COMMENT ON COLUMN {name}.{} IS {};", column.name, text(&column.comment()));
                }
            }
        }
        sql
    }

    /// The SQL that creates the index for the table's order; none when that is the key.
    #[must_use]
    pub fn create_index(&self) -> Option<String> {
        let (table, order) = (self.name, self.order().join(", "));
        (!self.sorted_by.is_empty()).then(|| format!("CREATE INDEX {table}__in_order ON {table} ({order});\n"))
    }

    fn key_columns(&self) -> String {
        self.key().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }
}

impl ColumnDescription {
    fn sql(&self, dialect: Dialect) -> String {
        let null = if self.nullable { "" } else { " NOT NULL" };
        format!("{} {}{null}", self.name, self.kind.sql(dialect))
    }
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
