//! The data directory: what is where, of which version, and who may read it.
//!
//! ```text
//! VERSION        "waymark data 1"
//! log/           the events: the only truth
//! keys/          every person's key, wrapped; and the master key, unless it is kept elsewhere
//! read-models/   rebuilt from the log at any time
//! access.json    operator keys, hashed
//! access.log     who read whose personal content
//! server.json    where a running server listens, and a key that reads there
//! cluster        there if this is a node of a cluster: its keys are not here
//! ```

mod error;
mod master_key;
mod private;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use event_keys::{FileShelf, MasterKey};

use crate::private_file::PrivateFile;
use error::{VERSION, failed};

pub use error::DataDirError;
pub use master_key::{first_master_key, from_hex, master_key_text, read_master_key, to_hex};
pub use private::{private, private_dir};

/// The file by which a node of a cluster is known.
const NODE: &str = "cluster";

/// A data directory that this version can use.
#[derive(Clone, Debug)]
pub struct DataDir {
    path: PathBuf,
}

impl DataDir {
    /// Opens a data directory that is there.
    ///
    /// # Errors
    /// When there is none, or not one of this version.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let version = path.join("VERSION");
        match fs::read(&version) {
            Ok(bytes) => match String::from_utf8_lossy(&bytes).trim() {
                VERSION => Ok(Self { path: path.to_owned() }),
                found => Err(another(path, version, found.chars().take(60).collect())),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let holds_something = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
                let found = path.to_owned();
                Err(match (draft(path).exists(), holds_something) {
                    (true, _) => DataDirError::Unfinished(found),
                    (false, true) => DataDirError::Foreign(found),
                    (false, false) => DataDirError::Missing(found),
                })
            }
            Err(error) => Err(failed("read", &version)(error)),
        }
    }

    /// Opens a data directory, or begins to make one that only its owner can read. It is one once
    /// [`finish`](Self::finish) was called; until then nothing is recorded in it. The names in it and above
    /// it become durable with the log, which syncs all directories above its own before it takes an event.
    ///
    /// # Errors
    /// When it cannot be made, holds something else, is not of this version, or the file that should
    /// hold the master key of a new one does not.
    pub fn open_or_create(path: &Path, key_kept_in: Option<&Path>) -> Result<Self, DataDirError> {
        match Self::open(path) {
            Err(DataDirError::Missing(_) | DataDirError::Unfinished(_)) => {}
            opened => return opened,
        }
        if let Some(kept_in) = key_kept_in {
            master_key::read(kept_in)?.ok_or_else(|| DataDirError::NoKeyFile(kept_in.to_owned()))?;
        }
        private_dir(path)?;
        // First: from here on it is known whose directory this is.
        write_private(&draft(path), format!("{VERSION}\n").as_bytes())?;
        for part in ["log", "keys", "read-models"] {
            let part = path.join(part);
            private_dir(&part)?;
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Ends the making of a data directory whose log and keys were made: whole or not at all.
    ///
    /// # Errors
    /// When the system says no.
    pub fn finish(&self) -> Result<(), DataDirError> {
        let (version, draft) = (self.path.join("VERSION"), draft(&self.path));
        if version.exists() {
            return Ok(());
        }
        fs::rename(&draft, &version).map_err(failed("write", &version))?;
        File::open(&self.path).and_then(|dir| dir.sync_all()).map_err(failed("sync", &self.path))
    }

    /// Makes a data directory of a log and keys that stand in `parts`, a directory inside of it. Broken off,
    /// it is no data directory, or one with all of them.
    ///
    /// # Errors
    /// When the system says no.
    pub fn of_parts(path: &Path, parts: &Path) -> Result<Self, DataDirError> {
        private_dir(path)?;
        for part in ["log", "keys"] {
            fs::rename(parts.join(part), path.join(part)).map_err(failed("move", &parts.join(part)))?;
        }
        fs::remove_dir(parts).map_err(failed("remove", parts))?;
        File::open(path).and_then(|dir| dir.sync_all()).map_err(failed("sync", path))?;
        write_private(&draft(path), format!("{VERSION}\n").as_bytes())?;
        let read_models = path.join("read-models");
        private_dir(&read_models)?;
        let made = Self { path: path.to_owned() };
        made.finish()?;
        Ok(made)
    }

    /// The master key: from the file that `kept_in` names, else from the data directory, where it is
    /// made before the first person's key.
    ///
    /// # Errors
    /// When it cannot be read or made, or is no key.
    pub fn master_key(&self, kept_in: Option<&Path>) -> Result<MasterKey, DataDirError> {
        let path = kept_in.map_or_else(|| self.keys().join("master"), Path::to_owned);
        if let Some(key) = master_key::read(&path)? {
            return Ok(key);
        }
        if kept_in.is_some() || FileShelf::path(&self.keys()).exists() {
            return Err(DataDirError::NoMasterKey(path));
        }
        let key = first_master_key().map_err(failed("make a key for", &path))?;
        write_private(&path, master_key_text(&key).as_bytes())?;
        Ok(key)
    }

    /// Notes that this is a node of a cluster, which has its keys where all nodes do.
    ///
    /// # Errors
    /// When the system says no.
    pub fn note_node(&self) -> Result<(), DataDirError> {
        match self.is_node() {
            true => Ok(()),
            false => write_private(&self.path.join(NODE), b"a node of a cluster\n"),
        }
    }

    /// Whether this is a node of a cluster.
    #[must_use]
    pub fn is_node(&self) -> bool {
        self.path.join(NODE).exists()
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the events are.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// Where the persons' keys are.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// Where the read models are.
    #[must_use]
    pub fn read_models(&self) -> PathBuf {
        self.path.join("read-models")
    }

    /// Where the operator keys are, hashed.
    #[must_use]
    pub fn access(&self) -> PathBuf {
        self.path.join("access.json")
    }

    /// The log of who read whose personal content.
    #[must_use]
    pub fn access_log(&self) -> PathBuf {
        self.path.join("access.log")
    }

    /// Where a running server says how to reach it.
    #[must_use]
    pub fn server(&self) -> PathBuf {
        self.path.join("server.json")
    }
}

/// Becomes VERSION once everything else is there.
fn draft(path: &Path) -> PathBuf {
    path.join("VERSION.new")
}

/// What is wrong with a VERSION that does not say what this version writes.
fn another(path: &Path, version: PathBuf, found: String) -> DataDirError {
    let number = found.strip_prefix("waymark data ").and_then(|number| number.parse::<u32>().ok());
    match number {
        Some(2..) => DataDirError::Newer { path: path.to_owned(), found },
        Some(0 | 1) | None => DataDirError::NoVersion { path: version, found },
    }
}

/// The master key in a file.
///
/// # Errors
/// When there is none.
pub fn master_key_in(path: &Path) -> Result<MasterKey, DataDirError> {
    master_key::read(path)?.ok_or_else(|| DataDirError::NoMasterKey(path.to_owned()))
}

/// Whether there is nothing at this path, or a directory with nothing in it.
///
/// # Errors
/// When it cannot be read.
pub fn is_empty(path: &Path) -> Result<bool, DataDirError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// Writes a file that only its owner can read: durably, and whole or not at all.
///
/// # Errors
/// When the system says no.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DataDirError> {
    let written = PrivateFile::create(path).and_then(|file| file.finish(|to| to.write_all(bytes)));
    written.map(drop).map_err(failed("write", path))
}
