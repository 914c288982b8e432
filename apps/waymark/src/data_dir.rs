//! The data directory: what is where, of which version, and who may read it.
//!
//! ```text
//! VERSION        "waymark data 1"
//! log/           the events: the only truth
//! keys/          every person's key, wrapped; and the master key, unless it is kept elsewhere
//! read-models/   rebuilt from the log at any time
//! access.json    operator keys, hashed
//! server.json    where a running server listens
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use service_runtime::MasterKey;

use crate::rim;

const VERSION: &str = "waymark data 1";

/// A data directory that this version can use.
#[derive(Clone, Debug)]
pub struct DataDir {
    path: PathBuf,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// There is none.
    #[error(
        "there is no data in {0} yet: `waymark import` or `waymark up` makes it, `waymark demo` fills it with a sample; or name another directory with --data"
    )]
    Missing(PathBuf),
    /// It holds something else.
    #[error("{0} is not empty and holds no Waymark data: name an empty or new directory with --data")]
    Foreign(PathBuf),
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
    #[error("{0} is no master key: it should hold 64 hexadecimal digits")]
    MasterKey(PathBuf),
    /// The keys are there, the master key is not.
    #[error(
        "the master key {0} is missing: put it back, or name the file that holds it with WAYMARK_MASTER_KEY_FILE; without it nobody's personal content can be read"
    )]
    NoMasterKey(PathBuf),
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> DataDirError + 'a {
    move |source| DataDirError::Io { action, path: path.to_owned(), source }
}

impl DataDir {
    /// Opens a data directory that is there.
    ///
    /// # Errors
    /// When there is none, or not one of this version.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let version = path.join("VERSION");
        match fs::read_to_string(&version) {
            Ok(found) if found.trim() == VERSION => Ok(Self { path: path.to_owned() }),
            Ok(found) => {
                Err(DataDirError::Newer { path: path.to_owned(), found: found.trim().chars().take(60).collect() })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let holds_something = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
                let found = path.to_owned();
                Err(if holds_something { DataDirError::Foreign(found) } else { DataDirError::Missing(found) })
            }
            Err(error) => Err(failed("read", &version)(error)),
        }
    }

    /// Opens a data directory, or makes one that only its owner can read.
    ///
    /// # Errors
    /// When it cannot be made, holds something else, or is not of this version.
    pub fn open_or_create(path: &Path) -> Result<Self, DataDirError> {
        match Self::open(path) {
            Err(DataDirError::Missing(_)) => {}
            opened => return opened,
        }
        fs::create_dir_all(path).map_err(failed("make", path))?;
        private(path)?;
        for part in ["log", "keys", "read-models"] {
            let part = path.join(part);
            fs::create_dir_all(&part).map_err(failed("make", &part))?;
            private(&part)?;
        }
        // Last, and whole or not at all: a directory without VERSION was never used.
        let (version, draft) = (path.join("VERSION"), path.join("VERSION.new"));
        write_private(&draft, format!("{VERSION}\n").as_bytes())?;
        fs::rename(&draft, &version).map_err(failed("write", &version))?;
        File::open(path).and_then(|dir| dir.sync_all()).map_err(failed("sync", path))?;
        Ok(Self { path: path.to_owned() })
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

    /// Where a running server says how to reach it.
    #[must_use]
    pub fn server(&self) -> PathBuf {
        self.path.join("server.json")
    }

    /// The master key: from the file that `kept_in` names, else from the data directory, where it is
    /// made on the first start.
    ///
    /// # Errors
    /// When it cannot be read or made, or is no key.
    pub fn master_key(&self, kept_in: Option<&Path>) -> Result<MasterKey, DataDirError> {
        let path = kept_in.map_or_else(|| self.keys().join("master"), Path::to_owned);
        match fs::read_to_string(&path) {
            Ok(text) => from_hex(text.trim()).map(MasterKey).ok_or(DataDirError::MasterKey(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if kept_in.is_some() || self.keys().join("persons").exists() {
                    return Err(DataDirError::NoMasterKey(path));
                }
                let mut key = [0; 32];
                rim::entropy()(&mut key).map_err(failed("make a key for", &path))?;
                let draft = path.with_extension("new");
                write_private(&draft, format!("{}\n", to_hex(&key)).as_bytes())?;
                fs::rename(&draft, &path).map_err(failed("write", &path))?;
                Ok(MasterKey(key))
            }
            Err(error) => Err(failed("read", &path)(error)),
        }
    }
}

/// Writes a file that only its owner can read, durably.
///
/// # Errors
/// When the system says no.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DataDirError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed("write", path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed("write", path))
}

fn private(path: &Path) -> Result<(), DataDirError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(failed("protect", path))?;
    }
    Ok(())
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Thirty-two bytes from hexadecimal digits.
#[must_use]
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_made_once_and_keeps_its_master_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        assert!(matches!(DataDir::open(&path), Err(DataDirError::Missing(_))));
        let first = DataDir::open_or_create(&path).unwrap().master_key(None).unwrap();
        let again = DataDir::open(&path).unwrap().master_key(None).unwrap();
        assert_eq!(first.0, again.0);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open_or_create(&dir.path().join("data")).unwrap();
        data.master_key(None).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(data.path()), mode(&data.keys().join("master"))), (0o700, 0o600));
    }

    #[test]
    fn what_somebody_else_keeps_there_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.txt"), "words").unwrap();
        assert!(matches!(DataDir::open_or_create(dir.path()), Err(DataDirError::Foreign(_))));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_newer_version_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("VERSION"), "waymark data 2\n").unwrap();
        let error = DataDir::open_or_create(dir.path()).unwrap_err();
        assert!(error.to_string().contains("newer version of waymark"), "{error}");
    }

    #[test]
    fn a_lost_master_key_is_not_replaced_by_another() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open_or_create(&dir.path().join("data")).unwrap();
        data.master_key(None).unwrap();
        fs::write(data.keys().join("persons"), "keys").unwrap();
        fs::remove_file(data.keys().join("master")).unwrap();
        assert!(matches!(data.master_key(None), Err(DataDirError::NoMasterKey(_))));
    }
}
