//! A shell in an empty directory, to which an operator's commands are typed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use stories::{LIMIT, binary, root, shared_secret};
use test_servers::nats_server;

use super::doc::{Block, Doc};

/// What the shell says once a block is through.
const DONE: &str = "=== typed ===";

/// Commands that fail are told; what runs on in the background ends with the shell.
const FIRST: &str =
    "exec 2>&1\ntrap 'echo \"=== failed: $BASH_COMMAND\"' ERR\ntrap 'kill -KILL $(jobs -p) 2> /dev/null' EXIT\n";

/// The shell.
pub(crate) struct Terminal {
    shell: Child,
    keys: Option<ChildStdin>,
    said: Receiver<String>,
    dir: tempfile::TempDir,
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).exists())
}

impl Terminal {
    /// A shell that knows `waymark`, `nats-server`, and these variables.
    pub(crate) fn open(variables: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (programs, here) = (dir.path().join("programs"), dir.path().join("here"));
        for made in [&programs, &here] {
            std::fs::create_dir(made).expect("a directory");
        }
        symlink(binary(), programs.join("waymark")).expect("a link");
        if nats_server().is_absolute() || nats_server().components().count() > 1 {
            symlink(std::fs::canonicalize(nats_server()).expect("the server"), programs.join("nats-server"))
                .expect("a link");
        }
        for missing in ["pkill", "pgrep"].into_iter().filter(|program| !is_installed(program)) {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("operations/pkill.py");
            symlink(script, programs.join(missing)).expect("a link");
        }
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("bash");
        std::env::vars_os()
            .map(|(name, _)| name)
            .filter(|name| name.to_string_lossy().starts_with("WAYMARK_"))
            .for_each(|name| {
                shell.env_remove(name);
            });
        shell.args(["--noprofile", "--norc"]).env("PATH", path).current_dir(&here).process_group(0);
        shell.env("WAYMARK_SECRET_FILE", shared_secret(&here));
        shell.env("SOURCE", std::fs::canonicalize(root()).expect("the project"));
        shell.envs(variables.iter().copied());
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("bash");
        let out = BufReader::new(shell.stdout.take().expect("its output"));
        let (sender, said) = channel();
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let keys = shell.stdin.take();
        let mut terminal = Self { shell, keys, said, dir };
        terminal.types(FIRST);
        terminal
    }

    /// A path in the directory where the commands run.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("here").join(name)
    }

    /// Types everything under these headings, each of which must print what the document says.
    #[track_caller]
    pub(crate) fn follows(&mut self, doc: &Doc, headings: &[&str]) {
        for heading in headings {
            doc.under(heading).for_each(|block| self.does(block));
        }
    }

    /// Types a block, which must succeed and print what the document says.
    #[track_caller]
    pub(crate) fn does(&mut self, block: &Block) {
        let said = self.types(&block.commands);
        assert!(!said.contains("=== failed"), "{}\n{said}\n{}", block.commands, self.logs());
        if let Some(missing) = block.missing(&said) {
            panic!("{}was to print {missing:?}, and printed:\n{said}\n{}", block.commands, self.logs());
        }
    }

    /// Types a block until it prints what the document says: others are still at work.
    #[track_caller]
    pub(crate) fn does_in_the_end(&mut self, block: &Block) -> String {
        let started = Instant::now();
        loop {
            let said = self.types(&block.commands);
            match block.missing(&said) {
                None if !said.contains("=== failed") => return said,
                missing => assert!(started.elapsed() < LIMIT, "{}{missing:?} in\n{said}", block.commands),
            }
        }
    }

    /// Types commands, and says what they printed.
    #[track_caller]
    pub(crate) fn types(&mut self, commands: &str) -> String {
        let keys = self.keys.as_mut().expect("an open shell");
        keys.write_all(format!("{commands}\necho '{DONE}'\n").as_bytes()).expect("the shell takes commands");
        let (mut said, started) = (String::new(), Instant::now());
        loop {
            match self.said.recv_timeout(Duration::from_secs(1)) {
                Ok(line) if line == DONE => return said,
                Ok(line) => {
                    said.push_str(&line);
                    said.push('\n');
                }
                Err(_) => assert!(started.elapsed() < LIMIT, "{commands}\nis not through:\n{said}\n{}", self.logs()),
            }
        }
    }

    /// The ends of what the processes in the background have said.
    pub(crate) fn logs(&self) -> String {
        let mut told = String::new();
        for (name, text) in logs_in(&self.path("")) {
            let lines: Vec<&str> = text.lines().collect();
            told.push_str(&format!("--- {name}\n{}\n", lines[lines.len().saturating_sub(12)..].join("\n")));
        }
        told
    }

    /// Nothing that any process said in its log holds this.
    #[track_caller]
    pub(crate) fn no_log_says(&self, never: &str) {
        for (name, text) in logs_in(&self.path("")) {
            let line = text.lines().find(|line| line.contains(never));
            assert!(line.is_none(), "{name}: {line:?}");
        }
    }
}

fn logs_in(dir: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let logs = entries.filter(|entry| entry.path().extension().is_some_and(|found| found == "log"));
    let read = |entry: std::fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path()).unwrap_or_default())
    };
    logs.map(read).collect()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Its own group, and so everything that was started from it.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.shell.id())]).status();
        let _ = self.shell.wait();
    }
}
