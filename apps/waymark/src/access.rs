//! Operator keys: printed once, kept as hashes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use events::Line;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use waymark_http::{Access, OperatorKey};

use crate::data_dir::{DataDir, from_hex, to_hex, write_private};
use crate::rim;

/// The keys that open this server, hashed, by the name of each holder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessFile {
    /// SHA-256 of each key, in hexadecimal digits.
    pub keys: BTreeMap<String, String>,
}

/// Who may ask: the holders of the keys in `file`, or in the data directory, where one is made
/// on the first start and shown once.
///
/// # Errors
/// When keys cannot be read or written, or are none.
pub fn of(data: &DataDir, file: Option<&Path>, out: &mut impl Write) -> anyhow::Result<Access> {
    let (path, keys) = match file {
        Some(file) => (file.to_owned(), read(file)?),
        None => {
            let (keys, shown_once) = operator_keys(data)?;
            if let Some(key) = shown_once {
                writeln!(out, "The operator key, shown this once; keep it where you keep passwords:\n\n    {key}\n")?;
            }
            (data.access(), keys)
        }
    };
    let key = |(name, hash): (&String, &String)| {
        let wrong = || format!("{} holds a key that is none: {name}", path.display());
        let name = Line::new(name).with_context(wrong)?;
        let hash = from_hex(hash).with_context(wrong)?;
        Ok(OperatorKey { name, hash })
    };
    Ok(Access::Keys(keys.keys.iter().map(key).collect::<anyhow::Result<_>>()?))
}

fn read(path: &Path) -> anyhow::Result<AccessFile> {
    let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "{} does not hold operator keys: put it back from a backup, or remove it to have a new one made",
            path.display()
        )
    })
}

/// Reads the operator keys; on the first start makes one, and returns it to be shown once.
///
/// # Errors
/// When the file cannot be read or written.
pub fn operator_keys(data: &DataDir) -> anyhow::Result<(AccessFile, Option<String>)> {
    let path = data.access();
    if path.exists() {
        return Ok((read(&path)?, None));
    }
    let mut random = [0; 32];
    rim::entropy()(&mut random).context("no random bytes to make a key of")?;
    let key = format!("wm_{}", to_hex(&random));
    let keys = [("operator".to_owned(), hash(&key))].into();
    let file = AccessFile { keys };
    write_private(&path, serde_json::to_string_pretty(&file)?.as_bytes())?;
    Ok((file, Some(key)))
}

/// A key's hash: it has 256 random bits, so nothing slower is needed.
#[must_use]
pub fn hash(key: &str) -> String {
    to_hex(&Sha256::digest(key.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_key_is_shown_once_and_kept_as_a_hash() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open_or_create(&dir.path().join("data"), None).unwrap();
        let (file, key) = operator_keys(&data).unwrap();
        let key = key.unwrap();
        assert_eq!(file.keys["operator"], hash(&key));
        assert!(!fs::read_to_string(data.access()).unwrap().contains(&key));
        let (again, shown) = operator_keys(&data).unwrap();
        assert_eq!((again.keys, shown), (file.keys, None));
    }
}
