//! How a node that was let in stands with the servers since: whether they still let it in, let it do
//! what it asks for, and whether it reads the stream.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::{ClientError, Event, ServerError};
use tokio::time::Instant;

/// For how long it is told that something was forbidden. Whoever needs it asks again before that.
const TOLD_FOR: Duration = Duration::from_secs(30);

/// How a node stands with the servers. A clone is the same node's.
#[derive(Clone)]
pub struct Standing {
    state: Arc<Mutex<State>>,
    /// Which servers, and as whom the node comes to them.
    servers: Arc<str>,
    who: Arc<str>,
}

#[derive(Default)]
struct State {
    refused: Option<String>,
    forbidden: Option<(Instant, String)>,
    reading: Reading,
}

impl State {
    fn forbidden(&self) -> Option<&str> {
        let forbidden = self.forbidden.as_ref().filter(|(at, _)| at.elapsed() < TOLD_FOR);
        forbidden.map(|(_, what)| what.as_str())
    }
}

/// How the last attempt to read the stream went.
#[derive(Default)]
enum Reading {
    #[default]
    NotYet,
    Begun,
    Failed(String),
}

impl fmt::Debug for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Standing").field("trouble", &self.trouble()).finish_non_exhaustive()
    }
}

impl Standing {
    pub(crate) fn new(servers: &str, who: &str) -> Self {
        Self { state: Arc::default(), servers: servers.into(), who: who.into() }
    }

    /// What keeps a node that reads the stream from doing so, whatever its lag, and what to do.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let state = self.state();
        if let Some(reason) = &state.refused {
            return Some(self.refusal(reason));
        }
        if let Some(what) = state.forbidden() {
            return Some(self.interdiction(what));
        }
        match &state.reading {
            Reading::Begun => None,
            Reading::NotYet => Some("the stream is not read yet".into()),
            Reading::Failed(reason) => Some(format!("the stream cannot be read: {reason}")),
        }
    }

    /// What the servers have forbidden this node lately, and what to do.
    #[must_use]
    pub fn forbidden(&self) -> Option<String> {
        self.state().forbidden().map(|what| self.interdiction(what))
    }

    /// What the connection tells of itself. It goes on trying by itself, whatever it is told.
    pub(crate) fn heard(&self, event: &Event) {
        match event {
            Event::Connected => {
                if self.state().refused.take().is_some() {
                    tracing::info!(servers = &*self.servers, "the NATS servers let this node in again");
                }
            }
            Event::ServerError(error) if is_refusal(error) => self.refused(&error.to_string()),
            Event::ClientError(ClientError::Other(said)) if said.contains("authorization violation") => {
                self.refused(said);
            }
            Event::ServerError(ServerError::Other(said)) if said.to_lowercase().contains("permissions violation") => {
                self.forbids(said);
            }
            Event::Disconnected
            | Event::LameDuckMode
            | Event::Draining
            | Event::Closed
            | Event::SlowConsumer(_)
            | Event::ServerError(_)
            | Event::ClientError(_) => {}
        }
    }

    /// An attempt to read the stream went so: with why it failed, if it did.
    pub(crate) fn reads(&self, failed: Option<String>) {
        self.state().reading = failed.map_or(Reading::Begun, Reading::Failed);
    }

    /// Said once, however often it is tried again.
    fn refused(&self, reason: &str) {
        if self.state().refused.replace(reason.to_owned()).is_none() {
            tracing::error!("{}; trying again and again", self.refusal(reason));
        }
    }

    fn forbids(&self, said: &str) {
        let before = self.state().forbidden.as_ref().map(|(at, _)| at.elapsed());
        if before.is_none_or(|before| before >= TOLD_FOR) {
            tracing::error!("{}", self.interdiction(said));
        }
        // To be listed by nats micro is no part of a node's work.
        if !said.contains("$SRV") {
            self.state().forbidden = Some((Instant::now(), said.to_owned()));
        }
    }

    fn refusal(&self, reason: &str) -> String {
        format!(
            "the NATS servers at {} do not let this node in any more ({reason}), which comes as {}: put its public key back into their configuration, or start it with the file that belongs to them",
            self.servers, self.who
        )
    }

    fn interdiction(&self, what: &str) -> String {
        format!(
            "the NATS servers at {} forbid this node what it must do ({what}), which comes as {}: start it with the NKey of its role, and give that role what accounts.conf gives it",
            self.servers, self.who
        )
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a server ends the connection because of who the node is: its user is gone, revoked or
/// expired.
fn is_refusal(error: &ServerError) -> bool {
    match error {
        ServerError::AuthorizationViolation => true,
        ServerError::Other(said) => said.to_lowercase().contains("authentication"),
        ServerError::SlowConsumer(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(said: &str) -> Event {
        Event::ServerError(ServerError::Other(said.into()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_node_is_in_trouble_from_what_it_is_told_until_that_is_over() {
        let standing = Standing::new("n1:4222", "the NKey in service.nk");
        assert_eq!(standing.trouble().unwrap(), "the stream is not read yet");
        standing.reads(None);
        assert_eq!(standing.trouble(), None);

        standing.heard(&Event::ServerError(ServerError::AuthorizationViolation));
        standing.heard(&Event::Disconnected);
        let told = standing.trouble().unwrap();
        assert!(told.contains("n1:4222") && told.contains("the NKey in service.nk"), "{told}");
        standing.heard(&Event::Connected);
        assert_eq!(standing.trouble(), None);

        standing.heard(&other("Permissions Violation for Publish to \"$SRV.PING\""));
        assert_eq!(standing.trouble(), None);
        standing.heard(&other("Permissions Violation for Publish to \"$JS.API.CONSUMER.CREATE.WAYMARK\""));
        assert!(standing.trouble().unwrap().contains("CONSUMER.CREATE"));
        tokio::time::advance(TOLD_FOR).await;
        assert_eq!(standing.trouble(), None);

        standing.reads(Some("maximum consumers limit reached".into()));
        assert!(standing.trouble().unwrap().contains("maximum consumers"));
        standing.reads(None);
        assert_eq!(standing.trouble(), None);
    }
}
