//! Where commands are asked: processes of the real binary, in fresh directories on free ports.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use test_servers::{NatsCluster, Port};
use tokio::net::TcpStream;

use crate::bare::{Publisher, servers};
use crate::client::Client;

/// How long a process may take until it is ready.
const LIMIT: Duration = Duration::from_secs(60);

/// Processes that take commands. Dropping it ends them, and then their servers.
pub(crate) struct Ground {
    pub(crate) name: String,
    /// Where they listen, and the key to them.
    pub(crate) nodes: Vec<SocketAddr>,
    pub(crate) key: String,
    /// The bare client on as many NATS servers, if they have any.
    pub(crate) bare: Option<Publisher>,
    _processes: Vec<Process>,
    _servers: Option<NatsCluster>,
    _dir: TempDir,
}

struct Process {
    child: Child,
    address: SocketAddr,
    _port: Port,
}

impl Ground {
    /// `waymark up`, which keeps the tables up to date besides.
    pub(crate) async fn embedded() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), "up", &["up"]).await;
        let key = key_in(&fs::read_to_string(dir.path().join("up.out")).unwrap());
        Self::of("embedded".into(), dir, vec![process], key, None).await
    }

    /// `waymark up` on a simulated log whose tables are made, and the internships in it.
    pub(crate) async fn simulated(interns: usize) -> (Self, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let said = |arguments: &[&str]| {
            let output = waymark(dir.path(), "up").args(arguments).output().unwrap();
            assert!(output.status.success(), "{arguments:?}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        said(&["simulate", "--interns", &interns.to_string()]);
        said(&["rebuild"]);
        let table = said(&["table", "journeys", "--columns", "internship", "--format", "csv"]);
        let process = Process::start(dir.path(), "up", &["up"]).await;
        let key = key_in(&fs::read_to_string(dir.path().join("up.out")).unwrap());
        let ground = Self::of("simulated".into(), dir, vec![process], key, None).await;
        (ground, table.lines().skip(1).map(str::to_owned).collect())
    }

    /// So many NATS servers that sync always, a stream on all of them, and a node of all five
    /// contexts for each.
    pub(crate) async fn cluster(size: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let servers = servers(size);
        let nats = servers.urls().join(",");
        let key = key_in(&done(dir.path(), &["cluster", "secrets", "secrets"]));
        done(dir.path(), &["cluster", "create", "--nats", &nats, "--replicas", &size.to_string()]);
        let role = ["serve", "referrals", "placements", "coaching", "funding", "outcomes", "--nats", &nats];
        let secrets = ["--access", "secrets/access.json", "--master-key-file", "secrets/master-key"];
        // One server holds one replica, which has to be accepted.
        let alone = (size == 1).then_some("--allow-unsafe-stream");
        let role: Vec<&str> = role.into_iter().chain(secrets).chain(alone).collect();
        let mut processes = Vec::new();
        for node in 0..size {
            processes.push(Process::start(dir.path(), &format!("node-{node}"), &role).await);
        }
        let number = if size == 1 { "one" } else { "three" };
        Self::of(format!("{number} NATS, {number} waymark serve"), dir, processes, key, Some(servers)).await
    }

    async fn of(
        name: String,
        dir: TempDir,
        processes: Vec<Process>,
        key: String,
        servers: Option<NatsCluster>,
    ) -> Self {
        let nodes: Vec<SocketAddr> = processes.iter().map(|process| process.address).collect();
        for node in &nodes {
            let began = Instant::now();
            while !Client::of(node, &key).await.is_ready().await {
                assert!(began.elapsed() < LIMIT, "{name}: {node} is not ready");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        let bare = match &servers {
            Some(servers) => Some(Publisher::on(servers.servers.len()).await),
            None => None,
        };
        Self { name, nodes, key, bare, _processes: processes, _servers: servers, _dir: dir }
    }
}

impl Process {
    /// Starts a process and waits until it listens.
    async fn start(dir: &Path, name: &str, role: &[&str]) -> Self {
        let port = Port::claim();
        let address: SocketAddr = (Ipv4Addr::LOCALHOST, port.number()).into();
        let (out, log) = (dir.join(format!("{name}.out")), dir.join(format!("{name}.log")));
        let mut command = waymark(dir, name);
        command.args(role).arg("--listen").arg(address.to_string());
        command.stdout(File::create(out).unwrap()).stderr(File::create(&log).unwrap());
        let mut process = Self { child: command.spawn().unwrap(), address, _port: port };
        let began = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            let running = process.child.try_wait().unwrap().is_none() && began.elapsed() < LIMIT;
            assert!(running, "{role:?} does not listen: {}", fs::read_to_string(&log).unwrap());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn waymark(dir: &Path, data: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    let ours = std::env::vars_os().map(|(name, _)| name);
    ours.filter(|name| name.to_string_lossy().starts_with("WAYMARK_")).for_each(|name| {
        command.env_remove(name);
    });
    let data: PathBuf = dir.join(data);
    command.arg("--data").arg(data).current_dir(dir).stdin(Stdio::null());
    command
}

/// Runs the binary to its end. Returns what it wrote.
fn done(dir: &Path, arguments: &[&str]) -> String {
    let output = waymark(dir, "operator").args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn key_in(told: &str) -> String {
    told.split_whitespace().find(|word| word.starts_with("wm_")).unwrap().to_owned()
}
