//! One NATS server with JetStream, or three in a cluster.

mod config;
mod server;

use crate::Port;
pub use server::{NatsServer, flip};

/// Three servers that share their streams. The index of a server here is its index in
/// [`urls`](NatsCluster::urls).
#[derive(Debug)]
pub struct NatsCluster {
    /// The servers.
    pub servers: Vec<NatsServer>,
}

impl NatsCluster {
    /// Starts three servers and waits until they have found each other.
    ///
    /// # Panics
    /// When they do not.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts three servers with more in their configuration, in NATS's own form.
    ///
    /// # Panics
    /// When they do not start.
    #[must_use]
    pub fn start_with(more: &str) -> Self {
        let routes: Vec<Port> = (0..3).map(|_| Port::claim()).collect();
        let numbers: Vec<u16> = routes.iter().map(Port::number).collect();
        let start =
            |(n, route): (usize, Port)| NatsServer::spawned(&format!("n{}", n + 1), Some((route, &numbers)), more);
        let servers: Vec<NatsServer> = routes.into_iter().enumerate().map(start).collect();
        servers.iter().for_each(NatsServer::wait_until_ready);
        Self { servers }
    }

    /// Where clients connect to, one a server.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.servers.iter().map(NatsServer::url).collect()
    }

    /// Which server leads a stream now; `None` while none does, or none that runs knows.
    #[must_use]
    pub fn leader_of(&self, stream: &str) -> Option<usize> {
        let told =
            self.servers.iter().filter(|server| server.is_running()).filter_map(|server| server.leader_of(stream));
        let leader = told.into_iter().next()?;
        self.servers.iter().position(|server| server.name() == leader)
    }
}
