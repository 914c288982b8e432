//! What can go wrong, and what to do next.

use databases::{MADE_AGAIN, OpenError, StoreError};
use event_journal::ReadError;
use events::{DecodeError, Position, Subject};

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

impl Stopped {
    pub(crate) fn reading(source: StoreError) -> Self {
        Self::of("read", source)
    }

    pub(crate) fn writing(source: StoreError) -> Self {
        Self::of("write", source)
    }

    fn of(action: &'static str, source: StoreError) -> Self {
        match source {
            StoreError::Misread(misread) => misread.into(),
            source @ (StoreError::Sqlite(_) | StoreError::Lock(_) | StoreError::Postgres(_)) => {
                Self::Store { action, source }
            }
        }
    }

    /// Whether it may be over after a while, without anybody doing anything here: the database is
    /// away, or its tables are held by others for longer than we wait, or the stream does not answer.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store { source, .. } => source.may_pass(),
            Self::Open(error) => error.may_pass(),
            Self::Journal(error) => matches!(error, ReadError::Away(_)),
            Self::JournalClosed
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
