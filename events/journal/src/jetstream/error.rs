//! What can go wrong between a node and the cluster, by operation, and what to do next.

use std::path::PathBuf;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No address of a server.
    #[error("\"{address}\" is no address of a NATS server ({reason}): write nats://host:4222, or tls://host:4222")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that says who this node is cannot be used.
    #[error("{path} cannot be used to connect: {reason}; check the path, its permissions and what is in it")]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No server let this node in.
    #[error(
        "no NATS server at {servers} let this node in: {reason}; check that they run, that the network lets this machine through, and that its credentials are theirs"
    )]
    Unreachable {
        /// All that were tried.
        servers: String,
        /// What the last one said.
        reason: String,
    },
    /// The servers do not know who this node says it is.
    #[error(
        "the NATS servers at {servers} do not know {who} ({reason}): see that its public key stands in their configuration and that they have read it since, or give the file that belongs to them"
    )]
    NotKnown {
        /// All that were tried.
        servers: String,
        /// As whom it came, by its file.
        who: String,
        /// What they said.
        reason: String,
    },
    /// A server's certificate is not one that this node trusts.
    #[error(
        "the certificate of a NATS server at {servers} is not trusted by {trusted} ({reason}): give the file with the authority that signed it as --nats-ca, address the server by a name in its certificate, and renew that if it has expired"
    )]
    NotTrusted {
        /// All that were tried.
        servers: String,
        /// The file with authorities, or this system.
        trusted: String,
        /// What is wrong with the certificate.
        reason: String,
    },
    /// A server does not trust this node's certificate, or was not shown one.
    #[error(
        "a NATS server at {servers} refused {shown} ({reason}): give a certificate that has not expired, by an authority in the servers' ca_file, as --nats-certificate, and its key as --nats-certificate-key; `waymark cluster secrets` makes them for a trial"
    )]
    CertificateRefused {
        /// All that were tried.
        servers: String,
        /// The file with the certificate, or that there was none.
        shown: String,
        /// What the server said.
        reason: String,
    },
    /// TLS was asked for, and the server has none.
    #[error(
        "a NATS server at {servers} does not speak TLS, and --nats-ca or tls:// asks for it: add a tls block to the server's configuration, or leave them out"
    )]
    NoTls {
        /// All that were tried.
        servers: String,
    },
    /// The server does not know the conditions that appends need.
    #[error(
        "the NATS server {server} has version {found}, and 2.12 or newer is needed, since older ones check another condition than the one that is asked for; 2.15 or newer for three replicas with sync_interval always: upgrade it"
    )]
    TooOld {
        /// Its name.
        server: String,
        /// Its version.
        found: String,
    },
    /// A server without streams.
    #[error("the NATS server {server} has no JetStream: add a jetstream block to its configuration")]
    NoJetStream {
        /// Its name.
        server: String,
    },
}

/// Why the stream could not be made, mended or looked at.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// It is not there.
    #[error("there is no stream {stream}: make it with waymark cluster create")]
    Missing {
        /// The name it should have.
        stream: String,
    },
    /// The servers did not do it.
    #[error(
        "the stream {stream} could not be {action}: {reason}; look at the NATS servers (nats server report jetstream) and try again"
    )]
    Refused {
        /// The stream.
        stream: String,
        /// What was tried.
        action: &'static str,
        /// What they said.
        reason: String,
    },
    /// No answer, or no connection.
    #[error("the stream {stream} did not answer: {reason}")]
    Unreachable {
        /// The stream.
        stream: String,
        /// What came instead.
        reason: String,
    },
}

/// An error and what it came of, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
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
