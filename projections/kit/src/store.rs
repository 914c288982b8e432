//! What the worker that writes the read models and the library that reads them have to agree on.

use crate::Value;

/// The file in the data directory.
pub const FILE: &str = "read-models.sqlite";

/// The version of the bookkeeping beside the tables, kept as SQLite's `user_version`, and in
/// PostgreSQL's table `version`. A process that finds another one leaves everything as it is.
pub const VERSION: i64 = 3;

/// The bookkeeping: how far each table is, which subjects are parked, which events are skipped.
pub const BOOKKEEPING: &str = include_str!("bookkeeping.sql");

/// The schema in a PostgreSQL database. Everything in it is made from the log.
pub const SCHEMA: &str = "waymark";

/// The same bookkeeping in that schema.
pub const BOOKKEEPING_IN_POSTGRES: &str = include_str!("bookkeeping.postgres.sql");

/// The role that may read the tables and nothing else, unless another is named.
pub const READERS: &str = "waymark_reader";

/// The table that serves under a read model's name.
pub const LIVE: &str = "live";

/// The table that is being made beside it, and takes over when it has caught up.
pub const BUILDING: &str = "building";

/// The number at a place of a row: 0 where there is none.
#[must_use]
pub fn number(row: &[Value], at: usize) -> i64 {
    match row.get(at) {
        Some(Value::Integer(number)) => *number,
        Some(Value::Null | Value::Text(_) | Value::Flag(_)) | None => 0,
    }
}

/// The same of a number that is never below 0.
#[must_use]
pub fn whole(row: &[Value], at: usize) -> u64 {
    u64::try_from(number(row, at)).unwrap_or_default()
}

/// The text at a place of a row: empty where there is none.
#[must_use]
pub fn text(row: &[Value], at: usize) -> String {
    row.get(at).map(ToString::to_string).unwrap_or_default()
}
