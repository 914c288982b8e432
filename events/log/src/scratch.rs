//! A copy of the engine's files. Guarantees that reading a log does not change it.
//!
//! On opening, the engine writes: snapshots, and over whatever it cannot read and all that follows.
//! Somebody who only looks, above all at a log that may be damaged, must not cause that.

use std::fs;
use std::path::{Path, PathBuf};

use crate::OpenError;
use crate::files::failed;

/// The copy; deleted when dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Copies the engine's files to a folder beside them. One that a killed process left goes first:
    /// the log is locked, so nobody reads from it.
    pub(crate) fn of(engine: &Path, beside: &Path) -> Result<Self, OpenError> {
        let path = beside.join("reading");
        if path.exists() {
            fs::remove_dir_all(&path).map_err(failed("remove", &path))?;
        }
        let scratch = Self(path);
        copy(engine, &scratch.0)?;
        Ok(scratch)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "could not remove the copy that the log was read from");
        }
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), OpenError> {
    fs::create_dir_all(to).map_err(failed("make", to))?;
    for entry in fs::read_dir(from).map_err(failed("read", from))? {
        let path = entry.map_err(failed("read", from))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(failed("copy", &path))?;
        }
    }
    Ok(())
}
