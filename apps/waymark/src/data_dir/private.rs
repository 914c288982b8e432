//! Files that nobody but their owner, and a group that it trusts, may read.

use std::fs;
use std::path::Path;

use super::error::{DataDirError, failed};

/// Refuses a file that every user of this machine can read. A missing file passes, and so does a file that
/// is a mount of its own: a container engine mounts it for this process alone.
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

/// Makes a directory, and those above it, that only their owner can enter; one that is there becomes so.
///
/// # Errors
/// When the system says no.
pub fn private_dir(path: &Path) -> Result<(), DataDirError> {
    let mut options = fs::DirBuilder::new();
    options.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut options, 0o700);
    options.create(path).map_err(failed("make", path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(failed("protect", path))?;
    }
    Ok(())
}
