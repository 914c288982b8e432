//! What can go wrong with the tables, and what to do next.

use std::path::PathBuf;

use projection_kit::Misread;
use rusqlite::ErrorCode;

use crate::PostgresError;

/// How read models are made again from the right log.
pub const MADE_AGAIN: &str = "`waymark rebuild` does that where the log is in the same directory; a worker of a cluster does it when it is stopped, the directory of its tables (`read-models/` in its own by default) or the schema waymark of its database is removed, and it is started again";

/// Why the tables could not be opened. Nothing is lost by any of these: they are made from the log.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No worker has made them yet.
    #[error("there are no tables in {0} yet: a worker makes them from the log, and so does `waymark rebuild`")]
    Missing(String),
    /// The directory could not be made.
    #[error("could not create the directory {dir}: {source}")]
    Directory {
        /// Which.
        dir: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another version of this program has set them up.
    #[error(
        "the read models in {place} have format {found} and this version knows {known}: use the version that made them, or have them made again from the log: {MADE_AGAIN}"
    )]
    OtherFormat {
        /// The file or database.
        place: String,
        /// Its format.
        found: i64,
        /// The format known.
        known: i64,
    },
    /// A later version of this program has made one of the tables.
    #[error(
        "the read model {name} in {place} has revision {found} and this version makes revision {known}: use the newer version, or run `waymark rebuild`, which makes it again from the log and loses nothing"
    )]
    NewerRevision {
        /// The file or database.
        place: String,
        /// The read model.
        name: &'static str,
        /// The revision found.
        found: u32,
        /// The revision this version makes.
        known: u32,
    },
    /// Not a database, or a broken one.
    #[error(
        "the read models in {place} cannot be read: {source}; `waymark rebuild` deletes them and makes them again from the log, and loses nothing"
    )]
    Damaged {
        /// The file.
        place: String,
        /// What the database said.
        source: Box<rusqlite::Error>,
    },
    /// The database failed.
    #[error("could not open the read models in {place}: {source}")]
    Store {
        /// The file or database.
        place: String,
        /// What the database said.
        source: StoreError,
    },
    /// The server was not reached, or does not let us.
    #[error("could not open the read models: {0}")]
    Postgres(#[from] PostgresError),
    /// The role for readers is not there and cannot be made.
    #[error(
        "there is no role {role} to read the tables and {user} may not make it: have an administrator say `CREATE ROLE {role} NOLOGIN`, or name another role, or none"
    )]
    NoReaders {
        /// The role.
        role: String,
        /// Who we are.
        user: String,
    },
    /// What stands in the bookkeeping makes no sense.
    #[error(transparent)]
    Misread(#[from] Misread),
}

/// Why a database did not do what it had to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite.
    #[error("{0}; check the free space on the disk, then try again: nothing is lost")]
    Sqlite(#[from] rusqlite::Error),
    /// The file that says whose turn it is.
    #[error("{0}; check the directory's permissions and the free space on the disk")]
    Lock(#[from] std::io::Error),
    /// PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// What stands in the bookkeeping makes no sense.
    #[error(transparent)]
    Misread(#[from] Misread),
}

impl OpenError {
    /// Tells a broken file from a machine that fails.
    #[must_use]
    pub fn of(place: String, source: StoreError) -> Self {
        match source {
            StoreError::Sqlite(source) => Self::sqlite(place, source),
            StoreError::Postgres(error) => error.into(),
            StoreError::Misread(misread) => misread.into(),
            StoreError::Lock(_) => Self::Store { place, source },
        }
    }

    /// Tells a broken file from a machine that fails.
    pub(crate) fn sqlite(place: String, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DiskFull
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure,
            ) => Self::Store { place, source: source.into() },
            _ => Self::Damaged { place, source: Box::new(source) },
        }
    }

    /// Whether it may be over after a while, without anybody doing anything here.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store { source, .. } => source.may_pass(),
            Self::Postgres(error) => error.may_pass(),
            Self::Missing(_)
            | Self::Directory { .. }
            | Self::OtherFormat { .. }
            | Self::NewerRevision { .. }
            | Self::Damaged { .. }
            | Self::NoReaders { .. }
            | Self::Misread(_) => false,
        }
    }
}

impl StoreError {
    /// Whether it may be over after a while, without anybody doing anything here.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Sqlite(_) | Self::Lock(_) | Self::Misread(_) => false,
            Self::Postgres(error) => error.may_pass(),
        }
    }
}
