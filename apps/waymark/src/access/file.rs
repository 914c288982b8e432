//! `access.json`: who may ask for what, by the names of keys, of which only hashes are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use events::Line;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use waymark_http::{OperatorKey, Right};

use crate::data_dir::{from_hex, private, to_hex, write_private};
use crate::system;

/// The keys that open a server, hashed. A member that is not known is refused: a later version may have
/// narrowed with it what a key may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessFile {
    /// By the name of each holder.
    pub keys: BTreeMap<String, KeyEntry>,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEntry {
    /// SHA-256 of the key, in hexadecimal digits: it has 256 random bits, so nothing slower is needed.
    pub hash: String,
    /// What its holder may do.
    pub rights: BTreeSet<Right>,
    /// The last day on which it is good; without one, until it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// The day on which it was revoked, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Date>,
}

impl AccessFile {
    /// The file of a new deployment, and its one key, which may do everything.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn first() -> anyhow::Result<(Self, String)> {
        let mut file = Self::default();
        let key = file.add("operator", Right::ALL.into(), None)?;
        Ok((file, key))
    }

    /// Reads a file that nobody else can read.
    ///
    /// # Errors
    /// When it is not there, others can read it, or it does not hold operator keys.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        private(path)?;
        let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| {
            format!(
                "{} does not hold operator keys: put it back from a backup, or remove it to have a new one made",
                path.display()
            )
        })
    }

    /// Writes the file, whole or not at all, for its owner only.
    ///
    /// # Errors
    /// When the system says no.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        Ok(write_private(path, serde_json::to_string_pretty(self)?.as_bytes())?)
    }

    /// Makes a key under this name, and returns it: it is kept as a hash only.
    ///
    /// # Errors
    /// When the name is taken or invalid, or there is no randomness.
    pub fn add(&mut self, name: &str, rights: BTreeSet<Right>, expires: Option<Date>) -> anyhow::Result<String> {
        let name = Line::new(name).context("invalid name for a key")?.to_string();
        ensure!(
            !rights.contains(&Right::Personal) || rights.contains(&Right::Reads),
            "personal opens names on what reads gives: ask for --rights reads,personal"
        );
        ensure!(!self.keys.contains_key(&name), "there is a key \"{name}\" already: choose another name");
        let key = new_key()?;
        let hash = to_hex(&OperatorKey::hash(&key));
        self.keys.insert(name, KeyEntry { hash, rights, expires, revoked: None });
        Ok(key)
    }

    /// Ends a key. Its entry stays, since timelines name it for what was recorded with it.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn revoke(&mut self, name: &str, today: Date) -> anyhow::Result<()> {
        let names = self.keys.keys().cloned().collect::<Vec<_>>().join(", ");
        let key = self.keys.get_mut(name).with_context(|| format!("there is no key \"{name}\"; there are: {names}"))?;
        key.revoked.get_or_insert(today);
        Ok(())
    }

    /// The keys, for a server; `path` is where they were read, for what is wrong with one.
    ///
    /// # Errors
    /// When a name or a hash is invalid.
    pub fn keys_in(&self, path: &Path) -> anyhow::Result<Vec<OperatorKey>> {
        let key = |(name, entry): (&String, &KeyEntry)| {
            let wrong = || format!("{} contains an invalid key: {name}", path.display());
            let hash = from_hex(&entry.hash).with_context(wrong)?;
            let name = Line::new(name).with_context(wrong)?;
            // It is not good on the day on which it was revoked.
            let revoked = entry.revoked.map(Date::yesterday).transpose().with_context(wrong)?;
            let expires = [entry.expires, revoked].into_iter().flatten().min();
            Ok(OperatorKey { name, hash, rights: entry.rights.clone(), expires })
        };
        self.keys.iter().map(key).collect()
    }
}

/// A new key, as its holder shows it.
///
/// # Errors
/// When there is no randomness.
pub fn new_key() -> anyhow::Result<String> {
    let mut random = [0; 32];
    system::entropy()(&mut random).context("cannot read random bytes to make a key")?;
    Ok(format!("wm_{}", to_hex(&random)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_key_is_kept_as_a_hash_with_its_rights_and_its_last_day() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("access.json");
        let (mut file, operator) = AccessFile::first().unwrap();
        let metrics = file.add("prometheus", [Right::Metrics].into(), Some(date(2027, 3, 31))).unwrap();
        file.write(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&operator) && !text.contains(&metrics), "{text}");
        let keys = AccessFile::read(&path).unwrap().keys_in(&path).unwrap();
        assert_eq!(keys[0].rights, Right::ALL.into());
        assert_eq!(keys[1].hash, OperatorKey::hash(&metrics));
        assert_eq!((&keys[1].rights, keys[1].expires), (&[Right::Metrics].into(), Some(date(2027, 3, 31))));
        let error = file.add("prometheus", Right::ALL.into(), None).unwrap_err();
        assert!(error.to_string().contains("already"), "{error}");
        assert!(file.revoke("nobody", date(2026, 1, 1)).unwrap_err().to_string().contains("operator, prometheus"));
    }

    #[test]
    fn a_revoked_key_is_not_good_on_that_day_and_keeps_when_it_would_have_expired() {
        let path = Path::new("access.json");
        let mut file = AccessFile::default();
        file.add("office", Right::ALL.into(), Some(date(2027, 3, 31))).unwrap();
        file.revoke("office", date(2026, 1, 2)).unwrap();
        file.revoke("office", date(2026, 1, 5)).unwrap();
        assert_eq!(file.keys_in(path).unwrap()[0].expires, Some(date(2026, 1, 1)));
        let entry = &file.keys["office"];
        assert_eq!((entry.revoked, entry.expires), (Some(date(2026, 1, 2)), Some(date(2027, 3, 31))));
    }

    #[test]
    fn what_this_version_does_not_know_is_refused_and_opens_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("access.json");
        let hash = to_hex(&[7; 32]);
        for entry in [
            format!(r#"{{"hash":"{hash}","rights":["reads"],"scope":"10000001"}}"#),
            format!(r#"{{"hash":"{hash}","rights":["everything"]}}"#),
            format!(r#"{{"hash":"{hash}"}}"#),
            format!("\"{hash}\""),
        ] {
            write_private(&path, format!(r#"{{"keys":{{"one":{entry}}}}}"#).as_bytes()).unwrap();
            let error = AccessFile::read(&path).unwrap_err();
            assert!(error.to_string().contains("does not hold operator keys"), "{entry}: {error}");
        }
    }
}
