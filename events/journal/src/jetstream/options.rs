//! Where the NATS servers are, and who this node is to them.

use std::path::{Path, PathBuf};

use async_nats::ServerAddr;

use super::error::ConnectError;

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
    /// As which role this node comes: answers reach it at `_INBOX_<role>`, and its consumers are called
    /// `<role>-…`, so that the servers can keep roles apart.
    pub role: String,
    /// Where the servers' interface for streams is: `$JS.API`, unless an account reaches the streams of
    /// another one by an import of its own.
    pub api: String,
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
            role: "waymark".into(),
            api: "$JS.API".into(),
        }
    }
}

pub(super) fn addresses(servers: &[String]) -> Result<Vec<ServerAddr>, ConnectError> {
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
pub(super) fn identified(
    options: &ConnectOptions,
    servers: &[ServerAddr],
) -> Result<async_nats::ConnectOptions, ConnectError> {
    let mut connecting = async_nats::ConnectOptions::new();
    let files = [&options.credentials, &options.nkey];
    for file in files.into_iter().flatten() {
        let _ = read(file)?;
    }
    let of_certificate = options.certificate.iter();
    let of_certificate =
        of_certificate.flat_map(|(certificate, key)| [(certificate, "CERTIFICATE"), (key, "PRIVATE KEY")]);
    for (file, what) in options.ca.iter().map(|file| (file, "CERTIFICATE")).chain(of_certificate) {
        holds(file, &read(file)?, what)?;
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

/// Checks that a PEM file holds what its option needs: the library takes a file without it for an empty one.
fn holds(file: &Path, text: &str, what: &str) -> Result<(), ConnectError> {
    if text.lines().any(|line| line.starts_with("-----BEGIN ") && line.ends_with(&format!("{what}-----"))) {
        return Ok(());
    }
    let reason = format!("it holds no {} in PEM form", what.to_lowercase());
    Err(ConnectError::File { path: file.to_path_buf(), reason })
}

/// How a node authenticates, by its file.
pub(super) fn who(options: &ConnectOptions) -> String {
    match (&options.credentials, &options.nkey) {
        (Some(file), _) => format!("the user in {}", file.display()),
        (None, Some(file)) => format!("the NKey in {}", file.display()),
        (None, None) => "a node that gives neither an NKey (--nats-nkey) nor credentials (--nats-credentials)".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_to_connect_is_named_without_its_password() {
        let wrong = addresses(&["nats://me:secret@ n1:4222".into()]).unwrap_err().to_string();
        assert!(wrong.contains("n1:4222") && !wrong.contains("secret"), "{wrong}");
        let options = ConnectOptions { nkey: Some("/nowhere/seed".into()), ..ConnectOptions::default() };
        let missing = identified(&options, &[]).err().unwrap().to_string();
        assert!(missing.starts_with("/nowhere/seed cannot be used"), "{missing}");
    }
}
