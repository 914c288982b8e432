//! Names and versions that the writer of the tables and their readers share.

/// The file in the data directory.
pub const FILE: &str = "read-models.sqlite";

/// The version of the bookkeeping beside the tables, kept as SQLite's `user_version`, and in
/// PostgreSQL's table `version`. A process that finds another one leaves everything as it is.
pub(crate) const VERSION: i64 = 3;

/// The schema in a PostgreSQL database. Everything in it is made from the log.
pub(crate) const SCHEMA: &str = "waymark";

/// The role that may read the tables and nothing else, unless another is named.
pub const READERS: &str = "waymark_reader";
