//! What the worker that writes the read models and the library that reads them have to agree on.

/// The file in the data directory.
pub const FILE: &str = "read-models.sqlite";

/// The version of the bookkeeping beside the tables, kept as SQLite's `user_version`.
pub const VERSION: i64 = 1;

/// The bookkeeping: how far each table is, which subjects are parked, which events are skipped.
pub const BOOKKEEPING: &str = include_str!("bookkeeping.sql");

/// The table that serves under a read model's name.
pub const LIVE: &str = "live";

/// The table that is being made beside it, and takes over when it has caught up.
pub const BUILDING: &str = "building";
