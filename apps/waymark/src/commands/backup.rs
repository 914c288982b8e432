//! `waymark backup` and `waymark restore`: the log and the keys of a data directory, and back.
//!
//! ```text
//! BACKUP         position and root of the log; written last: without it there is no backup
//! log/           the events, with what is sealed in them as it is sealed
//! keys/persons   the deployment's secret and every person's key, wrapped by the master key
//! ```

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context as _, ensure};
use event_keys::{FileShelf, Keystore};
use event_log::{Access, EventLog as _, Options, SledLog};

use super::cluster::put_all;
use super::verify::whole;
use crate::cli::{self, Global};
use crate::copying::{LogSource, TreeHead};
use crate::data_dir::{DataDir, is_empty, private_dir, write_private};
use crate::node::{open_log, runtime};
use crate::output::number;
use crate::servers::Servers;
use crate::system;

/// By this file a directory is known as a backup.
const WORD: &str = "BACKUP";

/// Copies the log and the keys, from the running server if there is one.
///
/// # Errors
/// When the directory holds something, or anything cannot be read, written or trusted.
pub fn save(global: &Global, arguments: &cli::Backup, out: &mut impl Write) -> anyhow::Result<()> {
    let (data, to) = (DataDir::open(&global.data)?, arguments.dir.as_path());
    ensure!(
        !data.is_node(),
        "{} belongs to a process of a cluster, whose backup is a keeper, for the events, and `waymark cluster save-keys`",
        data.path().display()
    );
    ensure!(is_empty(to)?, "{} holds something: name a new directory for this backup", to.display());
    ensure!(
        !is_within(to, data.path())?,
        "{} is inside the data directory, and would be lost with it: name a directory elsewhere",
        to.display()
    );
    let source = match Servers::beside(&data)? {
        Some(server) => LogSource::Server(server),
        None => {
            let log = open_log(&data, Access::Read)?;
            // What can be read of a damaged log is no backup of it.
            whole(&log)?;
            LogSource::Log(Box::new(log))
        }
    };
    private_dir(to)?;
    let tree = source.copy_to(&to.join("log"), "saving")?;
    // After the events: a key is stored before the first event that is sealed with it.
    private_dir(&to.join("keys"))?;
    let keys = copy_keys(&data.keys(), &to.join("keys"))?;
    write_private(&to.join(WORD), &serde_json::to_vec(&tree)?)?;
    if let Some(dir) = to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        File::open(dir).and_then(|dir| dir.sync_all()).with_context(|| format!("could not sync {}", dir.display()))?;
    }
    writeln!(
        out,
        "{} events and {} keys saved to {}. The master key, which decrypts the keys, is not included: store it separately, and store {} separately too.\n\
         tree size {}, root {}",
        number(tree.position.0),
        number(keys),
        to.display(),
        to.join("keys").display(),
        tree.position,
        tree.root
    )?;
    Ok(())
}

/// Makes a data directory from a backup: whole, or none.
///
/// # Errors
/// When the data directory holds something, the backup is not whole, or the master key that is named
/// does not open its keys.
pub fn restore(global: &Global, arguments: &cli::Restore, out: &mut impl Write) -> anyhow::Result<()> {
    let (from, to) = (arguments.dir.as_path(), global.data.as_path());
    ensure!(is_empty(to)?, "{} holds something: name a new directory with --data", to.display());
    let saved = saved(from)?;
    let keys_from = arguments.keys.clone().unwrap_or_else(|| from.join("keys"));
    ensure!(
        FileShelf::path(&keys_from).exists(),
        "there are no keys in {}: say where they are with --keys; without them nothing can be recorded or opened",
        keys_from.display()
    );
    let was_there = to.exists();
    private_dir(to)?;
    let beside = to.join("restoring");
    let restored = put_together(global, &saved, from, &keys_from, &beside);
    if restored.is_err() {
        let _ = fs::remove_dir_all(&beside);
        if !was_there {
            let _ = fs::remove_dir(to);
        }
    }
    let keys = restored?;
    let data = DataDir::of_parts(to, &beside)?;
    writeln!(
        out,
        "{} events and {} keys are in {}, as they were saved\ntree size {}, root {}",
        number(saved.position.0),
        number(keys),
        data.path().display(),
        saved.position,
        saved.root
    )?;
    if global.master_key_file.is_none() {
        writeln!(
            out,
            "The master key is in no backup: put it into {} before the next start, or name its file with --master-key-file.",
            data.keys().join("master").display()
        )?;
    }
    Ok(())
}

/// Log and keys, checked, in a directory of their own. Returns the number of keys.
fn put_together(
    global: &Global,
    saved: &TreeHead,
    from: &Path,
    keys_from: &Path,
    beside: &Path,
) -> anyhow::Result<u64> {
    let options = Options { access: Access::Read, ..Options::default() };
    let log = SledLog::open(from.join("log"), options)?;
    let head = log.head();
    ensure!(
        (head.position, head.root.to_string()) == (saved.position, saved.root.clone()),
        "the log in {} has another root ({} at position {}) than {WORD} says ({} at position {}): take another backup",
        from.display(),
        head.root,
        head.position,
        saved.root,
        saved.position
    );
    for part in [beside.to_owned(), beside.join("keys")] {
        private_dir(&part)?;
    }
    LogSource::Log(Box::new(log)).copy_to(&beside.join("log"), "restoring")?;
    let keys = copy_keys(keys_from, &beside.join("keys"))?;
    if let Some(file) = global.master_key_file.as_deref() {
        let master = crate::data_dir::master_key_in(file)?;
        let shelf = std::sync::Arc::new(FileShelf::open(&beside.join("keys"))?);
        runtime()?
            .block_on(Keystore::open(shelf, master, system::entropy()))
            .with_context(|| format!("the master key in {} does not open these keys", file.display()))?;
    }
    Ok(keys)
}

/// What a backup says of itself.
fn saved(dir: &Path) -> anyhow::Result<TreeHead> {
    let path = dir.join(WORD);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            anyhow::bail!("{} is no backup, or one that was not finished: it has no file {WORD}", dir.display())
        }
        read => read.with_context(|| format!("could not read {}", path.display()))?,
    };
    serde_json::from_str(&text).with_context(|| format!("{} is damaged: take another backup", path.display()))
}

/// The secret, keys and tombstones. A server may add keys meanwhile: its file is always whole.
fn copy_keys(from: &Path, to: &Path) -> anyhow::Result<u64> {
    let (source, copy) = (FileShelf::open(from)?, FileShelf::open_or_create(to)?);
    runtime()?.block_on(put_all(&source, &copy)).with_context(|| format!("could not copy the keys to {}", to.display()))
}

/// Whether a directory, which need not be there yet, is inside of another.
fn is_within(path: &Path, outer: &Path) -> anyhow::Result<bool> {
    let absolute = std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))?;
    let there = absolute.ancestors().find_map(|ancestor| fs::canonicalize(ancestor).ok());
    Ok(there.is_some_and(|there| fs::canonicalize(outer).is_ok_and(|outer| there.starts_with(outer))))
}
