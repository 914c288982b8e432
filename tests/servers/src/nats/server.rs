//! One server: its process, its ports and its store.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::config::{self, Ports};
use crate::{Port, program};

/// How long a server may take to be ready, on a machine that is busy with other tests.
const LIMIT: Duration = Duration::from_secs(60);

/// A NATS server with JetStream in a directory of its own. Dropping it kills it.
#[derive(Debug)]
pub struct NatsServer {
    name: String,
    ports: Ports,
    dir: TempDir,
    process: Option<Child>,
}

impl NatsServer {
    /// Starts a server alone and waits until it is ready.
    ///
    /// # Panics
    /// When there is no server to start, or it does not.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts a server alone, with more in its configuration, in NATS's own form.
    ///
    /// # Panics
    /// When there is no server to start, or it does not.
    #[must_use]
    pub fn start_with(more: &str) -> Self {
        let server = Self::spawned("n1", None, more);
        server.wait_until_ready();
        server
    }

    pub(super) fn spawned(name: &str, cluster: Option<(Port, &[u16])>, more: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory for the server");
        let (route, routes) = cluster.map_or((None, &[][..]), |(route, routes)| (Some(route), routes));
        let ports = Ports { client: Port::claim(), monitor: Port::claim(), route };
        let config = config::text(name, &ports, routes, &dir.path().join("store"), more);
        fs::write(dir.path().join("nats.conf"), config).expect("the server's configuration");
        let mut server = Self { name: name.to_owned(), ports, dir, process: None };
        server.spawn();
        server
    }

    /// The server's name in its cluster: n1, n2, n3.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where clients connect to.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{}", self.address())
    }

    /// Where clients connect to, to put a [`Proxy`](crate::Proxy) before it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.ports.client.number()).into()
    }

    /// Where its streams are kept, to damage them.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.dir.path().join("store")
    }

    /// Every file below its store, with its length.
    #[must_use]
    pub fn files(&self) -> Vec<(PathBuf, u64)> {
        let mut found = Vec::new();
        let mut rest = vec![self.store()];
        while let Some(dir) = rest.pop() {
            for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
                let Ok(about) = entry.metadata() else { continue };
                if about.is_dir() {
                    rest.push(entry.path());
                } else {
                    found.push((entry.path(), about.len()));
                }
            }
        }
        found
    }

    /// What it has written to its log.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// Whether its process is there; a stopped one is.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.is_some()
    }

    /// Kills it, as `kill -9` does.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Stops it as SIGSTOP does: its connections stay open, and nobody answers.
    pub fn stop(&self) {
        self.signal("STOP");
    }

    /// Lets it go on after [`stop`](NatsServer::stop).
    pub fn cont(&self) {
        self.signal("CONT");
    }

    /// Starts it again on its ports and its store, killing it first, and waits until it is ready.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub fn restart(&mut self) {
        self.restart_without_waiting();
        self.wait_until_ready();
    }

    /// Starts it again without waiting: of a cluster without a majority no server becomes ready.
    pub fn restart_without_waiting(&mut self) {
        self.kill();
        self.spawn();
    }

    /// Has a server that runs alone read another configuration beside its own, as SIGHUP does.
    ///
    /// # Panics
    /// When the configuration cannot be written, or there is no process.
    pub fn reconfigure(&self, more: &str) {
        let config = config::text(&self.name, &self.ports, &[], &self.store(), more);
        fs::write(self.dir.path().join("nats.conf"), config).expect("the server's configuration");
        self.signal("HUP");
    }

    /// Waits until it is ready, in a cluster until it has found a leader and caught up.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub fn wait_until_ready(&self) {
        let start = Instant::now();
        while !self.monitor("/healthz").is_ok_and(|(status, _)| status == 200) {
            assert!(start.elapsed() < LIMIT, "{} was not ready in {LIMIT:?}; it says:\n{}", self.name, self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The name of the server that leads a stream, as far as this one knows.
    pub(super) fn leader_of(&self, stream: &str) -> Option<String> {
        let (_, page) = self.monitor("/jsz?accounts=true&streams=true").ok()?;
        let accounts = page["account_details"].as_array()?;
        let streams = accounts.iter().filter_map(|account| account["stream_detail"].as_array()).flatten();
        let found = streams.into_iter().find(|found| found["name"] == stream)?;
        found["cluster"]["leader"].as_str().map(str::to_owned)
    }

    /// A monitoring page: its status and its JSON.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn monitor(&self, page: &str) -> io::Result<(u16, Value)> {
        let address: SocketAddr = (Ipv4Addr::LOCALHOST, self.ports.monitor.number()).into();
        let mut connection = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        connection.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(connection, "GET {page} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        Ok((status, serde_json::from_str(body).unwrap_or(Value::Null)))
    }

    fn spawn(&mut self) {
        let log = self.dir.path().join("log");
        let log = File::options().create(true).append(true).open(log).expect("the server's log");
        let mut command = Command::new(program::nats_server());
        command.arg("-c").arg(self.dir.path().join("nats.conf")).stdin(Stdio::null());
        command.stdout(log.try_clone().expect("the server's log")).stderr(log);
        self.process = Some(command.spawn().expect("the NATS server starts"));
    }

    fn signal(&self, signal: &str) {
        let Some(process) = &self.process else { return };
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {}", process.id())).status();
        assert!(sent.is_ok_and(|status| status.success()), "{signal} did not reach {}", self.name);
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Changes one byte of a file.
///
/// # Panics
/// When the file has no byte there.
pub fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).expect("the file to damage");
    bytes[at] ^= 0x20;
    fs::write(file, bytes).expect("the damaged file");
}
