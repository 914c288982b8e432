//! The bare JetStream client: only the appends, conditional as ours are, to a stream of its own on
//! the same servers.

use std::cell::Cell;
use std::rc::Rc;

use async_nats::jetstream::stream::{Config, DiscardPolicy};
use async_nats::{Client, HeaderMap, jetstream};

use crate::ground::Ground;

const STREAM: &str = "BARE";
/// About as many as the message of a session has.
const BYTES: usize = 560;

/// One who appends, each time to a new subject.
#[derive(Clone)]
pub(crate) struct Publisher {
    client: Client,
    next: Rc<Cell<u64>>,
}

impl Publisher {
    /// Makes the stream if it is not there.
    pub(crate) async fn on(ground: &Ground) -> Self {
        let client = async_nats::connect(&ground.nats).await.unwrap();
        let config = Config {
            name: STREAM.into(),
            subjects: vec!["bare.>".into()],
            num_replicas: ground.nats.len(),
            discard: DiscardPolicy::New,
            deny_delete: true,
            deny_purge: true,
            ..Config::default()
        };
        let mut stream = jetstream::new(client.clone()).get_or_create_stream(config).await.unwrap();
        let next = stream.info().await.unwrap().state.last_sequence;
        Self { client, next: Rc::new(Cell::new(next)) }
    }

    pub(crate) async fn append(&mut self) {
        let n = self.next.replace(self.next.get() + 1);
        let to = |context: &str| format!("bare.{context}.internship.00000000-0000-4000-8000-1{n:011}");
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", format!("{n:036}"));
        headers.insert("Nats-Expected-Stream", STREAM);
        headers.insert("Nats-Expected-Last-Subject-Sequence", "0");
        headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", to("*"));
        let answer = self.client.request_with_headers(to("coaching"), headers, vec![b'x'; BYTES].into()).await.unwrap();
        assert!(!answer.payload.windows(5).any(|window| window == b"error"), "{:?}", answer.payload);
    }
}
