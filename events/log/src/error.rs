//! What can go wrong, by operation, and what to do next.

use std::io;
use std::path::PathBuf;

use events::Position;

use crate::RootHash;

/// Why an event was not appended, or may not have been.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else has appended to the subject in the meantime.
    #[error(
        "expected {expected} as the subject's last position but it is {current}: read its history again and decide again"
    )]
    Conflict {
        /// What the caller saw.
        expected: Position,
        /// What the log holds.
        current: Position,
    },
    /// The event is larger than a block can be.
    #[error("the event has {size} bytes and the limit is {limit}: keep large content elsewhere and refer to it")]
    TooLarge {
        /// Leaf and sealed content together.
        size: usize,
        /// The most that fits.
        limit: usize,
    },
    /// The log takes no more events. This one is not in it.
    #[error("the log has stopped appending: {reason}; reading goes on; remedy the cause and start the process again")]
    Stopped {
        /// What stopped it.
        reason: String,
    },
    /// It is not known whether the event is in the log.
    #[error(
        "the outcome is unknown: {reason}; look for the event's id in its subject's history once the log is open again"
    )]
    Unknown {
        /// What got in between.
        reason: String,
    },
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// What was found is not what was written.
    #[error(transparent)]
    Damaged(#[from] Damage),
}

/// Where the log is not what it was when it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the log is damaged at position {position}: {fault}; put the directory back from a backup or from another node's verified copy, and keep the damaged one aside"
)]
pub struct Damage {
    /// The first position that cannot be trusted.
    pub position: Position,
    /// What is wrong there.
    pub fault: Fault,
}

impl Damage {
    /// Whether what is there is sound, and only what came after it is missing or unknown.
    pub(crate) fn is_loss(&self) -> bool {
        matches!(self.fault, Fault::Shorter { .. } | Fault::NoHead { .. })
    }
}

/// What is wrong at a position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Events that were durable are gone.
    #[error("HEAD records {recorded} events but the log ends at {found}")]
    Shorter {
        /// The position in HEAD.
        recorded: Position,
        /// The last position that is there.
        found: Position,
    },
    /// HEAD says nothing, so that nobody knows whether events are missing.
    #[error("neither of the two records in HEAD can be read; the log ends at {found}")]
    NoHead {
        /// The last position that is there.
        found: Position,
    },
    /// Other events than those that were written.
    #[error("HEAD records the root {recorded} but the events lead to {found}")]
    OtherEvents {
        /// The root in HEAD.
        recorded: RootHash,
        /// The root of the events up to the same position.
        found: RootHash,
    },
    /// Positions are not dense.
    #[error("the next block begins at {found}")]
    Gap {
        /// Where the block that should begin here begins.
        found: Position,
    },
    /// A block does not follow the one before it.
    #[error("the block names another block as the one before it")]
    Chain,
    /// A block says another root than its events lead to.
    #[error("the block records the root {recorded} but its events lead to {found}")]
    Root {
        /// The root in the block.
        recorded: RootHash,
        /// The root of the events.
        found: RootHash,
    },
    /// A block cannot be read.
    #[error("the block cannot be read: {reason}")]
    Unreadable {
        /// What the reader met.
        reason: String,
    },
    /// The event says something else about itself than its block does.
    #[error("the event's {member} is not the one under which it was appended")]
    Identity {
        /// Which member of the event.
        member: &'static str,
    },
    /// The event has white space between its members, or has them in another order.
    #[error("the event is not in canonical form")]
    NotCanonical,
    /// The sealed content beside the event is not what the event commits to.
    #[error("the event is whole, but {0}")]
    Sealed(events::SealedMismatch),
    /// The index in memory and the events disagree.
    #[error(
        "the index does not lead here from the subject's next event; close the log, delete its INDEX file and open it again"
    )]
    Index,
}

/// Why a log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Only one process may have a log open.
    #[error("the log in {dir} is already open by another process (or elsewhere in this one): stop that one first")]
    AlreadyOpen {
        /// The log's directory.
        dir: PathBuf,
    },
    /// A later version of this program has written the log.
    #[error(
        "the log in {dir} has format {found} and this version reads up to {known}: use the newer version that wrote it"
    )]
    Newer {
        /// The log's directory.
        dir: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// The directory does not hold a log, or not a whole one.
    #[error(
        "{dir} is not a whole log: {reason}; give an empty directory for a new log, or put this one back from a backup"
    )]
    NotALog {
        /// The directory.
        dir: PathBuf,
        /// What is missing or unreadable.
        reason: String,
    },
    /// What is there is not what was written.
    #[error(
        "the log in {dir} is not opened for writing: {damage}; to read what is left, open it for reading only; to go on without what is lost, say so with the position of the last event that is there"
    )]
    Damaged {
        /// The log's directory.
        dir: PathBuf,
        /// Where and how.
        damage: Damage,
    },
    /// The position given as the last one after a loss is not the last one that is there.
    #[error(
        "asked to go on after position {asked} but the log in {dir} is whole up to {found}: say {found}, or put the log back from a copy"
    )]
    OtherLoss {
        /// The log's directory.
        dir: PathBuf,
        /// The position given.
        asked: Position,
        /// The last position that is there.
        found: Position,
    },
    /// The engine's writes would not be durable in this build.
    #[error(
        "a test write reached the disk without a sync: this build does not replace the engine's sync_file_range and would lose acknowledged events on power loss; link event-log statically into the program"
    )]
    NotDurable,
    /// The engine has put data where nobody syncs it.
    #[error(
        "{path} is not empty: the engine put data there that it never makes durable; put the log back from a backup"
    )]
    Blobs {
        /// The folder that should be empty.
        path: PathBuf,
    },
    /// The engine failed.
    #[error(
        "the engine did not open the log in {dir}: {reason}; if the disk is sound and has room, put the log back from a backup"
    )]
    Engine {
        /// The log's directory.
        dir: PathBuf,
        /// What the engine said.
        reason: String,
    },
    /// A file operation failed.
    #[error("could not {action} {path}: {source}; check the path, its permissions and the room on the disk")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The log could not be closed in order. What was acknowledged is durable all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log did not close in order: {reason}; what was acknowledged is durable, the next start will take longer")]
pub struct CloseError {
    /// What failed.
    pub reason: String,
}
