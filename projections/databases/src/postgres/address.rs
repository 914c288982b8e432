//! Where a database is, from a URL: `postgres://user@host:5432/database?sslmode=verify-full`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// How long to wait for a server that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a silent connection is taken to be alive.
const SILENCE: Duration = Duration::from_secs(20);

/// Where a database is, and how to get in. The password is never shown.
#[derive(Clone)]
pub struct Address {
    pub(super) config: Box<Config>,
    pub(super) encryption: Encryption,
}

/// Whether what is said stays between the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Plain: on this machine, or because the URL says so.
    None,
    /// TLS, the certificate checked against these roots, or against the system's.
    Verified { roots: Option<PathBuf> },
}

/// Why an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WrongAddress {
    /// Not a URL of this kind.
    #[error("the database's address must begin with postgres://, such as postgres://user@host/database")]
    NotAUrl,
    /// A part of it makes no sense.
    #[error(
        "the database's address makes no sense: {0}; it goes postgres://user@host:5432/database?sslmode=verify-full"
    )]
    Malformed(String),
    /// No database is named.
    #[error("the address of {0} names no database: add its name, as in postgres://user@host/database")]
    NoDatabase(String),
    /// A mode that may end without encryption, without saying so.
    #[error(
        "sslmode={0} falls back to a connection that everybody on the way can read, without saying so: write sslmode=verify-full, or sslmode=disable where the network itself is safe"
    )]
    FallsBack(String),
    /// Not a mode.
    #[error("unknown sslmode={0}: write verify-full or disable; require and verify-ca are taken as verify-full")]
    NoSuchMode(String),
    /// There is no TLS over a socket in the file system.
    #[error("TLS is not spoken over a socket in the file system, which nobody else can read: leave sslmode out")]
    TlsOverSocket,
    /// The file with the password.
    #[error("could not read the password from {file}: {source}")]
    PasswordFile {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file with the password is empty.
    #[error("{0} holds no password: write it on the first line")]
    EmptyPasswordFile(PathBuf),
}

impl Address {
    /// Reads a URL. Without `sslmode`, TLS is required unless the server is on this machine;
    /// `sslrootcert` names a file of certificates to trust in place of the system's.
    ///
    /// # Errors
    /// When it makes no sense, names no database, or asks for what may end unencrypted.
    pub fn parse(url: &str) -> Result<Self, WrongAddress> {
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(WrongAddress::NotAUrl);
        }
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        let (place, options) = url.split_once('?').unwrap_or((url, ""));
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value.to_owned()),
                Some(("sslrootcert", value)) => {
                    roots = Some(PathBuf::from(&*percent_decode_str(value).decode_utf8_lossy()));
                }
                _ => rest.push(option),
            }
        }
        let plain = if rest.is_empty() { place.to_owned() } else { format!("{place}?{}", rest.join("&")) };
        let mut config: Config = plain.parse().map_err(|error| WrongAddress::Malformed(reasons(&error)))?;
        let encryption = encryption(mode.as_deref(), roots, config.get_hosts())?;
        config.ssl_mode(if encryption == Encryption::None { SslMode::Disable } else { SslMode::Require });
        config.connect_timeout(PATIENCE).keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("waymark");
        }
        let address = Self { config: Box::new(config), encryption };
        match address.database() {
            "" => Err(WrongAddress::NoDatabase(address.to_string())),
            _ => Ok(address),
        }
    }

    /// The same with a password, such as that of `PGPASSWORD`, in place of the one in the URL.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// The same with the password on the first line of a file, such as a mounted secret.
    ///
    /// # Errors
    /// When the file cannot be read, or holds none.
    pub fn with_password_file(self, file: &Path) -> Result<Self, WrongAddress> {
        let read = std::fs::read_to_string(file);
        let text = read.map_err(|source| WrongAddress::PasswordFile { file: file.to_owned(), source })?;
        match text.lines().next() {
            Some(password) if !password.is_empty() => Ok(self.with_password(password)),
            _ => Err(WrongAddress::EmptyPasswordFile(file.to_owned())),
        }
    }

    /// The database's name.
    #[must_use]
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }

    /// Who gets in.
    #[must_use]
    pub fn user(&self) -> &str {
        self.config.get_user().unwrap_or("the user of this process")
    }
}

impl fmt::Display for Address {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (at, host) in self.config.get_hosts().iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}")?,
                #[cfg(unix)]
                Host::Unix(path) => write!(f, "{comma}{}", path.display())?,
            }
            if let Some(port) = ports.get(at).or(ports.first()) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}", self.database())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

fn encryption(mode: Option<&str>, roots: Option<PathBuf>, hosts: &[Host]) -> Result<Encryption, WrongAddress> {
    let verified = Encryption::Verified { roots };
    match mode {
        None if hosts.iter().all(is_here) => Ok(Encryption::None),
        None => Ok(verified),
        Some("disable") => Ok(Encryption::None),
        Some("require" | "verify-ca" | "verify-full") if hosts.iter().any(is_socket) => {
            Err(WrongAddress::TlsOverSocket)
        }
        Some("require" | "verify-ca" | "verify-full") => Ok(verified),
        Some(mode @ ("allow" | "prefer")) => Err(WrongAddress::FallsBack(mode.to_owned())),
        Some(other) => Err(WrongAddress::NoSuchMode(other.chars().take(20).collect())),
    }
}

fn is_socket(host: &Host) -> bool {
    match host {
        Host::Tcp(_) => false,
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// Whether what is said does not leave this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// What was wrong, with its causes, on one line.
pub(super) fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
