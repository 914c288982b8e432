//! The connection to the cluster of NATS servers, and who this node is to them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_nats::{Client, ServerAddr, jetstream};

use super::error::ConnectError;
use super::refusal;
use super::standing::Standing;
use super::version::{LEAST, Version};

/// How long a server may take to answer before it counts as unknown what it did.
pub(crate) const ANSWER: Duration = Duration::from_secs(5);
/// How often a quiet connection is tried, so that one that is cut without a word is found out.
const PING: Duration = Duration::from_secs(3);
/// The longest pause between two tries to connect again.
const PAUSE_MOST: Duration = Duration::from_millis(500);

/// Where the NATS servers are, and how this node says who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectOptions {
    /// The servers' addresses, such as `nats://nats-1:4222` or `tls://nats-1:4222`; one is enough to
    /// find the others. `nats://user:password@nats-1:4222` where there are neither credentials nor
    /// an NKey.
    pub servers: Vec<String>,
    /// What this connection is called in the servers' monitoring.
    pub name: String,
    /// A credentials file (`.creds`): a user's JWT and seed.
    pub credentials: Option<PathBuf>,
    /// A file with an NKey seed (`SU…`), where users are configured by NKey. Not with credentials.
    pub nkey: Option<PathBuf>,
    /// The certificates of the authorities that the servers' certificates come from, in PEM form;
    /// without, those of the system. Asks for TLS.
    pub ca: Option<PathBuf>,
    /// This node's certificate and key, in PEM form, where servers ask for one.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The stream's name: `WAYMARK`, unless one account holds several.
    pub stream: String,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            servers: vec!["nats://localhost:4222".into()],
            name: "waymark".into(),
            credentials: None,
            nkey: None,
            ca: None,
            certificate: None,
            stream: "WAYMARK".into(),
        }
    }
}

/// A connection that mends itself. A clone is the same connection.
#[derive(Clone)]
pub struct Connection {
    pub(crate) client: Client,
    pub(crate) jetstream: jetstream::Context,
    pub(crate) stream: String,
    pub(crate) standing: Standing,
    /// Up to which position the stream was filled from a log, when it was last looked at.
    pub(crate) filled: Arc<AtomicU64>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects to the first server that answers, and checks its version. Tries each once: whoever
    /// starts together with the servers tries again.
    ///
    /// # Errors
    /// [`ConnectError`]: which file, which address, or which server.
    pub async fn open(options: &ConnectOptions) -> Result<Self, ConnectError> {
        let servers = addresses(&options.servers)?;
        let connecting = identified(options, &servers)?.name(&options.name).request_timeout(Some(ANSWER));
        let connecting = connecting.connection_timeout(ANSWER).ping_interval(PING).reconnect_delay_callback(pause);
        let named = servers.iter().map(|server| format!("{}:{}", server.host(), server.port()));
        let named = named.collect::<Vec<_>>().join(", ");
        let standing = Standing::new(&named, &refusal::who(options));
        let told = standing.clone();
        let connecting = connecting.event_callback(move |event| {
            told.heard(&event);
            std::future::ready(())
        });
        let client = connecting.connect(servers).await.map_err(|source| refusal::of(&source, named, options))?;
        let mut jetstream = jetstream::new(client.clone());
        jetstream.set_timeout(ANSWER);
        let connection = Self { client, jetstream, stream: options.stream.clone(), standing, filled: Arc::default() };
        let info = connection.client.server_info();
        admit(&info.server_name, &info.version)?;
        if !info.jetstream {
            return Err(ConnectError::NoJetStream { server: info.server_name });
        }
        Ok(connection)
    }

    /// How this node stands with the servers, as it changes.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing.clone()
    }

    /// The version of the server this connection is with now.
    pub(crate) fn version(&self) -> Option<Version> {
        Version::read(&self.client.server_info().version)
    }

    /// How often the connection has been made: more than before, and what was on its way is lost.
    pub(crate) fn connects(&self) -> u64 {
        self.client.statistics().connects.load(Ordering::Relaxed)
    }

    /// Sends what is still to be sent, and ends the connection.
    pub async fn close(&self) {
        let _ = tokio::time::timeout(ANSWER, self.client.flush()).await;
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

fn addresses(servers: &[String]) -> Result<Vec<ServerAddr>, ConnectError> {
    if servers.is_empty() {
        return Err(ConnectError::Address { address: String::new(), reason: "none is given".into() });
    }
    let read = |address: &String| {
        // Without a password that may stand in it.
        let shown = address.rsplit_once('@').map_or(address.as_str(), |(_, host)| host).to_owned();
        let wrong = |error: std::io::Error| ConnectError::Address { address: shown, reason: error.to_string() };
        address.parse().map_err(wrong)
    };
    servers.iter().map(read).collect()
}

/// Who this node is, from its files.
fn identified(options: &ConnectOptions, servers: &[ServerAddr]) -> Result<async_nats::ConnectOptions, ConnectError> {
    let mut connecting = async_nats::ConnectOptions::new();
    let files = [&options.credentials, &options.nkey];
    for file in files.into_iter().flatten() {
        let _ = read(file)?;
    }
    let of_certificate = options.certificate.iter();
    let of_certificate =
        of_certificate.flat_map(|(certificate, key)| [(certificate, "CERTIFICATE"), (key, "PRIVATE KEY")]);
    for (file, what) in options.ca.iter().map(|file| (file, "CERTIFICATE")).chain(of_certificate) {
        refusal::holds(file, &read(file)?, what)?;
    }
    if let Some(file) = &options.credentials {
        let text = read(file)?;
        connecting = connecting.credentials(&text).map_err(|error| unusable(file, &error))?;
    } else if let Some(file) = &options.nkey {
        connecting = connecting.nkey(read(file)?.trim().to_owned());
    } else if let Some(user) = servers.iter().find_map(ServerAddr::username) {
        let password = servers.iter().find_map(ServerAddr::password).unwrap_or_default();
        connecting = connecting.user_and_password(user.to_owned(), password.to_owned());
    }
    if let Some(ca) = &options.ca {
        connecting = connecting.add_root_certificates(ca.clone()).require_tls(true);
    }
    if let Some((certificate, key)) = &options.certificate {
        connecting = connecting.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(connecting)
}

fn read(file: &Path) -> Result<String, ConnectError> {
    std::fs::read_to_string(file).map_err(|error| unusable(file, &error))
}

fn unusable(file: &Path, error: &dyn std::error::Error) -> ConnectError {
    ConnectError::File { path: file.to_path_buf(), reason: error.to_string() }
}

/// An error and what it came of, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = inner.source();
    }
    text
}

fn pause(tries: usize) -> Duration {
    Duration::from_millis(20).saturating_mul(u32::try_from(tries).unwrap_or(u32::MAX)).min(PAUSE_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_refused_with_what_to_do() {
        assert!(admit("n1", "2.12.0").is_ok() && admit("n1", "2.15.1").is_ok());
        for old in ["2.9.25", "2.11.11", "whatever"] {
            let told = admit("n1", old).unwrap_err().to_string();
            assert!(told.contains(old) && told.contains("2.12") && told.contains("upgrade"), "{told}");
        }
    }

    #[test]
    fn what_cannot_be_used_to_connect_is_named_without_its_password() {
        let wrong = addresses(&["nats://me:secret@ n1:4222".into()]).unwrap_err().to_string();
        assert!(wrong.contains("n1:4222") && !wrong.contains("secret"), "{wrong}");
        let options = ConnectOptions { nkey: Some("/nowhere/seed".into()), ..ConnectOptions::default() };
        let missing = identified(&options, &[]).err().unwrap().to_string();
        assert!(missing.starts_with("/nowhere/seed cannot be used"), "{missing}");
    }
}
