//! Operator keys: shown once, kept as hashes, read again when they change; and who read what with them.

mod file;
mod follow;
pub mod reads;

use std::io::Write;
use std::path::Path;

use tokio::sync::watch;
use waymark_http::{Access, OperatorKey};

use self::follow::Stamp;
use crate::data_dir::DataDir;

pub use file::{AccessFile, KeyEntry, new_key};

/// Who has access: the holders of the keys in `file`, or else of those in the data directory, where the
/// first start makes a key and prints it once; and of `own`, the keys that this process made for itself. From
/// then on a task reloads the file when it changes, so this needs a Tokio runtime.
///
/// # Errors
/// When keys cannot be read or written, can be read by others, or are invalid.
pub fn of(data: &DataDir, file: Option<&Path>, own: Vec<OperatorKey>, out: &mut impl Write) -> anyhow::Result<Access> {
    let path = file.map_or_else(|| data.access(), Path::to_owned);
    // Before the file is read: what changes from here on is seen.
    let mut stamp = Stamp::of(&path);
    let keys = match file {
        None if !path.exists() => {
            let (made, key) = AccessFile::first()?;
            made.write(&path)?;
            stamp = Stamp::of(&path);
            writeln!(out, "The operator key, shown this once; keep it where you keep passwords:\n\n    {key}\n")?;
            made
        }
        _ => AccessFile::read(&path)?,
    };
    let (sender, keys) = watch::channel([keys.keys_in(&path)?, own.clone()].concat());
    tokio::spawn(follow::follow(path, stamp, own, sender));
    Ok(Access::Keys(keys))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn the_operator_key_is_shown_once_and_kept_as_a_hash() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open_or_create(&dir.path().join("data"), None).unwrap();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        of(&data, None, Vec::new(), &mut first).unwrap();
        let shown = String::from_utf8(first).unwrap();
        let key = shown.split_whitespace().find(|word| word.starts_with("wm_")).unwrap();
        assert!(!fs::read_to_string(data.access()).unwrap().contains(key));
        of(&data, None, Vec::new(), &mut second).unwrap();
        assert!(second.is_empty());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn keys_that_others_can_read_are_refused_with_what_to_do() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open_or_create(&dir.path().join("data"), None).unwrap();
        of(&data, None, Vec::new(), &mut Vec::new()).unwrap();
        let mode = || fs::metadata(data.access()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(data.access(), fs::Permissions::from_mode(0o604)).unwrap();
        let error = of(&data, None, Vec::new(), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("`chmod 600 "), "{error}");
    }
}
