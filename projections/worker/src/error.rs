//! What can go wrong, and what to do next.

use std::path::PathBuf;

use event_journal::ReadError;
use events::{DecodeError, Position, Subject};
use rusqlite::ErrorCode;

use crate::StoreError;

/// How read models are made again from a log that is the right one.
const MADE_AGAIN: &str = "`waymark rebuild` does that where the log is in the same directory; a worker of a cluster does it when it is stopped, the directory of its tables (`read-models/` in its own by default) or the schema waymark of its database is removed, and it is started again";

/// Why the read models could not be opened for writing. Nothing is lost by any of these: they are
/// made from the log.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
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
    Database(#[from] projection_postgres::Error),
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
    /// They were to be deleted while a worker keeps them up to date.
    #[error("the read models in {place} are kept up to date by {who}: stop that worker first")]
    AtWork {
        /// The database.
        place: String,
        /// Who.
        who: String,
    },
    /// What stands in the bookkeeping makes no sense.
    #[error(transparent)]
    Misread(#[from] projection_kit::Misread),
}

/// Why the worker stopped. What was stored before stays, and a restart goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The journal could not be read.
    #[error("the read models stand still because the journal cannot be read: {0}")]
    Journal(#[from] ReadError),
    /// The journal does not tell any more how far it is, though nobody told the worker to stop.
    #[error("the read models stand still because the journal was closed: start again; they go on where they were")]
    JournalClosed,
    /// An event could not be decoded.
    #[error("the read models stand still before that event: {0}")]
    Undecodable(#[from] DecodeError),
    /// The database failed.
    #[error("could not {action} the read models: {source}")]
    Store {
        /// What was tried.
        action: &'static str,
        /// What the database said.
        source: StoreError,
    },
    /// It is another worker's turn.
    #[error("the read models are kept up to date by {who}: stop that worker first, or leave the work to it")]
    AtWork {
        /// Who.
        who: String,
    },
    /// The tables could not be opened again.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A stored row is not of its table's form.
    #[error(transparent)]
    Misread(#[from] projection_kit::Misread),
    /// The tables know of events that the journal does not have.
    #[error(
        "the read model {name} has come to position {position} but the journal ends at {head}: if events were lost from the journal, put them back first, in a cluster with `waymark cluster repair`; if this is another log, put the right one back; if this is the right one, have the read model made again from it: {MADE_AGAIN}"
    )]
    OtherLog {
        /// The read model.
        name: &'static str,
        /// How far it has come.
        position: Position,
        /// Where the journal ends.
        head: Position,
    },
    /// The tables were made from another order of events than the journal's.
    #[error(
        "the read model {name} has come to position {position}, and the event that the journal has there is not the one that was read there: if this is another stream or log, put the right one back; if this is the right one, have the read model made again from it: {MADE_AGAIN}"
    )]
    OtherEvent {
        /// The read model.
        name: &'static str,
        /// How far it has come.
        position: Position,
    },
    /// Somebody else has written to the table, and it was not their turn.
    #[error(
        "somebody has written to the read model {name} since position {position} without waiting for a turn: stop what writes there beside the workers"
    )]
    Overtaken {
        /// The read model.
        name: &'static str,
        /// How far this worker thought it had come.
        position: Position,
    },
    /// There is no read model of this name.
    #[error("there is no read model \"{name}\"; there are: {known}")]
    NoSuchTable {
        /// What was asked for, cut short.
        name: String,
        /// What there is.
        known: String,
    },
    /// The worker's thread is gone.
    #[error("the worker's thread ended before its work was done: start again; the read models go on where they were")]
    Thread,
}

impl OpenError {
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

    /// Tells a broken file from a machine that fails.
    pub(crate) fn unreadable(place: String, source: StoreError) -> Self {
        match source {
            StoreError::Sqlite(source) => Self::sqlite(place, source),
            StoreError::Postgres(error) => error.into(),
            StoreError::Lock(_) => Self::Store { place, source },
        }
    }
}

impl Stopped {
    pub(crate) fn reading(source: impl Into<StoreError>) -> Self {
        Self::Store { action: "read", source: source.into() }
    }

    pub(crate) fn writing(source: impl Into<StoreError>) -> Self {
        Self::Store { action: "write", source: source.into() }
    }

    /// Whether it may be over after a while, without anybody doing anything here: the database is
    /// away, or its tables are held by others for longer than we wait, or the stream does not answer.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store { source, .. } | Self::Open(OpenError::Store { source, .. }) => source.may_pass(),
            Self::Open(OpenError::Database(error)) => error.may_pass(),
            Self::Journal(error) => matches!(error, ReadError::Away(_)),
            Self::Open(_)
            | Self::JournalClosed
            | Self::Undecodable(_)
            | Self::AtWork { .. }
            | Self::Misread(_)
            | Self::OtherLog { .. }
            | Self::OtherEvent { .. }
            | Self::Overtaken { .. }
            | Self::NoSuchTable { .. }
            | Self::Thread => false,
        }
    }
}

/// Why a subject could not be retried or its event skipped.
#[derive(Debug, thiserror::Error)]
pub enum NotParked {
    /// The subject is not parked there.
    #[error("{subject} is not parked in {name}: there is nothing to retry or skip")]
    NotParked {
        /// The read model.
        name: String,
        /// Who was thought to be parked.
        subject: Subject,
    },
    /// The worker stopped over it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}
