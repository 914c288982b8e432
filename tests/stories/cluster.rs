//! A cluster of real processes: three NATS servers, and the roles of the one binary on them.

mod client;
mod node;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use test_servers::{NatsCluster, Port};

use crate::{Done, LIMIT, World, binary, text};
pub use client::Client;
pub use node::Node;

/// How often something that is waited for is looked at: processes start while others have work.
const LOOK: Duration = Duration::from_millis(20);

/// The role of a service with all five contexts.
pub const SERVE: [&str; 6] = ["serve", "referrals", "placements", "coaching", "funding", "outcomes"];

/// Three NATS servers with a stream, and the secrets of the processes that share it.
pub struct Cluster {
    /// The servers.
    pub nats: NatsCluster,
    world: World,
    key: String,
}

impl Cluster {
    /// Starts the servers, makes the secrets, the stream and the bucket of keys.
    #[must_use]
    pub fn start() -> Self {
        let cluster = Self::over(NatsCluster::start());
        cluster.ok("operator", &["cluster", "create", "--nats", &cluster.urls()]);
        cluster
    }

    /// The same on servers that run already, without a stream.
    #[must_use]
    pub fn over(nats: NatsCluster) -> Self {
        let world = World::default();
        let mut cluster = Self { nats, world, key: String::new() };
        let told = cluster.ok("operator", &["cluster", "secrets", text(&cluster.path("secrets"))]);
        cluster.key = told.split_whitespace().find(|word| word.starts_with("wm_")).expect("a key").to_owned();
        cluster
    }

    /// The servers' addresses, as `--nats` takes them.
    #[must_use]
    pub fn urls(&self) -> String {
        self.nats.urls().join(",")
    }

    /// A path in this cluster's fresh directory; each process has its data under its name.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.world.path(name)
    }

    /// One of the files that `waymark cluster secrets` made.
    #[must_use]
    pub fn secret(&self, name: &str) -> PathBuf {
        self.path("secrets").join(name)
    }

    /// The operator key that all processes take.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The binary on the data of one process, not yet started.
    #[must_use]
    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.arg("--data").arg(self.path(name)).args(arguments).current_dir(self.path(""));
        let ours = std::env::vars_os().map(|(name, _)| name);
        ours.filter(|name| name.to_string_lossy().starts_with("WAYMARK_")).for_each(|name| {
            command.env_remove(name);
        });
        command.env("WAYMARK_SECRET_FILE", crate::shared_secret(&self.path(""))).stdin(Stdio::null());
        command
    }

    /// Runs the binary on the data of one process to its end.
    pub fn run(&self, name: &str, arguments: &[&str]) -> Done {
        let output = self.command(name, arguments).output().expect("the binary runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Done { status: output.status, out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs the binary, which must succeed. Returns what it wrote.
    #[track_caller]
    pub fn ok(&self, name: &str, arguments: &[&str]) -> String {
        let done = self.run(name, arguments);
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        done.out
    }

    /// Runs the binary, which must fail in order. Returns what it said.
    #[track_caller]
    pub fn fails(&self, name: &str, arguments: &[&str]) -> String {
        let done = self.run(name, arguments);
        assert_eq!(done.status.code(), Some(1), "{arguments:?}: {done:?}");
        done.err
    }

    /// Starts a service with all five contexts, and waits until it is ready.
    #[must_use]
    pub fn serve(&self, name: &str) -> Node {
        self.node(name, &SERVE).ready()
    }

    /// Starts a keeper, and waits until it is ready.
    #[must_use]
    pub fn keep(&self, name: &str) -> Node {
        self.node(name, &["keep"]).ready()
    }

    /// Starts a projection worker into SQLite, and waits until it is ready. Workers with the same
    /// `tables` take turns.
    #[must_use]
    pub fn project(&self, name: &str, tables: &str) -> Node {
        self.node(name, &["project", "--tables", tables]).ready()
    }

    /// Starts what answers questions over the tables of a worker, and waits until it is ready.
    #[must_use]
    pub fn query(&self, name: &str, tables: &str) -> Node {
        self.node(name, &["query", "--tables", tables]).ready()
    }

    /// Starts any role, on data of its own.
    #[must_use]
    pub fn node(&self, name: &str, role: &[&str]) -> Node {
        self.node_on(name, role, &self.urls())
    }

    /// The same, with servers at these addresses.
    #[must_use]
    pub fn node_on(&self, name: &str, role: &[&str], nats: &str) -> Node {
        self.node_in(name, role, nats, &[])
    }

    /// The same, with more in its environment.
    #[must_use]
    pub fn node_in(&self, name: &str, role: &[&str], nats: &str, environment: &[(&str, &str)]) -> Node {
        let port = Port::claim();
        let listen = format!("127.0.0.1:{}", port.number());
        let (access, master) = (self.secret("access.json"), self.secret("master-key"));
        let mut arguments = role.to_vec();
        arguments.extend(["--nats", nats, "--listen", &listen]);
        arguments.extend(["--access", text(&access), "--master-key-file", text(&master)]);
        let mut command = self.command(name, &arguments);
        command.envs(environment.iter().copied());
        let client = Client::new(&format!("http://{listen}"), &self.key, LIMIT);
        Node::start(name, command, client, port, self.path(&format!("{name}.log")))
    }

    /// A table as CSV, from a process that answers questions.
    #[track_caller]
    pub fn csv(&self, query: &Node, table: &str) -> String {
        self.ok("operator", &["table", table, "--format", "csv", "--server", &query.client.url, "--key", &self.key])
    }
}

/// Waits until something holds, and says how long that took.
///
/// # Panics
/// When it never does.
#[track_caller]
pub fn wait(what: &str, mut holds: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < LIMIT, "never: {what}");
        thread::sleep(LOOK);
    }
    started.elapsed()
}

/// Copies a data directory whose process does not run, to have an old one later.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("its kind").is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), &to).expect("a copy")),
        }
    }
}
