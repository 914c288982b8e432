//! The keys and passwords of a new cluster, made once into one directory.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use nkeys::KeyPair;

use super::certificates;
use super::users::User;
use crate::access::AccessFile;
use crate::data_dir::{first_master_key, master_key_text, private_dir, to_hex, write_private};
use crate::system;

/// Makes a directory of secrets, whole or not at all, and returns the operator key, to be shown once.
///
/// ```text
/// NAME.nk             the NKey seed of a user of the NATS servers
/// nats.env            their public keys, for the servers' environment
/// *.pem, *.key        certificates and their keys: see [`certificates`]
/// authority/          what signs further certificates: needed by no process
/// master-key          wraps every person's key and the deployment's secret: its epoch and 64 hexadecimal digits
/// access.json         the operator key, hashed
/// postgres-admin      the passwords of the database's administrator,
/// postgres-worker     of the worker, which owns the read models,
/// postgres-query      and of the read API, which reads them
/// ```
///
/// Only the owner can enter the directory and read its files: a container gets them as mounts, and runs
/// as their owner.
///
/// # Errors
/// When the directory is there already, or cannot be made.
pub fn make(dir: &Path, server_names: &[String]) -> anyhow::Result<String> {
    ensure!(
        !dir.exists(),
        "{} is there already: secrets are made once; name another directory, or remove this one if nothing was ever recorded with it",
        dir.display()
    );
    let draft = dir.with_extension("new");
    if draft.exists() {
        fs::remove_dir_all(&draft).with_context(|| format!("could not remove {}", draft.display()))?;
    }
    let authority = draft.join("authority");
    private_dir(&draft)?;
    private_dir(&authority)?;
    let put = |name: &str, text: &str| write_private(&draft.join(name), text.as_bytes());
    let mut environment = String::new();
    for user in User::ALL.map(User::name) {
        let pair = KeyPair::new_from_raw(nkeys::KeyPairType::User, random()?).context("no key could be made")?;
        put(&format!("{user}.nk"), &format!("{}\n", pair.seed().context("a key has no seed")?))?;
        environment.push_str(&format!("WAYMARK_{}_NKEY={}\n", user.to_uppercase(), pair.public_key()));
    }
    put("nats.env", &environment)?;
    for (name, pem) in certificates::make(system::today(), server_names)? {
        put(&name, &pem)?;
    }
    let master = first_master_key().context("cannot read random bytes to make a master key")?;
    put("master-key", &master_key_text(&master))?;
    for user in ["admin", "worker", "query"] {
        put(&format!("postgres-{user}"), &to_hex(&random()?))?;
    }
    let (access, key) = AccessFile::first()?;
    put("access.json", &serde_json::to_string_pretty(&access)?)?;
    fs::rename(&draft, dir).with_context(|| format!("could not make {}", dir.display()))?;
    Ok(key)
}

fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    system::entropy()(&mut bytes).context("cannot read random bytes to make a key")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use waymark_http::OperatorKey;

    use super::*;

    #[test]
    fn every_user_has_a_seed_and_the_servers_its_public_key() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("secrets");
        let key = make(&dir, &[]).unwrap();
        let environment = fs::read_to_string(dir.join("nats.env")).unwrap();
        for user in User::ALL.map(User::name) {
            let seed = fs::read_to_string(dir.join(format!("{user}.nk"))).unwrap();
            let public = KeyPair::from_seed(seed.trim()).unwrap().public_key();
            assert!(environment.contains(&format!("WAYMARK_{}_NKEY={public}\n", user.to_uppercase())));
        }
        let access = AccessFile::read(&dir.join("access.json")).unwrap();
        assert_eq!(access.keys_in(&dir).unwrap()[0].hash, OperatorKey::hash(&key));
        assert!(!fs::read_to_string(dir.join("access.json")).unwrap().contains(&key));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_in_the_directory_can_be_read_by_others() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("secrets");
        make(&dir, &["nats.example".into()]).unwrap();
        let mut seen = 0;
        for dir in [dir.clone(), dir.join("authority")] {
            assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
            for entry in fs::read_dir(dir).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
                assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
                seen += 1;
            }
        }
        assert_eq!(seen, 23);
    }

    #[test]
    fn a_name_that_no_server_can_have_is_refused_and_nothing_is_made() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("secrets");
        let error = make(&dir, &["nämé".into()]).unwrap_err();
        assert!(error.to_string().contains("no name of a server"), "{error}");
        assert!(!dir.exists());
    }

    #[test]
    fn secrets_that_are_there_are_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("secrets");
        make(&dir, &[]).unwrap();
        let before = fs::read_to_string(dir.join("master-key")).unwrap();
        let error = make(&dir, &[]).unwrap_err();
        assert!(error.to_string().contains("there already"), "{error}");
        assert_eq!(fs::read_to_string(dir.join("master-key")).unwrap(), before);
    }
}
