//! What the stories have in common: the real binary, a fresh directory, a server on a free port.

#![expect(clippy::expect_used, reason = "only tests use this crate")]

pub mod cluster;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use events::DeploymentSecret;
use serde_json::Value;
use tempfile::TempDir;

/// How long anything may take before a story fails instead of hanging.
pub const LIMIT: Duration = Duration::from_secs(120);

/// The binary as it is built from this tree.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        // The cargo that runs this test: another one might build everything again.
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // With a test and for the whole workspace, so that what it needs is built as `cargo test` of
        // the workspace has built it, and not once more.
        let all = ["build", "--quiet", "--locked", "--workspace", "--bin", "waymark", "--test", "openapi"];
        build.args(all).current_dir(root());
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "the binary does not build");
        // This test stands in <target>/<profile>/deps.
        let test = std::env::current_exe().expect("a path");
        test.ancestors().nth(2).expect("a profile folder").join("waymark")
    })
}

/// The root of the project.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The names of all tables.
#[must_use]
pub fn tables() -> Vec<&'static str> {
    read_models::Library::tables().map(|table| table.name).collect()
}

/// The tables for which the first sample has nothing. All but those that neither sample fills are tried
/// with the second: `eastgate.rs`.
pub const EMPTY_IN_SAMPLE: &[&str] = &[
    "allocations",
    "attendance",
    "costs",
    "employer_contacts",
    "programmes",
    "readiness",
    "remittances",
    "reviews",
    "roles",
    "shared_costs",
    "transport",
];

/// A fresh directory, with a data directory to be in it.
pub struct World {
    dir: TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub struct Done {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

/// Writes the secret that all deployments of these tests share into a directory, so that what they
/// say of the same names can be compared. Returns the file.
#[must_use]
pub fn shared_secret(dir: &Path) -> PathBuf {
    let file = dir.join("shared-secret");
    let secret = DeploymentSecret::PUBLISHED;
    let digits = secret.expose().iter().map(|byte| format!("{byte:02x}"));
    fs::write(&file, digits.collect::<String>()).expect("the secret is written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("closed to others");
    file
}

impl Default for World {
    fn default() -> Self {
        Self { dir: tempfile::tempdir().expect("a directory") }
    }
}

impl World {
    /// A path in the fresh directory.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Where this world's data is.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The binary on this world's data, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.arg("--data").arg(self.data()).args(arguments).current_dir(self.dir.path());
        for name in ["WAYMARK_DATA", "WAYMARK_SERVER", "WAYMARK_KEY", "WAYMARK_LOG", "WAYMARK_MASTER_KEY_FILE"] {
            command.env_remove(name);
        }
        command.env("WAYMARK_SECRET_FILE", shared_secret(self.dir.path()));
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).stdin(Stdio::null()).output().expect("the binary runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Done { status: output.status, out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs the binary, which must succeed. Returns what it wrote.
    #[track_caller]
    pub fn ok(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        done.out
    }

    /// Runs the binary, which must fail in order: an error, no panic, no backtrace.
    #[track_caller]
    pub fn fails(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.status.code(), Some(1), "{arguments:?}: {done:?}");
        for never in ["panicked", "RUST_BACKTRACE", "stack backtrace"] {
            assert!(!done.err.contains(never), "{}", done.err);
        }
        assert!(done.err.lines().any(|line| line.starts_with("error: ")), "{}", done.err);
        done.err
    }

    /// Imports the sample. Its sown defects make the status 1.
    #[track_caller]
    pub fn import_sample(&self, dir: &Path, more: &[&str]) -> Done {
        let mapping = root().join("examples/northfield.toml");
        let mut arguments = vec!["import", text(dir), "--mapping", text(&mapping)];
        arguments.extend(more);
        let done = self.run(&arguments);
        assert_eq!(done.status.code(), Some(1), "{done:?}");
        done
    }

    /// A table as JSON objects.
    #[track_caller]
    pub fn table(&self, name: &str) -> Vec<Value> {
        let json = self.ok(&["table", name, "--format", "json"]);
        serde_json::from_str(&json).expect("a JSON array")
    }

    /// Every event, in order.
    #[track_caller]
    pub fn events(&self) -> Vec<Value> {
        let lines = self.ok(&["events"]);
        lines.lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
    }

    /// Starts a server that asks for no key, on a free port.
    pub fn up(&self) -> Server {
        self.up_with(&["up", "--open", "--listen", "127.0.0.1:0"])
    }

    /// Starts a server with these arguments, and waits until it listens.
    pub fn up_with(&self, arguments: &[&str]) -> Server {
        Server::start(self.command(arguments))
    }
}

/// Runs a command that has to end by itself; one that does not is killed, and its output has no status.
pub fn ends(command: &mut Command, within: Duration) -> Output {
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let began = Instant::now();
    while process.try_wait().expect("a status").is_none() && began.elapsed() < within {
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = process.kill();
    process.wait_with_output().expect("what it said")
}

/// A path as text.
#[must_use]
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

/// The sample college's sheets.
#[must_use]
pub fn sample() -> PathBuf {
    root().join("examples/northfield")
}

/// A copy of the sample in this world, to be edited.
#[must_use]
pub fn copy_of_sample(world: &World) -> PathBuf {
    let copy = world.path("sheets");
    fs::create_dir_all(&copy).expect("a directory");
    for entry in fs::read_dir(sample()).expect("the sample") {
        let entry = entry.expect("a file");
        fs::write(copy.join(entry.file_name()), fs::read(entry.path()).expect("a file")).expect("a copy");
    }
    copy
}

/// Changes a file's text in one place.
#[track_caller]
pub fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("a file");
    assert_eq!(text.matches(from).count(), 1, "{from:?} in {}", file.display());
    fs::write(file, text.replace(from, to)).expect("written");
}

/// The truth about the sample.
#[must_use]
pub fn truth() -> Value {
    let text = fs::read_to_string(root().join("examples/northfield.truth.json")).expect("the truth");
    serde_json::from_str(&text).expect("JSON")
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Its address.
    pub url: String,
    /// What it said before it told its address.
    pub said: String,
}

impl Server {
    /// Starts a command that serves, and waits until it listens.
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the binary runs");
        let mut out = BufReader::new(child.stdout.take().expect("standard output"));
        let mut said = String::new();
        let url = loop {
            let mut line = String::new();
            let read = out.read_line(&mut line).expect("text");
            assert!(read > 0, "the server ended before it listened: {said}");
            said.push_str(&line);
            if let Some(at) = line.find("http://") {
                break line[at..].split_whitespace().next().expect("an address").trim_end_matches('/').to_owned();
            }
        };
        Server { child, out, url, said }
    }

    /// Gets some JSON, or nothing if it is none.
    pub fn get(&self, path: &str) -> (u16, Value) {
        let (status, text) = self.get_text(path);
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Gets a text.
    pub fn get_text(&self, path: &str) -> (u16, String) {
        let mut response = agent().get(format!("{}{path}", self.url)).call().expect("an answer");
        (response.status().as_u16(), response.body_mut().read_to_string().expect("text"))
    }

    /// Posts a command. `None`: the server is gone.
    #[must_use]
    pub fn post(&self, path: &str, key: &str, json: &Value) -> Option<(u16, Value)> {
        post(&self.url, path, key, json)
    }

    /// Waits until a value is what it should be.
    #[track_caller]
    pub fn wait_until(&self, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let (_, value) = self.get(path);
            if holds(&value) {
                return value;
            }
            assert!(started.elapsed() < LIMIT, "{path} never came to what was expected: {value}");
            std::thread::yield_now();
        }
    }

    /// The id of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Kills it without warning.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Asks it to stop, and waits. Returns how it ended and what it wrote.
    pub fn terminate(mut self) -> (ExitStatus, String) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(asked.success());
        let mut said = String::new();
        self.out.read_to_string(&mut said).expect("text");
        (self.child.wait().expect("ended"), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Posts a command to a server. `None`: the server is gone, or broke off its answer.
#[must_use]
pub fn post(url: &str, path: &str, key: &str, json: &Value) -> Option<(u16, Value)> {
    let request = agent().post(format!("{url}{path}")).header("idempotency-key", key);
    let mut response = request.header("content-type", "application/json").send(json.to_string()).ok()?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(LIMIT)).build();
    config.new_agent()
}
