//! A cluster of real processes: three NATS servers, and the roles of the one binary on them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use test_servers::{NatsCluster, Port};

use crate::{Done, LIMIT, World, binary, text};

/// How often something that is waited for is looked at: processes start while others have work.
const LOOK: Duration = Duration::from_millis(20);

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
        command.stdin(Stdio::null());
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
        self.node(name, &["serve", "referrals", "placements", "coaching", "funding", "outcomes"]).ready()
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
        self.node_on(name, tables, &["project"], &self.urls()).ready()
    }

    /// Starts what answers questions over the tables of a worker, and waits until it is ready.
    #[must_use]
    pub fn query(&self, name: &str, tables: &str) -> Node {
        self.node_on(name, tables, &["query"], &self.urls()).ready()
    }

    /// Starts any role, on data of its own.
    #[must_use]
    pub fn node(&self, name: &str, role: &[&str]) -> Node {
        self.node_on(name, name, role, &self.urls())
    }

    /// Starts any role, on the data that is named, with servers at these addresses.
    #[must_use]
    pub fn node_on(&self, name: &str, data: &str, role: &[&str], nats: &str) -> Node {
        let port = Port::claim();
        let listen = format!("127.0.0.1:{}", port.number());
        let (access, master) = (self.secret("access.json"), self.secret("master-key"));
        let mut arguments = role.to_vec();
        arguments.extend(["--nats", nats, "--listen", &listen]);
        arguments.extend(["--access", text(&access), "--master-key-file", text(&master)]);
        let command = self.command(data, &arguments);
        let client = Client::new(&format!("http://{listen}"), &self.key, LIMIT);
        Node::start(name, command, client, port, self.path(&format!("{name}.log")))
    }

    /// A table from the data directory of a worker, as CSV.
    #[track_caller]
    pub fn csv(&self, tables: &str, table: &str) -> String {
        self.ok(tables, &["table", table, "--format", "csv"])
    }
}

/// A running process of a cluster; killed when dropped. It keeps its address when it is started again.
pub struct Node {
    /// How its files are named.
    pub name: String,
    /// Asks it.
    pub client: Client,
    command: Command,
    log: PathBuf,
    process: Option<Child>,
    _port: Port,
}

impl Node {
    fn start(name: &str, command: Command, client: Client, port: Port, log: PathBuf) -> Self {
        let mut node = Self { name: name.to_owned(), client, command, log, process: None, _port: port };
        node.start_again();
        node
    }

    /// Starts it if it does not run, without waiting.
    pub fn start_again(&mut self) {
        if self.process.is_some() {
            return;
        }
        let log = File::options().create(true).append(true).open(&self.log).expect("its log");
        self.command.stdout(log.try_clone().expect("its log")).stderr(log);
        self.process = Some(self.command.spawn().expect("the binary runs"));
    }

    /// Waits until it is ready.
    #[must_use]
    #[track_caller]
    pub fn ready(mut self) -> Self {
        self.wait_until_ready();
        self
    }

    /// Waits until it is ready.
    #[track_caller]
    pub fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while !self.is_ready() {
            let ended = self.process.as_mut().and_then(|process| process.try_wait().expect("its state"));
            assert!(ended.is_none(), "{} ended before it was ready: {}", self.name, self.said());
            assert!(started.elapsed() < LIMIT, "{} is not ready: {:?} {}", self.name, self.readiness(), self.said());
            thread::sleep(LOOK);
        }
    }

    /// Whether it says that it can do its work.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.readiness().is_some_and(|(status, _)| status == 200)
    }

    /// What it says about its parts; `None` while it does not answer.
    #[must_use]
    pub fn readiness(&self) -> Option<(u16, Value)> {
        self.client.get("/readyz")
    }

    /// Waits until it says that it cannot do its work, for this reason. Returns all that it says.
    #[track_caller]
    pub fn wait_until_troubled(&self, by: &str) -> String {
        let started = Instant::now();
        loop {
            let told = self.readiness();
            if let Some((503, told)) = &told
                && told.to_string().contains(by)
            {
                return told.to_string();
            }
            assert!(started.elapsed() < LIMIT, "{} does not say {by:?}: {told:?}", self.name);
            thread::sleep(LOOK);
        }
    }

    /// Whether its process is there; a stopped one is.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.is_some()
    }

    /// What it has written, to standard output and standard error, in all its lives.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it, as `kill -9` does.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Kills it if it runs, starts it, and waits until it is ready.
    #[track_caller]
    pub fn restart(&mut self) {
        self.kill();
        self.start_again();
        self.wait_until_ready();
    }

    /// Asks it to stop, and waits for its end.
    #[track_caller]
    pub fn terminate(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended()
    }

    /// Waits until it has ended by itself.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("a process");
        let started = Instant::now();
        loop {
            if let Some(status) = process.try_wait().expect("its state") {
                return status;
            }
            if started.elapsed() > LIMIT {
                self.process = Some(process);
                panic!("{} does not end: {}", self.name, self.said());
            }
            thread::sleep(LOOK);
        }
    }

    /// Stops it as SIGSTOP does.
    pub fn stop(&self) {
        self.signal("STOP");
    }

    /// Lets it go on after [`stop`](Self::stop).
    pub fn cont(&self) {
        self.signal("CONT");
    }

    fn signal(&self, signal: &str) {
        let process = self.process.as_ref().expect("a process");
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {}", process.id())).status();
        assert!(sent.is_ok_and(|status| status.success()), "{signal} did not reach {}", self.name);
    }

    /// Gets some JSON, which must be there.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        let answer = self.client.get(path);
        let Some((200, value)) = answer else { panic!("{}: {path}: {answer:?}", self.name) };
        value
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Asks a process over HTTP with the operator key.
#[derive(Clone)]
pub struct Client {
    /// Its address.
    pub url: String,
    bearer: String,
    agent: ureq::Agent,
}

impl Client {
    /// Asks what is at an address with a key, and waits this long for an answer.
    #[must_use]
    pub fn new(url: &str, key: &str, limit: Duration) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(limit)).build();
        Self { url: url.to_owned(), bearer: format!("Bearer {key}"), agent: config.new_agent() }
    }

    /// The same, who waits no longer than this.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        let key = self.bearer.trim_start_matches("Bearer ");
        Self::new(&self.url, key, limit)
    }

    /// Posts a command. `None`: no answer came.
    #[must_use]
    pub fn post(&self, path: &str, key: &str, json: &Value) -> Option<(u16, Value)> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("authorization", &self.bearer);
        let request = request.header("idempotency-key", key).header("content-type", "application/json");
        answer(request.send(json.to_string()).ok()?)
    }

    /// Gets some JSON, or null where it is none. `None`: no answer came.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<(u16, Value)> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("authorization", &self.bearer);
        answer(request.call().ok()?)
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Option<(u16, Value)> {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
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
