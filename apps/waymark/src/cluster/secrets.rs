//! The keys and passwords of a new cluster, made once into one directory.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use nkeys::KeyPair;

use crate::access::AccessFile;
use crate::data_dir::{first_master_key, master_key_text, to_hex, write_private};
use crate::rim;

/// Who a process of the cluster can be to the NATS servers. What each may do stands in
/// `accounts.conf`.
pub const USERS: [&str; 5] = ["service", "worker", "reader", "keeper", "operator"];

/// Who is to read secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Processes of their owner.
    Owner,
    /// Containers that they are mounted into, one by one.
    Containers,
}

/// Makes a directory of secrets, whole or not at all, and returns the operator key, to be shown once.
///
/// ```text
/// NAME.nk          the NKey seed of a user of the NATS servers
/// nats.env         their public keys, for the servers' environment
/// master-key       wraps every person's key and the deployment's secret: its epoch and 64 hexadecimal digits
/// access.json      the operator key, hashed
/// postgres-owner   the password of the read models' owner
/// ```
///
/// The directory can be entered by its owner only, and only its owner can read the files in it; unless
/// they are for `readers` that are handed them one by one: containers, which run as another user and get
/// them as mounts.
///
/// # Errors
/// When the directory is there already, or cannot be made.
pub fn make(dir: &Path, readers: Readers) -> anyhow::Result<String> {
    ensure!(
        !dir.exists(),
        "{} is there already: secrets are made once; name another directory, or remove this one if nothing was ever recorded with it",
        dir.display()
    );
    let draft = dir.with_extension("new");
    if draft.exists() {
        fs::remove_dir_all(&draft).with_context(|| format!("could not remove {}", draft.display()))?;
    }
    fs::create_dir_all(&draft).with_context(|| format!("could not make {}", draft.display()))?;
    private(&draft)?;
    let put = |name: &str, text: &str| {
        let path = draft.join(name);
        write_private(&path, text.as_bytes())?;
        match readers {
            Readers::Owner => Ok(()),
            Readers::Containers => open(&path),
        }
    };
    let mut environment = String::new();
    for user in USERS {
        let pair = KeyPair::new_from_raw(nkeys::KeyPairType::User, random()?).context("no key could be made")?;
        put(&format!("{user}.nk"), &format!("{}\n", pair.seed().context("a key has no seed")?))?;
        environment.push_str(&format!("WAYMARK_{}_NKEY={}\n", user.to_uppercase(), pair.public_key()));
    }
    put("nats.env", &environment)?;
    let master = first_master_key().context("cannot read random bytes to make a master key")?;
    put("master-key", &master_key_text(&master))?;
    put("postgres-owner", &to_hex(&random()?))?;
    let (access, key) = AccessFile::first()?;
    put("access.json", &serde_json::to_string_pretty(&access)?)?;
    fs::rename(&draft, dir).with_context(|| format!("could not make {}", dir.display()))?;
    Ok(key)
}

fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    rim::entropy()(&mut bytes).context("no random bytes to make a key of")?;
    Ok(bytes)
}

/// Lets everybody read a file who can reach it.
fn open(path: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable = fs::Permissions::from_mode(0o644);
        fs::set_permissions(path, readable).with_context(|| format!("could not open {}", path.display()))?;
    }
    Ok(())
}

fn private(dir: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let owner_only = fs::Permissions::from_mode(0o700);
        fs::set_permissions(dir, owner_only).with_context(|| format!("could not protect {}", dir.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use waymark_http::OperatorKey;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_secrets_that_are_not_for_containers() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        for (name, readers, expected) in [("own", Readers::Owner, 0o600), ("mounted", Readers::Containers, 0o644)] {
            let dir = parent.path().join(name);
            make(&dir, readers).unwrap();
            for entry in fs::read_dir(&dir).unwrap().flatten() {
                assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, expected, "{entry:?}");
            }
        }
    }

    #[test]
    fn every_user_has_a_seed_and_the_servers_its_public_key() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("secrets");
        let key = make(&dir, Readers::Owner).unwrap();
        let environment = fs::read_to_string(dir.join("nats.env")).unwrap();
        for user in USERS {
            let seed = fs::read_to_string(dir.join(format!("{user}.nk"))).unwrap();
            let public = KeyPair::from_seed(seed.trim()).unwrap().public_key();
            assert!(environment.contains(&format!("WAYMARK_{}_NKEY={public}\n", user.to_uppercase())));
        }
        let access = AccessFile::read(&dir.join("access.json")).unwrap();
        assert_eq!(access.keys_in(&dir).unwrap()[0].hash, OperatorKey::hash(&key));
        assert!(!fs::read_to_string(dir.join("access.json")).unwrap().contains(&key));
    }

    #[test]
    fn secrets_that_are_there_are_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("secrets");
        make(&dir, Readers::Owner).unwrap();
        let before = fs::read_to_string(dir.join("master-key")).unwrap();
        let error = make(&dir, Readers::Owner).unwrap_err();
        assert!(error.to_string().contains("there already"), "{error}");
        assert_eq!(fs::read_to_string(dir.join("master-key")).unwrap(), before);
    }
}
