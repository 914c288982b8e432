//! What can go wrong, and what to do next.

use std::path::PathBuf;

use events::{Damaged, Position, Subject};

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
    /// A later version of this program has written the file.
    #[error(
        "the read models in {file} have format {found} and this version knows {known}: use the newer version, or run `waymark rebuild`, which makes them again from the log and loses nothing"
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known.
        known: i64,
    },
    /// A later version of this program has made one of the tables.
    #[error(
        "the read model {name} in {file} has revision {found} and this version makes revision {known}: use the newer version, or run `waymark rebuild`, which makes it again from the log and loses nothing"
    )]
    NewerRevision {
        /// The file.
        file: PathBuf,
        /// The read model.
        name: &'static str,
        /// The revision found.
        found: u32,
        /// The revision this version makes.
        known: u32,
    },
    /// Not a database, or a broken one.
    #[error(
        "the read models in {file} cannot be read: {source}; `waymark rebuild` deletes them and makes them again from the log, and loses nothing"
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// The database failed.
    #[error(
        "could not open the read models in {file}: {source}; check the path, its permissions and the room on the disk"
    )]
    Store {
        /// The file.
        file: PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
}

/// Why the worker stopped. What was stored before stays, and a restart goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The journal could not be read.
    #[error("the read models stand still because the journal cannot be read: {0}")]
    Journal(#[from] event_journal::ReadError),
    /// An event could not be decoded.
    #[error("the read models stand still before that event: {0}")]
    Undecodable(#[from] Damaged),
    /// The database failed.
    #[error(
        "could not {action} the read models: {source}; check the room on the disk, then start again: they go on where they were"
    )]
    Store {
        /// What was tried.
        action: &'static str,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// A stored row is not of its table's form.
    #[error(transparent)]
    Misread(#[from] projection_kit::Misread),
    /// The tables know of events that the journal does not have.
    #[error(
        "the read model {name} has come to position {position} but the journal ends at {head}: it was made from another log; `waymark rebuild` makes it again from this one"
    )]
    OtherLog {
        /// The read model.
        name: &'static str,
        /// How far it has come.
        position: Position,
        /// Where the journal ends.
        head: Position,
    },
    /// Somebody else has written to the file.
    #[error(
        "another process has written to the read model {name} since position {position}: let only one worker run on a data directory"
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
