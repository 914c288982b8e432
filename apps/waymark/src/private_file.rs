//! Files that only their owner may read, each there as a whole or not at all: written beside their place,
//! synced, and renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file on its way to its place. Dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct PrivateFile {
    to: PathBuf,
    /// Where it is written; nowhere else if its place is no ordinary file, such as a pipe.
    temporary: Option<PathBuf>,
    file: File,
}

impl PrivateFile {
    /// Begins a file. What stands at its place stays there until [`Self::finish`].
    ///
    /// # Errors
    /// When it cannot be written there.
    pub fn create(path: &Path) -> io::Result<Self> {
        let to = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&to).is_ok_and(|there| !there.is_file()) {
            let file = OpenOptions::new().write(true).open(&to)?;
            return Ok(Self { to, temporary: None, file });
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(to.file_name().unwrap_or_default());
        name.push(format!(".{}", std::process::id()));
        let temporary = to.with_file_name(name);
        // In a container every process has the same id: one that was killed may have left its file here.
        if let Err(error) = fs::remove_file(&temporary)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&temporary)?;
        Ok(Self { to, temporary: Some(temporary), file })
    }

    /// Writes it, puts it in its place, durably, and returns it.
    ///
    /// # Errors
    /// When it cannot be written, or put there.
    pub fn finish<E: From<io::Error>>(
        mut self,
        write: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
    ) -> Result<File, E> {
        let file = self.file.try_clone()?;
        let mut buffered = BufWriter::new(&self.file);
        write(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        if let Some(temporary) = &self.temporary {
            self.file.sync_all()?;
            fs::rename(temporary, &self.to)?;
            let dir = self.to.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(dir)?.sync_all()?;
        }
        self.temporary = None;
        Ok(file)
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_there_stays_until_the_new_one_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.csv");
        fs::write(&path, "old").unwrap();
        let new = PrivateFile::create(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        new.finish(|to| to.write_all(b"new")).unwrap();
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(dir.path())),
            ("new", vec!["report.csv".to_owned()])
        );

        let failed = PrivateFile::create(&path).unwrap().finish(|_| Err(io::Error::other("broken")));
        assert!(failed.is_err());
        drop(PrivateFile::create(&path).unwrap());
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(dir.path())),
            ("new", vec!["report.csv".to_owned()])
        );
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.csv");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        PrivateFile::create(&path).unwrap().finish(|to| to.write_all(b"new")).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        PrivateFile::create(Path::new("/dev/null")).unwrap().finish(|to| to.write_all(b"new")).unwrap();
    }
}
