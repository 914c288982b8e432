//! One process of a cluster: started, killed, stopped, asked to end.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::Instant;

use serde_json::Value;
use test_servers::Port;

use super::{Client, LOOK};
use crate::LIMIT;

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
    pub(super) fn start(name: &str, command: Command, client: Client, port: Port, log: PathBuf) -> Self {
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
        self.ask_to_end();
        self.ended()
    }

    /// Asks it to stop, without waiting.
    pub fn ask_to_end(&self) {
        self.signal("TERM");
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
