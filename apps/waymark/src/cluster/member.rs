//! A process as a member of a cluster: connected, following, announced.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use event_journal::{
    Announced, Announcement, ClusterJournal, ClusterOptions, ConnectError, Connection, Following, Phase,
};
use event_log::{Access, EventLog};
use service_runtime::{Keystore, MasterKey};
use tokio::sync::watch;
use uuid::Uuid;

use super::options::{Nats, Running};
use crate::cli::Global;
use crate::data_dir::{self, DataDir};
use crate::node::open_log;
use crate::rim;
use crate::serving::Health;

/// How long to wait before servers that did not answer are tried again.
const TRY_AGAIN: Duration = Duration::from_millis(500);
/// How many events a node may be behind and still count as ready.
const MOST_LAG: u64 = 1_000;
/// How long appends under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connects, waiting for as long as no server answers: processes of a cluster start in any order.
///
/// # Errors
/// When the servers answer and will not have us, or a file is not as it should be.
pub async fn connect(nats: &Nats, role: &str) -> anyhow::Result<Connection> {
    let options = nats.connect_options(&format!("waymark-{role}"));
    let mut told = false;
    loop {
        match Connection::open(&options).await {
            Ok(connection) => return Ok(connection),
            Err(error @ ConnectError::Unreachable { .. }) => {
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!(%error, retry_ms = TRY_AGAIN.as_millis(), "waiting for the NATS servers");
                }
                tokio::time::sleep(TRY_AGAIN).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// A node with a log of its own that follows the stream.
pub struct Member {
    /// Where its log is.
    pub data: DataDir,
    /// Its journal.
    pub journal: ClusterJournal,
    log: Arc<dyn EventLog>,
    _announced: Announced,
}

impl Member {
    /// Joins the cluster: connects, opens the log or makes it, begins to follow, and says so.
    ///
    /// # Errors
    /// When the log, the stream, or how the stream is set, is not as it should be.
    pub async fn join(global: &Global, running: &Running, role: &str, about: String) -> anyhow::Result<Self> {
        let data = DataDir::open_or_create(&global.data, global.master_key_file.as_deref())?;
        let log: Arc<dyn EventLog> = Arc::new(open_log(&data, Access::Write)?);
        data.finish()?;
        let connection = connect(&running.nats, role).await?;
        let options =
            ClusterOptions { allow_unsafe_stream: running.allow_unsafe_stream, ..ClusterOptions::default() };
        let journal = ClusterJournal::open(connection, log.clone(), options).await?;
        let following = journal.following();
        let now = move || following.borrow().metadata();
        let announced = announce(journal.connection(), role, about, now).await?;
        Ok(Self { data, journal, log, _announced: announced })
    }

    /// Stops following once appends under way are answered, and closes the log.
    pub async fn leave(self) -> anyhow::Result<()> {
        if !self.journal.drain(PATIENCE).await {
            tracing::warn!("some appends were not answered in time: their callers repeat them with the same keys");
        }
        let connection = self.journal.connection().clone();
        drop(self.journal);
        self.log.close_shared()?;
        connection.close().await;
        Ok(())
    }
}

/// Answers `nats micro ls` with what this process is and how far it has come.
///
/// # Errors
/// When the connection is closed.
pub async fn announce(
    connection: &Connection,
    role: &str,
    about: String,
    now: impl Fn() -> BTreeMap<String, String> + Send + Sync + 'static,
) -> anyhow::Result<Announced> {
    let announcement = Announcement {
        name: format!("waymark-{role}"),
        id: rim::new_id().simple().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        description: about,
        started: (rim::clock())(),
    };
    Ok(connection.announce(announcement, now).await?)
}

/// Tells readiness how the node follows, for as long as it does.
pub fn watch_health(mut following: watch::Receiver<Following>, health: Health) {
    tokio::spawn(async move {
        loop {
            let trouble = trouble(&following.borrow_and_update());
            match trouble {
                None => health.well("stream"),
                Some(trouble) => health.troubled("stream", trouble),
            }
            if following.changed().await.is_err() {
                return;
            }
        }
    });
}

fn trouble(following: &Following) -> Option<String> {
    match &following.phase {
        Phase::Following if following.lag() > MOST_LAG => {
            Some(format!("{} events of the stream are not in the log yet", following.lag()))
        }
        Phase::Following => None,
        Phase::Interrupted { reason } => Some(format!("the NATS servers do not answer: {reason}")),
        Phase::Stopped { reason } => Some(reason.clone()),
        Phase::Ended => Some("this node is ending".into()),
    }
}

/// The cluster's keys: what all nodes share in the bucket, opened with the master key.
///
/// # Errors
/// When the bucket is not there, or the master key is missing or another one.
pub async fn keys(connection: &Connection, global: &Global) -> anyhow::Result<Keystore> {
    let bucket = connection.key_bucket().await?;
    let master = master_key(global.master_key_file.as_deref())?;
    let keys = Keystore::open_or_create(Arc::new(bucket), master, rim::entropy()).await;
    keys.context("could not open the cluster's keys")
}

/// The master key of a cluster, which all nodes that may open personal content share.
fn master_key(file: Option<&Path>) -> anyhow::Result<MasterKey> {
    let file = file.context(
        "a cluster's nodes share one master key: name the file that holds it with --master-key-file; `waymark cluster secrets` makes one",
    )?;
    let text = fs::read_to_string(file).with_context(|| format!("could not read the master key {}", file.display()))?;
    let key = data_dir::from_hex(text.trim());
    key.map(MasterKey).with_context(|| format!("{} is no master key: it should hold 64 hexadecimal digits", file.display()))
}
