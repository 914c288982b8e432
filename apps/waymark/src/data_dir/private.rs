//! Files that nobody but their owner, and a group that it trusts, may read.

use std::fs;
use std::path::Path;

use super::error::{DataDirError, failed};

/// Refuses a file that everybody on this machine can read; one that is not there is none of them. A file
/// that is mounted by itself is the container engine's, which mounts it for this process only.
///
/// # Errors
/// When others can read it, with what to do.
pub fn private(path: &Path) -> Result<(), DataDirError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        const OTHERS: u32 = 0o007;
        let Ok(file) = fs::metadata(path) else { return Ok(()) };
        let folder = fs::canonicalize(path).ok().and_then(|path| path.parent().map(fs::metadata));
        let Some(folder) = folder else { return Ok(()) };
        let is_mounted = folder.map_err(failed("look at", path))?.dev() != file.dev();
        if file.mode() & OTHERS != 0 && !is_mounted {
            return Err(DataDirError::Exposed(path.to_owned()));
        }
    }
    Ok(())
}
