//! The connection to the cluster of NATS servers.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_nats::connection::State as Link;
use async_nats::{Client, ClientError, Event, ServerError, jetstream};
use tokio::sync::broadcast::{self, error::RecvError};

use super::error::ConnectError;
use super::options::{ConnectOptions, addresses, identified, who};
use super::refusal;
use super::version::{LEAST, Version};

/// How long a server may take to answer before it counts as unknown what it did.
pub(crate) const ANSWER: Duration = Duration::from_secs(5);
/// How often a quiet connection is tried, so that one that is cut without a word is found out.
const PING: Duration = Duration::from_secs(3);
/// The longest pause between two tries to connect again.
const PAUSE_MOST: Duration = Duration::from_millis(500);
/// How many events of the connection may wait for a supervisor.
const WAITING: usize = 64;

/// A connection that mends itself. A clone is the same connection.
#[derive(Clone)]
pub struct Connection {
    pub(crate) client: Client,
    pub(crate) jetstream: jetstream::Context,
    pub(crate) stream: String,
    /// What its consumers' names begin with.
    pub(crate) role: String,
    /// What happens to it, for the supervisors of the nodes on it.
    pub(crate) heard: broadcast::Sender<Heard>,
    /// Up to which position the stream was filled from a log, when it was last looked at.
    pub(crate) filled: Arc<AtomicU64>,
}

/// What happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It was made.
    Connected,
    /// The servers do not let this node in. Says why and what to do.
    Refused(String),
    /// The servers forbid this node something. Says what, and what to do.
    Forbidden(String),
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects to the first server that answers, and checks its version. Tries each once.
    ///
    /// # Errors
    /// [`ConnectError`]: which file, which address, or which server.
    pub async fn open(options: &ConnectOptions) -> Result<Self, ConnectError> {
        let connection = Self::make(options, |connecting| connecting).await?;
        let info = connection.client.server_info();
        admit(&info.server_name, &info.version)?;
        if !info.jetstream {
            return Err(ConnectError::NoJetStream { server: info.server_name });
        }
        Ok(connection)
    }

    /// The same for a node that can begin without the servers: where none answers, the connection is
    /// made later, as soon as one does.
    ///
    /// # Errors
    /// As [`open`](Self::open), except that no server answers.
    pub async fn open_or_wait(options: &ConnectOptions) -> Result<Self, ConnectError> {
        match Self::open(options).await {
            Err(ConnectError::Unreachable { .. }) => {
                Self::make(options, async_nats::ConnectOptions::retry_on_initial_connect).await
            }
            opened => opened,
        }
    }

    async fn make(
        options: &ConnectOptions,
        how: impl FnOnce(async_nats::ConnectOptions) -> async_nats::ConnectOptions,
    ) -> Result<Self, ConnectError> {
        let servers = addresses(&options.servers)?;
        let connecting = identified(options, &servers)?.name(&options.name).request_timeout(Some(ANSWER));
        let connecting = connecting.custom_inbox_prefix(format!("_INBOX_{}", options.role));
        let connecting = connecting.connection_timeout(ANSWER).ping_interval(PING).reconnect_delay_callback(pause);
        let named = servers.iter().map(|server| format!("{}:{}", server.host(), server.port()));
        let named = named.collect::<Vec<_>>().join(", ");
        let (heard, _) = broadcast::channel(WAITING);
        let (tells, to, by) = (heard.clone(), named.clone(), who(options));
        let connecting = connecting.event_callback(move |event| {
            // Nobody may be listening.
            let _ = understood(&event, &to, &by).map(|heard| tells.send(heard));
            std::future::ready(())
        });
        let client = how(connecting).connect(servers).await.map_err(|source| refusal::of(&source, named, options))?;
        let mut jetstream = jetstream::with_prefix(client.clone(), &options.api);
        jetstream.set_timeout(ANSWER);
        let (stream, role) = (options.stream.clone(), options.role.clone());
        Ok(Self { client, jetstream, stream, role, heard, filled: Arc::default() })
    }

    /// Whether it is with a server now.
    pub(crate) fn is_made(&self) -> bool {
        self.client.connection_state() == Link::Connected
    }

    /// The version of the server this connection is with now.
    pub(crate) fn version(&self) -> Option<Version> {
        Version::read(&self.client.server_info().version)
    }

    /// A name for a consumer, which nobody can guess: servers let a role read any consumer whose name it knows.
    pub(crate) fn consumer_name(&self) -> String {
        let inbox = self.client.new_inbox();
        let random = inbox.rsplit('.').next().unwrap_or(&inbox);
        format!("{}-{random}", self.role)
    }

    /// Waits until the servers refuse this connection something; says what, and what to do.
    pub async fn forbidden(&self) -> String {
        let mut heard = self.heard.subscribe();
        loop {
            match heard.recv().await {
                Ok(Heard::Refused(said) | Heard::Forbidden(said)) => return said,
                Ok(Heard::Connected) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    /// How often the connection has been made: more than before, and what was on its way is lost.
    pub(crate) fn connects(&self) -> u64 {
        self.client.statistics().connects.load(Ordering::Relaxed)
    }

    /// Sends what is still to be sent, and ends the connection.
    pub async fn close(&self) {
        if self.is_made() {
            let _ = tokio::time::timeout(ANSWER, self.client.flush()).await;
        }
        let _ = self.client.drain().await;
    }
}

/// Refuses a server that is too old.
pub(crate) fn admit(server: &str, version: &str) -> Result<(), ConnectError> {
    if Version::read(version).is_some_and(|found| found >= LEAST) {
        return Ok(());
    }
    Err(ConnectError::TooOld { server: server.to_owned(), found: version.to_owned() })
}

/// What an event of the connection says to a node that comes to these servers as this user. The client
/// goes on trying by itself in any case.
fn understood(event: &Event, servers: &str, who: &str) -> Option<Heard> {
    let refused = |reason: &str| {
        Heard::Refused(format!(
            "the NATS servers at {servers} do not let this node in any more ({reason}), which comes as {who}: put its public key back into their configuration, or start it with the file that belongs to them"
        ))
    };
    match event {
        Event::Connected => Some(Heard::Connected),
        Event::ServerError(error) if is_refusal(error) => Some(refused(&error.to_string())),
        Event::ClientError(ClientError::Other(said)) if said.contains("authorization violation") => Some(refused(said)),
        Event::ServerError(ServerError::Other(said)) if said.to_lowercase().contains("permissions violation") => {
            let forbidden = format!(
                "the NATS servers at {servers} forbid this node what it must do ({said}), which comes as {who}: start it with the NKey of its role, and give that role what accounts.conf gives it"
            );
            // To be listed by nats micro is no part of a node's work.
            if said.contains("$SRV") {
                tracing::error!("{forbidden}");
                return None;
            }
            Some(Heard::Forbidden(forbidden))
        }
        Event::Disconnected
        | Event::LameDuckMode
        | Event::Draining
        | Event::Closed
        | Event::SlowConsumer(_)
        | Event::ServerError(_)
        | Event::ClientError(_) => None,
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

fn pause(tries: usize) -> Duration {
    Duration::from_millis(20).saturating_mul(u32::try_from(tries).unwrap_or(u32::MAX)).min(PAUSE_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(said: &str) -> Event {
        Event::ServerError(ServerError::Other(said.into()))
    }

    #[test]
    fn what_servers_say_about_a_node_is_told_with_which_they_are_and_what_to_do() {
        let understood = |event: &Event| understood(event, "n1:4222", "the NKey in service.nk");
        assert_eq!(understood(&Event::Connected), Some(Heard::Connected));
        let expired = other("User Authentication Expired");
        let violation = ClientError::Other("authorization violation: nats: no".into());
        let refusals =
            [Event::ServerError(ServerError::AuthorizationViolation), expired, Event::ClientError(violation)];
        for refusal in refusals {
            let Some(Heard::Refused(told)) = understood(&refusal) else { panic!("{refusal}") };
            assert!(told.contains("n1:4222") && told.contains("the NKey in service.nk"), "{told}");
        }
        let create = other("Permissions Violation for Publish to \"$JS.API.CONSUMER.CREATE.WAYMARK\"");
        let Some(Heard::Forbidden(told)) = understood(&create) else { panic!("{create}") };
        assert!(told.contains("CONSUMER.CREATE") && told.contains("service.nk"), "{told}");
        let micro = other("Permissions Violation for Publish to \"$SRV.PING\"");
        for nothing in [micro, Event::Disconnected, other("maximum consumers limit reached")] {
            assert_eq!(understood(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_server_that_is_too_old_is_refused_with_what_to_do() {
        assert!(admit("n1", "2.12.0").is_ok() && admit("n1", "2.15.1").is_ok());
        for old in ["2.9.25", "2.11.11", "whatever"] {
            let told = admit("n1", old).unwrap_err().to_string();
            assert!(told.contains(old) && told.contains("2.12") && told.contains("upgrade"), "{told}");
        }
    }
}
