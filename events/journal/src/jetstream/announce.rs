//! Announcing a node with the NATS services protocol (ADR-32), so that `nats micro ls` lists it and
//! `nats micro info` tells how far it is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_nats::Message;
use futures_util::StreamExt as _;
use futures_util::stream::select_all;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::connection::Connection;
use super::error::{StreamError, chain};

/// What a node says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// What kind of node it is, in letters, digits and hyphens: `waymark-serve`.
    pub name: String,
    /// Which one: no other node's, made when it started.
    pub id: String,
    /// The version of the program, as `1.2.3`.
    pub version: String,
    /// A line for people.
    pub description: String,
    /// When it started.
    pub started: Timestamp,
}

/// A node as it answered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NodeSeen {
    /// What kind of node it is.
    pub name: String,
    /// Which one.
    pub id: String,
    /// The version of the program.
    pub version: String,
    /// What it says about itself at this moment, such as `head`, `lag`, `root` and `phase`.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// The announcement; it ends when this is dropped.
#[derive(Debug)]
#[must_use = "a node is announced for as long as this is kept"]
pub struct Announced {
    task: JoinHandle<()>,
}

impl Drop for Announced {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Which stream a node belongs to: there may be several in one account.
const STREAM_NAME: &str = "stream_name";

/// What is asked of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Ping,
    Info,
    Stats,
}

#[derive(Serialize)]
struct Answer<'a> {
    r#type: &'a str,
    name: &'a str,
    id: &'a str,
    version: &'a str,
    metadata: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<[(); 0]>,
}

impl Connection {
    /// Answers requests for the services there are, until the answer is dropped. `now` tells what
    /// changes: [`NodeStatus::metadata`](super::state::NodeStatus::metadata) for a node.
    ///
    /// # Errors
    /// When the connection is closed.
    pub async fn announce(
        &self,
        announcement: Announcement,
        now: impl Fn() -> BTreeMap<String, String> + Send + Sync + 'static,
    ) -> Result<Announced, StreamError> {
        let mut asked = Vec::new();
        for (verb, word) in [(Verb::Ping, "PING"), (Verb::Info, "INFO"), (Verb::Stats, "STATS")] {
            let Announcement { name, id, .. } = &announcement;
            for subject in [format!("$SRV.{word}"), format!("$SRV.{word}.{name}"), format!("$SRV.{word}.{name}.{id}")] {
                let questions =
                    self.client.subscribe(subject).await.map_err(|error| self.unreachable(&chain(&error)))?;
                asked.push(questions.map(move |message| (verb, message)));
            }
        }
        let (client, now, stream) = (self.client.clone(), Arc::new(now), self.stream.clone());
        let task = tokio::spawn(async move {
            let mut asked = select_all(asked);
            while let Some((verb, Message { reply, .. })) = asked.next().await {
                let Some(reply) = reply else { continue };
                let mut metadata = now();
                metadata.insert(STREAM_NAME.to_owned(), stream.clone());
                let answer = serde_json::to_vec(&announcement.answer(verb, metadata)).unwrap_or_default();
                let _ = client.publish(reply, answer.into()).await;
            }
        });
        Ok(Announced { task })
    }

    /// Every node of this stream that answers within `wait`, by name and id. Those that are cut off do not.
    ///
    /// # Errors
    /// When nobody can be asked.
    pub async fn nodes(&self, wait: Duration) -> Result<Vec<NodeSeen>, StreamError> {
        let unreachable = |error: &dyn std::error::Error| self.unreachable(&chain(error));
        let inbox = self.client.new_inbox();
        let mut answers = self.client.subscribe(inbox.clone()).await.map_err(|error| unreachable(&error))?;
        let asked = self.client.publish_with_reply("$SRV.INFO", inbox, Vec::new().into()).await;
        asked.map_err(|error| unreachable(&error))?;
        let deadline = Instant::now() + wait;
        let mut nodes = Vec::new();
        while let Ok(Some(answer)) = timeout_at(deadline, answers.next()).await {
            let seen = serde_json::from_slice::<NodeSeen>(&answer.payload).ok();
            nodes.extend(seen.filter(|node| node.metadata.get(STREAM_NAME) == Some(&self.stream)));
        }
        nodes.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Ok(nodes)
    }
}

impl Announcement {
    fn answer(&self, verb: Verb, metadata: BTreeMap<String, String>) -> Answer<'_> {
        let r#type = match verb {
            Verb::Ping => "io.nats.micro.v1.ping_response",
            Verb::Info => "io.nats.micro.v1.info_response",
            Verb::Stats => "io.nats.micro.v1.stats_response",
        };
        Answer {
            r#type,
            name: &self.name,
            id: &self.id,
            version: &self.version,
            metadata,
            description: (verb == Verb::Info).then_some(self.description.as_str()),
            started: (verb == Verb::Stats).then_some(self.started),
            endpoints: (verb != Verb::Ping).then_some([]),
        }
    }
}
