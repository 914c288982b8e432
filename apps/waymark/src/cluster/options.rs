//! What the roles of a cluster can be told.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use event_journal::ConnectOptions;

use super::users::User;
use crate::services::Context;

/// Where the NATS servers are, and who this process is to them.
#[derive(Args, Clone, Debug)]
pub struct Nats {
    /// The NATS servers, such as nats://nats-1:4222,nats://nats-2:4222
    #[arg(long = "nats", env = "WAYMARK_NATS", value_delimiter = ',', required = true, value_name = "URL,URL")]
    pub servers: Vec<String>,
    /// The file with this role's NKey seed
    #[arg(long = "nats-nkey", env = "WAYMARK_NATS_NKEY", value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "credentials")]
    pub nkey: Option<PathBuf>,
    /// A credentials file (.creds), where users have JWTs
    #[arg(long = "nats-credentials", env = "WAYMARK_NATS_CREDENTIALS", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub credentials: Option<PathBuf>,
    /// The authorities behind the servers' certificates, as PEM; asks for TLS
    #[arg(long = "nats-ca", env = "WAYMARK_NATS_CA", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub ca: Option<PathBuf>,
    /// This process's certificate, as PEM
    #[arg(long = "nats-certificate", env = "WAYMARK_NATS_CERTIFICATE", value_name = "FILE", value_hint = ValueHint::FilePath, requires = "certificate_key")]
    pub certificate: Option<PathBuf>,
    /// The key of that certificate, as PEM
    #[arg(long = "nats-certificate-key", env = "WAYMARK_NATS_CERTIFICATE_KEY", value_name = "FILE", value_hint = ValueHint::FilePath, requires = "certificate")]
    pub certificate_key: Option<PathBuf>,
    /// Where the servers' interface for streams is: waymark.api with the accounts.conf of deploy/
    #[arg(long = "nats-api", env = "WAYMARK_NATS_API", default_value = "$JS.API", value_name = "SUBJECT")]
    pub api: String,
    /// The stream that holds the events
    #[arg(long, env = "WAYMARK_STREAM", default_value = "WAYMARK", value_name = "NAME")]
    pub stream: String,
}

impl Nats {
    /// The same for the journal, for a process that comes as this user.
    #[must_use]
    pub fn connect_options(&self, user: User) -> ConnectOptions {
        ConnectOptions {
            servers: self.servers.clone(),
            name: user.process().to_owned(),
            credentials: self.credentials.clone(),
            nkey: self.nkey.clone(),
            ca: self.ca.clone(),
            certificate: self.certificate.clone().zip(self.certificate_key.clone()),
            stream: self.stream.clone(),
            role: user.name().to_owned(),
            api: self.api.clone(),
        }
    }
}

/// What every process of a cluster takes that runs on.
#[derive(Args, Clone, Debug)]
pub struct Running {
    /// The cluster
    #[command(flatten)]
    pub nats: Nats,
    /// Go on although the stream is set so that events may be lost; the metrics show it
    #[arg(long, env = "WAYMARK_ALLOW_UNSAFE_STREAM")]
    pub allow_unsafe_stream: bool,
    /// Where to listen
    #[arg(long, env = "WAYMARK_LISTEN", default_value = "127.0.0.1:7878", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The operator keys, hashed, that all processes share; without it, one is made in the data directory
    #[arg(long = "access", env = "WAYMARK_ACCESS_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub access: Option<PathBuf>,
    /// Another name by which browsers may reach this server, besides its address; can be repeated
    #[arg(long = "host", env = "WAYMARK_HOSTS", value_delimiter = ',', value_name = "NAME")]
    pub hosts: Vec<String>,
}

/// Options of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Whose commands to take; one or more
    #[arg(required = true, value_name = "CONTEXT")]
    pub contexts: Vec<Context>,
    /// What else this process does, on the same log: keep the tables up to date, answer questions
    #[arg(long, env = "WAYMARK_WITH", value_delimiter = ',', value_name = "ROLE,ROLE")]
    pub with: Vec<ReadRole>,
    /// Where the tables are, with one of these roles
    #[command(flatten)]
    pub tables: TableOptions,
    /// As every process of a cluster
    #[command(flatten)]
    pub running: Running,
}

/// Options of `keep`.
#[derive(Args, Clone, Debug)]
pub struct Keep {
    /// As every process of a cluster
    #[command(flatten)]
    pub running: Running,
}

/// A role that reads, which may share a process and its log with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadRole {
    /// Keep the tables up to date
    Project,
    /// Answer questions
    Query,
}

/// Where the read models are.
#[derive(Args, Clone, Debug)]
pub struct TableOptions {
    /// The directory of the tables in SQLite, which processes on one machine may share; without it, in the data directory
    #[arg(long, env = "WAYMARK_TABLES", value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "database")]
    pub tables: Option<PathBuf>,
    /// A PostgreSQL database, such as postgres://waymark@db/waymark?sslmode=verify-full; without it, SQLite
    #[arg(long, env = "WAYMARK_DATABASE", value_name = "URL", value_hint = ValueHint::Url)]
    pub database: Option<String>,
    /// The file with that database user's password
    #[arg(long, env = "WAYMARK_DATABASE_PASSWORD_FILE", value_name = "FILE", value_hint = ValueHint::FilePath, requires = "database")]
    pub database_password_file: Option<PathBuf>,
    /// The role that may read the tables in PostgreSQL, made if it is not there
    #[arg(long, env = "WAYMARK_DATABASE_READERS", default_value = databases::READERS, value_name = "ROLE")]
    pub readers: String,
}

/// Options of `project`.
#[derive(Args, Clone, Debug)]
pub struct Project {
    /// Where to
    #[command(flatten)]
    pub tables: TableOptions,
    /// As every process of a cluster
    #[command(flatten)]
    pub running: Running,
}

/// Options of `query`.
#[derive(Args, Clone, Debug)]
pub struct Query {
    /// Where from
    #[command(flatten)]
    pub tables: TableOptions,
    /// As every process of a cluster
    #[command(flatten)]
    pub running: Running,
}

/// What can be done to a cluster.
#[derive(Clone, Debug, Subcommand)]
pub enum Cluster {
    /// Make the stream and the bucket of keys, or put right how they are set
    #[command(after_help = "Example:\n  waymark cluster create --nats nats://127.0.0.1:4222")]
    Create {
        /// The cluster
        #[command(flatten)]
        nats: Nats,
        /// How many servers keep each event, 3 if not said and no more do already; 1 only where there
        /// is one server
        #[arg(long, value_parser = clap::value_parser!(u8).range(1..=5), value_name = "N")]
        replicas: Option<u8>,
    },
    /// Show the stream, and every process with its position, lag and root
    #[command(
        after_help = "Ends with 1 and a list when something is not as it should be.\nExample:\n  waymark cluster status --nats nats://127.0.0.1:4222"
    )]
    Status {
        /// The cluster
        #[command(flatten)]
        nats: Nats,
        /// Do not count settings by which events may be lost
        #[arg(long, env = "WAYMARK_ALLOW_UNSAFE_STREAM")]
        allow_unsafe_stream: bool,
    },
    /// Publish an embedded log into an empty stream; positions and roots stay
    #[command(
        after_help = "The data directory's log and keys go into the cluster. Stop the server on it first.\nSafe to repeat: it goes on where it was broken off.\nExample:\n  waymark --data ./waymark-data cluster seed --nats nats://127.0.0.1:4222"
    )]
    Seed {
        /// The cluster
        #[command(flatten)]
        nats: Nats,
    },
    /// Put back what a stream lost, from the verified log of a stopped node
    #[command(
        after_help = "Only events that the stream misses at its end are put back; any other difference is told and left.\nExample:\n  waymark --data ./keeper cluster repair --nats nats://127.0.0.1:4222"
    )]
    Repair {
        /// The cluster
        #[command(flatten)]
        nats: Nats,
    },
    /// Copy every person's key, still wrapped, into a directory: the backup of the keys
    #[command(
        after_help = "Safe to repeat into the same directory: only what is new is added.\nExample:\n  waymark cluster save-keys /backup/keys --nats nats://127.0.0.1:4222"
    )]
    SaveKeys {
        /// The cluster
        #[command(flatten)]
        nats: Nats,
        /// The directory, made if it is not there
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
    /// Put saved keys back into a cluster that lost them
    #[command(after_help = "Example:\n  waymark cluster restore-keys /backup/keys --nats nats://127.0.0.1:4222")]
    RestoreKeys {
        /// The cluster
        #[command(flatten)]
        nats: Nats,
        /// The directory that `save-keys` wrote
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
    /// Make the keys, certificates and passwords of a new cluster, once
    #[command(after_help = "Example:\n  waymark cluster secrets deploy/secrets")]
    Secrets {
        /// The directory to make
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: PathBuf,
        /// Another name or address of a NATS server, for its certificate; can be repeated
        #[arg(long = "server-name", value_delimiter = ',', value_name = "NAME")]
        server_names: Vec<String>,
    },
}
