//! A process as a member of a cluster: connected, following, announced.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use event_journal::{Announced, Announcement, ClusterJournal, ClusterOptions, Connection, Feed, Phase};
use event_keys::{Keystore, MasterKey};
use event_log::{Access, EventLog};
use events::Position;
use service_runtime::Services;
use tokio::net::TcpListener;
use waymark_http::{Gauge, Gauges};
use zeroize::Zeroizing;

use super::options::Running;
use super::patience::{patiently, patiently_on};
use super::readiness;
use crate::access;
use crate::cli::Global;
use crate::data_dir::{self, DataDir, DataDirError};
use crate::node::{first_secret, open_log};
use crate::rim;
use crate::serving::{Health, Serving, no_gauges};

/// How long appends under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connects, waiting for as long as no server answers: processes of a cluster start in any order.
///
/// # Errors
/// When the address to listen on cannot be had, the servers answer and will not have us, or a file is
/// not as it should be.
pub async fn connect(running: &Running, role: &str) -> anyhow::Result<Connection> {
    free(running).await?;
    let options = running.nats.connect_options(&format!("waymark-{role}"));
    patiently(Duration::MAX, async || Connection::open(&options).await).await
}

/// A node with a log of its own that follows the stream.
pub struct Member {
    /// Where its log is.
    pub data: DataDir,
    /// Its journal.
    pub journal: ClusterJournal,
    health: Health,
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
        if !data.keys().join("persons").exists() {
            data.note_node()?;
        }
        let connection = connect(running, role).await?;
        let options = ClusterOptions { allow_unsafe_stream: running.allow_unsafe_stream, ..ClusterOptions::default() };
        let open = async || ClusterJournal::open(connection.clone(), Arc::clone(&log), options).await;
        let journal = patiently_on(&connection, open).await?;
        let following = journal.following();
        let now = move || following.borrow().metadata();
        let health = readiness::of(journal.connection());
        let stopped = Arc::clone(journal.log());
        health.ask("log", move || stopped.stopped());
        readiness::follow(journal.following(), health.clone());
        let announced = announce(journal.connection(), role, about, health.clone(), now).await?;
        Ok(Self { data, journal, health, _announced: announced })
    }

    /// Stops following once appends under way are answered, and closes the log.
    pub async fn leave(self) {
        if !self.journal.drain(PATIENCE).await {
            tracing::warn!("some appends were not answered in time: their callers repeat them with the same keys");
        }
        let connection = self.journal.connection().clone();
        drop(self.journal);
        connection.close().await;
    }

    /// What every node with a log serves alike.
    ///
    /// # Errors
    /// When the operator keys cannot be read.
    pub fn serving(&self, running: &Running, out: &mut impl Write) -> anyhow::Result<Serving> {
        let serving = serving(running, Some(&self.data), Arc::new(self.journal.clone()), self.health.clone(), out)?;
        Ok(Serving { gauges: self.gauges(), ..serving })
    }

    /// How far the node is, for its metrics.
    fn gauges(&self) -> Gauges {
        let following = self.journal.following();
        Arc::new(move || {
            let following = following.borrow();
            let gauge = |name, help, value| Gauge { name, help, value };
            vec![
                gauge(
                    "waymark_stream_position",
                    "The last position of the stream that was heard of",
                    following.stream.0,
                ),
                gauge(
                    "waymark_stream_lag",
                    "Events of the stream that are not in this node's log yet",
                    following.lag(),
                ),
                gauge(
                    "waymark_stream_following",
                    "1 while this node follows the stream, 0 while it cannot",
                    u64::from(following.phase == Phase::Following),
                ),
                unsafe_settings(following.unsafe_settings.len()),
            ]
        })
    }
}

/// How many settings of the stream are such that events may be lost.
#[must_use]
pub fn unsafe_settings(count: usize) -> Gauge {
    Gauge {
        name: "waymark_stream_unsafe_settings",
        help: "Settings of the stream by which events may be lost, accepted by an operator or not",
        value: count as u64,
    }
}

/// What every process of a cluster serves alike. It decides, opens and answers nothing.
///
/// # Errors
/// When the operator keys cannot be read.
pub fn serving(
    running: &Running,
    data: Option<&DataDir>,
    feed: Arc<dyn Feed>,
    health: Health,
    out: &mut impl Write,
) -> anyhow::Result<Serving> {
    Ok(Serving {
        feed,
        keys: Arc::new(Keystore::forgetful(rim::entropy())),
        services: Services::new(Vec::new()),
        library: None,
        worker: None,
        access: access::of(data, running.access.as_deref(), out)?,
        hosts: running.hosts.clone(),
        health,
        gauges: no_gauges(),
    })
}

/// That the address is to be had, before this process joins anything.
async fn free(running: &Running) -> anyhow::Result<()> {
    bind(running).await.map(drop)
}

async fn bind(running: &Running) -> anyhow::Result<TcpListener> {
    TcpListener::bind(running.listen).await.with_context(|| format!("could not listen on {}", running.listen))
}

/// Listens where this process is told to, and says so.
///
/// # Errors
/// When the address cannot be had.
pub async fn listen(running: &Running, does: &str, out: &mut impl Write) -> anyhow::Result<TcpListener> {
    let listener = bind(running).await?;
    let address = listener.local_addr()?;
    writeln!(out, "Waymark {does} at http://{address} (Ctrl-C stops it)")?;
    out.flush()?;
    tracing::info!(%address, "serving");
    Ok(listener)
}

/// Which process this is, among all there ever were.
fn new_id() -> anyhow::Result<String> {
    let mut bytes = [0; 8];
    (rim::entropy())(&mut bytes).context("no random bytes to make an id of")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Answers `nats micro ls` with what this process is, how far it has come, and what keeps it from its
/// work.
///
/// # Errors
/// When the connection is closed.
pub async fn announce(
    connection: &Connection,
    role: &str,
    about: String,
    health: Health,
    now: impl Fn() -> BTreeMap<String, String> + Send + Sync + 'static,
) -> anyhow::Result<Announced> {
    let now = move || {
        let mut now = now();
        if let Some(trouble) = health.trouble().filter(|_| !now.contains_key("reason")) {
            now.insert("phase".to_owned(), "troubled".to_owned());
            now.insert("reason".to_owned(), trouble);
        }
        now
    };
    let announcement = Announcement {
        name: format!("waymark-{role}"),
        id: new_id()?,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        description: about,
        started: (rim::clock())(),
    };
    Ok(connection.announce(announcement, now).await?)
}

/// The cluster's keys: what all nodes share in the bucket, opened with the master key. They are made
/// before the first event, never for events that are there.
///
/// # Errors
/// When the bucket is not there, is empty although there are events, or the master key is missing or
/// another one.
pub async fn keys(connection: &Connection, global: &Global) -> anyhow::Result<Keystore> {
    let bucket = Arc::new(patiently_on(connection, async || connection.key_bucket().await).await?);
    let master = master_key(global.master_key_file.as_deref())?;
    let recorded = patiently_on(connection, async || connection.stream_seen().await).await?.last > Position::START;
    let secret = first_secret(global.secret_file.as_deref())?;
    let open = async || match recorded {
        true => Keystore::open(bucket.clone(), master.clone(), rim::entropy()).await,
        false => Keystore::open_or_create_with(bucket.clone(), master.clone(), rim::entropy(), &secret).await,
    };
    patiently_on(connection, open).await.context("could not open the cluster's keys")
}

/// The master key of a cluster, which all nodes that may open personal content share.
fn master_key(file: Option<&Path>) -> anyhow::Result<MasterKey> {
    let file = file.context(
        "a cluster's nodes share one master key: name the file that holds it with --master-key-file; `waymark cluster secrets` makes one",
    )?;
    let text = fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("could not read the master key {}", file.display()))?;
    data_dir::read_master_key(&text).ok_or_else(|| DataDirError::MasterKey(file.to_owned()).into())
}
