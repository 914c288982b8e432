//! The bare JetStream client: only the appends, conditional as ours are, to a stream that is set as
//! ours is, on as many servers of its own.

use std::cell::Cell;
use std::rc::Rc;

use async_nats::{Client, HeaderMap};
use event_journal::{ConnectOptions, Connection};
use test_servers::{NatsCluster, NatsServer};

/// About as many as the message of a session has.
const BYTES: usize = 560;

/// One who appends, each time to a new subject. Its servers end with the last of them.
#[derive(Clone)]
pub(crate) struct Publisher {
    client: Client,
    next: Rc<Cell<u64>>,
    _servers: Rc<NatsCluster>,
}

impl Publisher {
    /// Starts so many servers, and makes the stream on all of them.
    pub(crate) async fn on(size: usize) -> Self {
        let servers = servers(size);
        let options = ConnectOptions { servers: servers.urls(), ..ConnectOptions::default() };
        Connection::open(&options).await.unwrap().create_stream(size).await.unwrap();
        let client = async_nats::connect(servers.urls()).await.unwrap();
        Self { client, next: Rc::default(), _servers: Rc::new(servers) }
    }

    pub(crate) async fn append(&mut self) {
        let n = self.next.replace(self.next.get() + 1);
        let to = |context: &str| format!("waymark.events.{context}.internship.00000000-0000-4000-8000-1{n:011}");
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", format!("{n:036}"));
        headers.insert("Nats-Expected-Stream", "WAYMARK");
        headers.insert("Nats-Expected-Last-Subject-Sequence", "0");
        headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", to("*"));
        let answer = self.client.request_with_headers(to("coaching"), headers, vec![b'x'; BYTES].into()).await.unwrap();
        assert!(!answer.payload.windows(5).any(|window| window == b"error"), "{:?}", answer.payload);
    }
}

/// Servers that sync always.
pub(crate) fn servers(size: usize) -> NatsCluster {
    match size {
        1 => NatsCluster { servers: vec![NatsServer::start()] },
        _ => NatsCluster::start(),
    }
}
