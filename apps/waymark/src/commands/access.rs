//! `waymark access`: the keys that open a server, made, listed and ended. A running server sees a change
//! within two seconds.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::ensure;
use waymark_http::Right;

use crate::access::AccessFile;
use crate::cli::{Access, AccessCommand, Global};
use crate::data_dir::DataDir;
use crate::output::table;
use crate::system;

/// Makes, lists or ends keys.
///
/// # Errors
/// When the file of keys cannot be read or written, or a name is wrong.
pub fn run(global: &Global, arguments: &Access, out: &mut impl Write) -> anyhow::Result<()> {
    let path = match &arguments.access {
        Some(file) => file.clone(),
        None => DataDir::open(&global.data)?.access(),
    };
    match &arguments.command {
        AccessCommand::Add { name, rights, expires } => {
            ensure!(
                expires.is_none_or(|last| system::today() <= last),
                "the last day of the key would be over already: name a day from today on"
            );
            let mut file = existing(&path)?;
            let key = file.add(name, rights.iter().copied().collect(), *expires)?;
            file.write(&path)?;
            writeln!(out, "The key of {name}, shown this once; keep it where you keep passwords:\n\n    {key}\n")?;
        }
        AccessCommand::List => list(&AccessFile::read(&path)?, out)?,
        AccessCommand::Revoke { name } => {
            let mut file = AccessFile::read(&path)?;
            file.revoke(name, system::today())?;
            file.write(&path)?;
            writeln!(out, "The key of {name} opens nothing any more.")?;
        }
    }
    Ok(())
}

/// The file as it is; an empty one where there is none yet.
fn existing(path: &Path) -> anyhow::Result<AccessFile> {
    if path.exists() { AccessFile::read(path) } else { Ok(AccessFile::default()) }
}

fn list(file: &AccessFile, out: &mut impl Write) -> anyhow::Result<()> {
    let today = system::today();
    let rows = file.keys.iter().map(|(name, key)| {
        let until = match (key.revoked, key.expires) {
            (Some(day), _) => format!("revoked on {day}"),
            (None, None) => "until it is revoked".to_owned(),
            (None, Some(last)) if last < today => format!("{last} (expired)"),
            (None, Some(last)) => last.to_string(),
        };
        vec![name.clone(), words(&key.rights), until]
    });
    table(&["name", "rights", "last day"], rows, out)
}

fn words(rights: &BTreeSet<Right>) -> String {
    rights.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(", ")
}
