//! A node as a member of a cluster: connected, following, announced.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use event_journal::{Announced, Announcement, ClusterJournal, ClusterOptions, Connection, NodeStatus, State};
use event_keys::{Keystore, MasterKey};
use event_log::{Access, EventLog};
use events::Position;
use tokio::net::TcpListener;
use tokio::sync::watch;
use waymark_http::Gauge;
use zeroize::Zeroizing;

use super::options::Running;
use super::patience::patiently_on;
use super::readiness;
use super::users::User;
use crate::cli::Global;
use crate::data_dir::{self, DataDir, DataDirError};
use crate::node::{first_secret, open_log};
use crate::serving::Health;
use crate::system;

/// How long appends under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Opens the directory of a node, or makes it, and its log.
///
/// # Errors
/// When one of them is not as it should be.
pub fn data(global: &Global) -> anyhow::Result<(DataDir, Arc<dyn EventLog>)> {
    let data = DataDir::open_or_create(&global.data, global.master_key_file.as_deref())?;
    let log: Arc<dyn EventLog> = Arc::new(open_log(&data, Access::Write)?);
    data.finish()?;
    if !data.keys().join("persons").exists() {
        data.note_node()?;
    }
    Ok((data, log))
}

/// A node that follows the stream into its own log.
pub struct Member {
    /// Its journal.
    pub journal: ClusterJournal,
    /// How its parts are.
    pub health: Health,
}

impl Member {
    /// Begins to follow the stream, now or as soon as a server answers.
    ///
    /// # Errors
    /// When the address to listen on cannot be had, the servers refuse this process, or a file is not as
    /// it should be.
    pub async fn join(
        log: Arc<dyn EventLog>,
        running: &Running,
        user: User,
        takes_commands: bool,
    ) -> anyhow::Result<Self> {
        bind(running).await.map(drop)?;
        let connection = Connection::open_or_wait(&running.nats.connect_options(user)).await?;
        let options = ClusterOptions { allow_unsafe_stream: running.allow_unsafe_stream, ..ClusterOptions::default() };
        let journal = ClusterJournal::open(connection, log, options);
        let (health, status, log) = (Health::default(), journal.status(), Arc::clone(journal.log()));
        health.ask("stream", move || readiness::trouble(&status.borrow(), takes_commands));
        health.ask("log", move || log.stopped());
        Ok(Self { journal, health })
    }

    /// Why the node cannot start, as soon as that is known. Never, once it has.
    pub async fn cannot_start(journal: ClusterJournal) -> anyhow::Error {
        match journal.joined().await {
            Err(why) if !matches!(why, event_journal::Stopped::Ended) => why.into(),
            Ok(()) | Err(_) => std::future::pending().await,
        }
    }

    /// Stops following once appends under way are answered, and closes the log.
    pub async fn leave(self, announced: Announced) {
        if !self.journal.drain(PATIENCE).await {
            tracing::warn!("some appends were not answered in time: their callers repeat them with the same keys");
        }
        let connection = self.journal.connection().clone();
        drop((self.journal, announced));
        connection.close().await;
    }
}

/// How far a node is, for its metrics.
#[must_use]
pub fn gauges(status: &watch::Receiver<NodeStatus>) -> Vec<Gauge> {
    let status = status.borrow();
    let gauge = |name, help, value| Gauge { name, help, value };
    vec![
        gauge("waymark_stream_position", "The last position of the stream that was heard of", status.stream.0),
        gauge("waymark_stream_lag", "Events of the stream that are not in this node's log yet", status.lag()),
        gauge(
            "waymark_stream_following",
            "1 while this node follows the stream, 0 while it cannot",
            u64::from(matches!(status.state, State::Following { .. })),
        ),
        gauge(
            "waymark_stream_unsafe_settings",
            "Settings of the stream by which events may be lost, accepted by an operator or not",
            status.unsafe_settings.len() as u64,
        ),
    ]
}

/// Listens where this process is told to.
///
/// # Errors
/// When the address cannot be had.
pub async fn bind(running: &Running) -> anyhow::Result<TcpListener> {
    TcpListener::bind(running.listen).await.with_context(|| format!("could not listen on {}", running.listen))
}

/// Says what this process does, and where it listens.
///
/// # Errors
/// When nothing can be said.
pub fn tell(listener: &TcpListener, does: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    writeln!(out, "Waymark {does} at http://{address} (Ctrl-C stops it)")?;
    out.flush()?;
    tracing::info!(%address, "serving");
    Ok(())
}

/// Which process this is, among all there ever were.
fn new_id() -> anyhow::Result<String> {
    let mut bytes = [0; 8];
    (system::entropy())(&mut bytes).context("cannot read random bytes")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Answers `nats micro ls` with what this process is, how far it has come, and what keeps it from its
/// work.
///
/// # Errors
/// When the connection is closed.
pub async fn announce(
    member: &Member,
    user: User,
    about: String,
    now: impl Fn() -> BTreeMap<String, String> + Send + Sync + 'static,
) -> anyhow::Result<Announced> {
    let health = member.health.clone();
    let now = move || {
        let mut now = now();
        if let Some(trouble) = health.trouble().filter(|_| !now.contains_key("reason")) {
            now.insert("phase".to_owned(), "troubled".to_owned());
            now.insert("reason".to_owned(), trouble);
        }
        now
    };
    let announcement = Announcement {
        name: user.process().to_owned(),
        id: new_id()?,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        description: about,
        started: (system::clock())(),
    };
    Ok(member.journal.connection().announce(announcement, now).await?)
}

/// The cluster's keys: what all nodes share in the bucket, opened with the master key, once the node follows. They are made
/// before the first event, never for events that are there.
///
/// # Errors
/// When the bucket is not there, is empty although there are events, or the master key is missing or
/// another one.
pub async fn keys(journal: &ClusterJournal, global: &Global) -> anyhow::Result<Keystore> {
    journal.joined().await?;
    let connection = journal.connection();
    let bucket = Arc::new(patiently_on(journal, async || connection.key_bucket().await).await?);
    let master = master_key(global.master_key_file.as_deref())?;
    let recorded = patiently_on(journal, async || connection.stream_seen().await).await?.last > Position::START;
    let secret = first_secret(global.secret_file.as_deref())?;
    let open = async || match recorded {
        true => Keystore::open(bucket.clone(), master.clone(), system::entropy()).await,
        false => Keystore::open_or_create_with(bucket.clone(), master.clone(), system::entropy(), &secret).await,
    };
    patiently_on(journal, open).await.context("could not open the cluster's keys")
}

/// The master key of a cluster, which all nodes that may open personal content share.
fn master_key(file: Option<&Path>) -> anyhow::Result<MasterKey> {
    let file = file.context(
        "a cluster's nodes share one master key: name the file that holds it with --master-key-file; `waymark cluster secrets` makes one",
    )?;
    data_dir::private(file)?;
    let text = fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("could not read the master key {}", file.display()))?;
    data_dir::read_master_key(&text).ok_or_else(|| DataDirError::MasterKey(file.to_owned()).into())
}
