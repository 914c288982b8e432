//! The engine's file as it was before the engine read all of it anew. Where it finds damage it puts
//! zeros over everything that follows, most of which may be sound.

use std::fs;
use std::path::{Path, PathBuf};

use crate::OpenError;
use crate::files::{failed, sync_directory};

/// A copy beside the engine's directory: `engine-db.kept`, or with a number if there is one already.
#[derive(Debug)]
pub(crate) struct Kept(PathBuf);

impl Kept {
    /// Copies the file of the engine in `dir`, whole or not at all; nothing if it has none.
    pub(crate) fn of(dir: &Path) -> Result<Option<Self>, OpenError> {
        let file = dir.join("db");
        let Some(beside) = dir.parent().filter(|_| file.exists()) else { return Ok(None) };
        let numbered = (2..).map(|n| beside.join(format!("engine-db.kept-{n}")));
        let mut names = std::iter::once(beside.join("engine-db.kept")).chain(numbered);
        let Some(path) = names.find(|path| !path.exists()) else { return Ok(None) };
        let draft = beside.join("engine-db.keeping");
        fs::copy(&file, &draft).map_err(failed("keep a copy of the engine's file in", &draft))?;
        fs::File::open(&draft).and_then(|copy| copy.sync_all()).map_err(failed("sync", &draft))?;
        fs::rename(&draft, &path).map_err(failed("write", &path))?;
        sync_directory(beside).map_err(failed("sync", beside))?;
        Ok(Some(Self(path)))
    }

    /// Nothing was lost: the copy is not needed.
    pub(crate) fn let_go(&self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "a copy that is not needed could not be removed");
        }
    }

    /// Something is wrong: the copy stays.
    pub(crate) fn stays(&self) {
        tracing::warn!(
            path = %self.0.display(),
            "the log is damaged; the engine's file is kept as it was found, for reading from it overwrites what follows the damage"
        );
    }
}
