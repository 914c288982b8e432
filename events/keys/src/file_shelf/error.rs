//! Why a file of keys cannot be used.

use std::io;
use std::path::PathBuf;

/// Why a file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileShelfError {
    /// The file is missing.
    #[error("{0} is missing, and with it every person's key: put it back from a backup")]
    Missing(PathBuf),
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
    /// Not a file of keys.
    #[error("{0} is not a file of keys that this version can read: put it back from a backup")]
    Format(PathBuf),
    /// Its end is gone.
    #[error(
        "{path} was cut short: it holds {holds} of {counted} keys; put it back from a backup, content sealed under the others cannot be read without them"
    )]
    CutShort {
        /// The file.
        path: PathBuf,
        /// Whole records that are there.
        holds: u64,
        /// Records that were in use.
        counted: u64,
    },
    /// A record is neither a key nor a tombstone.
    #[error("record {number} of {path} is damaged: put it back from a backup")]
    Record {
        /// The file.
        path: PathBuf,
        /// Which record, from 1.
        number: u64,
    },
    /// How many keys it should hold cannot be read.
    #[error("{0} is damaged where it counts its keys: put it back from a backup")]
    Uncounted(PathBuf),
}
