//! Reads the file of keys again whenever it changes, while the process runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use waymark_http::OperatorKey;

use super::file::AccessFile;

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(2);

/// Puts what the file says, and the process's own keys, into `keys` whenever it is not as it was when it
/// was last read, until nobody reads them any more. A file that cannot be used changes nothing: it is
/// reported once, and read again each time until it can be used.
pub(super) async fn follow(
    path: PathBuf,
    mut seen: Stamp,
    own: Vec<OperatorKey>,
    keys: watch::Sender<Vec<OperatorKey>>,
) {
    let mut reported = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = keys.closed() => return,
        }
        let now = Stamp::of(&path);
        if now == seen {
            continue;
        }
        match AccessFile::read(&path).and_then(|file| file.keys_in(&path)) {
            Ok(read) => {
                tracing::info!(keys = read.len(), "the operator keys were read again");
                keys.send_replace([read, own.clone()].concat());
                (seen, reported) = (now, None);
            }
            // It may be a passing fault of the system: a revoked key must not stay for that.
            Err(error) if reported.as_ref() != Some(&now) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the operator keys have changed and cannot be used: the ones before stay in force"
                );
                reported = Some(now);
            }
            Err(_) => {}
        }
    }
}

/// By what a changed file is known: also one put in the place of another, and one whose mode changed.
#[derive(PartialEq, Eq)]
pub(super) struct Stamp(Option<(SystemTime, u64, u64, i64)>);

impl Stamp {
    pub(super) fn of(path: &Path) -> Self {
        let Ok(metadata) = fs::metadata(path) else { return Self(None) };
        #[cfg(unix)]
        let (inode, changed) = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ino(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let (inode, changed) = (0, 0);
        Self(metadata.modified().ok().map(|modified| (modified, metadata.len(), inode, changed)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use waymark_http::Right;

    use super::*;
    use crate::data_dir::write_private;

    #[tokio::test(start_paused = true)]
    async fn a_file_that_changes_is_read_again_and_a_broken_one_leaves_the_last_good_one_in_force() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("access.json");
        let mut file = AccessFile::default();
        file.add("one", [Right::Reads].into(), None).unwrap();
        file.write(&path).unwrap();
        let (sender, mut keys) = watch::channel(AccessFile::read(&path).unwrap().keys_in(&path).unwrap());
        tokio::spawn(follow(path.clone(), Stamp::of(&path), Vec::new(), sender));
        tokio::time::sleep(EVERY * 2).await;
        assert!(!keys.has_changed().unwrap());

        file.add("two", [Right::Metrics].into(), Some(date(2030, 1, 1))).unwrap();
        file.write(&path).unwrap();
        keys.changed().await.unwrap();
        let names = |keys: &[OperatorKey]| keys.iter().map(|key| key.name.to_string()).collect::<Vec<_>>();
        assert_eq!(names(&keys.borrow_and_update()), ["one", "two"]);

        write_private(&path, b"{\"keys\": ").unwrap();
        tokio::time::sleep(EVERY * 2).await;
        fs::remove_file(&path).unwrap();
        tokio::time::sleep(EVERY * 2).await;
        assert!(!keys.has_changed().unwrap());

        file.revoke("one", date(2026, 3, 10)).unwrap();
        file.write(&path).unwrap();
        keys.changed().await.unwrap();
        assert_eq!(keys.borrow().first().and_then(|key| key.expires), Some(date(2026, 3, 9)));
    }
    #[tokio::test(start_paused = true)]
    async fn a_change_between_the_first_reading_and_the_first_look_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("access.json");
        let mut file = AccessFile::default();
        file.write(&path).unwrap();
        let stamp = Stamp::of(&path);
        file.add("one", [Right::Reads].into(), None).unwrap();
        file.write(&path).unwrap();
        let (sender, mut keys) = watch::channel(Vec::new());
        tokio::spawn(follow(path, stamp, Vec::new(), sender));
        tokio::time::timeout(EVERY * 3, keys.changed()).await.expect("it is read again").unwrap();
        assert_eq!(keys.borrow().len(), 1);
    }
}
