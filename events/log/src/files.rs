//! The log's directory: its lock, its format, and how a file is replaced whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::OpenError;

const FORMAT: &str = "FORMAT";
const FIRST_LINE: &str = "waymark event log";
const KNOWN: u32 = 1;

/// The directory of an open log, locked as long as this lives.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    _lock: File,
}

impl Directory {
    /// Makes the directory if need be and locks it.
    pub(crate) fn lock(path: &Path) -> Result<Self, OpenError> {
        fs::create_dir_all(path).map_err(failed("create", path))?;
        let file = path.join("LOCK");
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(&file).map_err(failed("open", &file))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.into(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(OpenError::AlreadyOpen { dir: path.into() }),
            Err(TryLockError::Error(e)) => Err(failed("lock", &file)(e)),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn engine(&self) -> PathBuf {
        self.path.join("engine")
    }

    pub(crate) fn not_a_log(&self, reason: impl Into<String>) -> OpenError {
        OpenError::NotALog { dir: self.path.clone(), reason: reason.into() }
    }

    /// Whether FORMAT is there, of a format that this version reads.
    pub(crate) fn has_format(&self) -> Result<bool, OpenError> {
        let file = self.path.join(FORMAT);
        let text = match fs::read(&file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(failed("read", &file)(e)),
        };
        let mut lines = text.lines();
        let known_file = lines.next() == Some(FIRST_LINE);
        let number = lines.next().and_then(|line| line.strip_prefix("format ")?.parse().ok());
        match (known_file, number) {
            (true, Some(KNOWN)) => Ok(true),
            (true, Some(found)) if found > KNOWN => {
                Err(OpenError::Newer { dir: self.path.clone(), found, known: KNOWN })
            }
            (true | false, _) => {
                Err(self
                    .not_a_log(format!("FORMAT does not read \"{FIRST_LINE}\" and \"format {KNOWN}\" on two lines")))
            }
        }
    }

    /// Declares the directory a log of the format that this version writes.
    pub(crate) fn write_format(&self) -> Result<(), OpenError> {
        let file = self.path.join(FORMAT);
        let text = format!("{FIRST_LINE}\nformat {KNOWN}\n");
        replace(&file, text.as_bytes()).map_err(failed("write", &file))
    }
}

/// Replaces a file by one of these bytes, durably: it has the old content or the new, never parts.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Makes the names of a directory and of all above it durable: they may have been made with it, by this
/// process or by one that was killed before it came to this. Ends at a directory that may not be read or
/// whose file system is not written to: that one was not made here.
pub(crate) fn sync_names(path: &Path) -> io::Result<()> {
    for above in fs::canonicalize(path)?.ancestors().skip(1) {
        match sync_directory(above) {
            Err(e)
                if matches!(
                    e.kind(),
                    ErrorKind::PermissionDenied | ErrorKind::InvalidInput | ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                break;
            }
            synced => synced?,
        }
    }
    Ok(())
}

/// Makes the names in a directory durable, where the system can.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Names the file operation that failed.
pub(crate) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    move |source| OpenError::Io { action, path: path.into(), source }
}
