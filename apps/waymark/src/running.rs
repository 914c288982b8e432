//! What a running server tells the commands that start beside it, on the same data directory.
//!
//! `server.json` holds its address and a key that reads. Anybody who can open the file owns the data
//! directory and could read it without a server. The key lives no longer than the process: it is
//! stored nowhere else, and the next server makes another. A server holds the file locked, so what a
//! killed one left behind is not believed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use events::Line;
use serde::{Deserialize, Serialize};
use waymark_http::{OperatorKey, Right};

use crate::access::{self, reads};
use crate::data_dir::DataDir;
use crate::private_file::PrivateFile;

/// A running server, for a second process.
#[derive(Debug, Serialize, Deserialize)]
pub struct RunningServer {
    /// Its address.
    pub url: String,
    /// What opens it for reading.
    pub key: String,
}

/// The file of a running server, which goes when this is dropped.
#[derive(Debug)]
pub struct Announced {
    path: PathBuf,
    _lock: File,
}

impl RunningServer {
    /// A server at this address, with a new key, and what the server knows the key by.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn at(url: &str) -> anyhow::Result<(Self, OperatorKey)> {
        let key = access::new_key()?;
        let known = OperatorKey {
            name: Line::new(reads::COMMAND_LINE)?,
            hash: OperatorKey::hash(&key),
            rights: [Right::Reads, Right::Personal, Right::Backup].into(),
            expires: None,
        };
        Ok((Self { url: url.to_owned(), key }, known))
    }

    /// The server that runs on this data directory now, if one does.
    ///
    /// # Errors
    /// When one does and its file cannot be read.
    pub fn on(data: &DataDir) -> anyhow::Result<Option<Self>> {
        let path = data.server();
        let wrong = || format!("could not read {}", path.display());
        let mut file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.with_context(wrong)?,
        };
        match file.try_lock_shared() {
            Ok(()) => return Ok(None),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error).with_context(wrong),
        }
        let mut text = String::new();
        file.read_to_string(&mut text).with_context(wrong)?;
        serde_json::from_str(&text).map(Some).with_context(wrong)
    }

    /// Writes the file that says where the server is, and locks it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn announce(&self, data: &DataDir) -> anyhow::Result<Announced> {
        let path = data.server();
        let text = serde_json::to_vec(self)?;
        // Locked before it has its name: a file of that name without a lock is one that a killed server left.
        let locked = PrivateFile::create(&path).and_then(|file| {
            file.finish(|to| {
                to.get_ref().lock()?;
                to.write_all(&text)
            })
        });
        let lock = locked.with_context(|| format!("could not write {}", path.display()))?;
        Ok(Announced { path, _lock: lock })
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "could not remove server.json");
        }
    }
}
