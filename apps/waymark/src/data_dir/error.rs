//! Why a data directory cannot be used.

use std::io;
use std::path::{Path, PathBuf};

/// What VERSION says in a data directory of this version.
pub(super) const VERSION: &str = "waymark data 1";

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// There is no data in the directory.
    #[error(
        "there is no data in {0} yet: `waymark import` or `waymark up` makes it, `waymark demo` fills it with a sample; or name another directory with --data"
    )]
    Missing(PathBuf),
    /// It holds something else.
    #[error("{0} is not empty and holds no Waymark data: name an empty or new directory with --data")]
    Foreign(PathBuf),
    /// Its making was cut short.
    #[error(
        "nothing was recorded in {0} yet: its making was cut short; `waymark up` or `waymark import` goes on with it"
    )]
    Unfinished(PathBuf),
    /// It was written by a later version.
    #[error(
        "{path} was written by a newer version of waymark (\"{found}\", this one reads \"{VERSION}\"): use that version"
    )]
    Newer {
        /// The directory.
        path: PathBuf,
        /// What its VERSION says.
        found: String,
    },
    /// Its VERSION says nothing.
    #[error(
        "{path} is damaged: it should read \"{VERSION}\" but reads \"{found}\"; put it back from a backup, and check the rest with `waymark verify`"
    )]
    NoVersion {
        /// The file.
        path: PathBuf,
        /// What it says.
        found: String,
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
    /// The master key is not one.
    #[error("{0} is no master key: it should hold the key's epoch, a colon and 64 hexadecimal digits")]
    MasterKey(PathBuf),
    /// Everybody on the machine can read what nobody should.
    #[error(
        "{0} can be read by everybody on this machine: close it with `chmod 600 {0}`, and replace what it holds if somebody may have read it"
    )]
    Exposed(PathBuf),
    /// The keys are there, the master key is not.
    #[error(
        "the master key {0} is missing: put it back, or name the file that holds it with WAYMARK_MASTER_KEY_FILE; without it nobody's personal content can be read"
    )]
    NoMasterKey(PathBuf),
    /// A new data directory is to have a master key that is not there.
    #[error(
        "there is no master key in {0} yet, and nothing was made: make one with `(umask 077; (printf 1:; head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \\n') > {0})`, keep a copy of it apart from the data, and start again"
    )]
    NoKeyFile(PathBuf),
}

pub(super) fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> DataDirError + 'a {
    move |source| DataDirError::Io { action, path: path.to_owned(), source }
}
