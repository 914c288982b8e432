//! Everything that one data directory holds, opened together.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use event_journal::{EmbeddedJournal, Journal};
use event_keys::{FileShelf, Keystore};
use event_log::{Access, EventLog, OpenError, Options, SledLog};
use events::{DeploymentSecret, Position};
use service_runtime::Services;
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::cli::Global;
use crate::data_dir::{DataDir, from_hex, private};
use crate::exposition::Commits;
use crate::metered::Metered;
use crate::running::RunningServer;
use crate::services::{self, Context};
use crate::system;

/// A data directory at work: its log, journal, keys and services.
pub struct Node {
    /// Where it is.
    pub data: DataDir,
    /// The events.
    pub log: Arc<dyn EventLog>,
    /// The way to append and read.
    pub journal: Arc<dyn Journal>,
    /// How long appends take.
    pub commits: Arc<Commits>,
    /// Every person's key.
    pub keys: Arc<Keystore>,
    /// The five services.
    pub services: Services,
}

impl Node {
    /// Opens the data directory.
    ///
    /// # Errors
    /// When there is none, another process has it open, or something in it is not as it should be.
    pub fn open(global: &Global) -> anyhow::Result<Self> {
        Self::over(DataDir::open(&global.data)?, global)
    }

    /// Opens the data directory, or makes it.
    ///
    /// # Errors
    /// As [`open`](Self::open); and when it cannot be made.
    pub fn open_or_create(global: &Global) -> anyhow::Result<Self> {
        Self::over(DataDir::open_or_create(&global.data, global.master_key_file.as_deref())?, global)
    }

    fn over(data: DataDir, global: &Global) -> anyhow::Result<Self> {
        alone(&data)?;
        // The log first: it is what tells that another process is here.
        let log: Arc<dyn EventLog> = Arc::new(open_log(&data, Access::Write)?);
        let commits = Arc::new(Commits::default());
        let journal = EmbeddedJournal::new(log.clone(), system::clock());
        let journal: Arc<dyn Journal> = Arc::new(Metered::new(journal, commits.clone()));
        let keys = Arc::new(open_keys(&data, global, log.head().position)?);
        data.finish()?;
        let services = services::of(Context::ALL, &journal, &keys);
        Ok(Self { data, log, journal, commits, keys, services })
    }
}

/// That a data directory has all there is: one of a cluster's process has a part of it, and would be
/// asked for the rest in vain, or given a second truth.
///
/// # Errors
/// With whom to ask instead.
pub fn alone(data: &DataDir) -> anyhow::Result<()> {
    anyhow::ensure!(
        !data.is_node(),
        "{} belongs to a process of a cluster, and the cluster is asked through its servers: tables and timelines from the one that runs `waymark query`, commands from `waymark serve`, such as --server http://127.0.0.1:7878 with a key in WAYMARK_KEY",
        data.path().display()
    );
    Ok(())
}

/// Opens the keys of a data directory whose log has come to `head`. They are made before the first
/// event, never for events that are there.
///
/// # Errors
/// When the keys or the master key are missing or damaged, or do not belong together.
pub fn open_keys(data: &DataDir, global: &Global, head: Position) -> anyhow::Result<Keystore> {
    let kept_in = global.master_key_file.as_deref();
    let runtime = runtime()?;
    let keys = if head == Position::START {
        let master = data.master_key(kept_in)?;
        let shelf = Arc::new(FileShelf::open_or_create(&data.keys())?);
        let secret = first_secret(global.secret_file.as_deref())?;
        runtime.block_on(Keystore::open_or_create_with(shelf, master, system::entropy(), &secret))
    } else {
        let shelf = Arc::new(FileShelf::open(&data.keys())?);
        runtime.block_on(Keystore::open(shelf, data.master_key(kept_in)?, system::entropy()))
    };
    keys.with_context(|| format!("could not open the keys in {}", data.keys().display()))
}

/// The secret that a keystore gets when it is made: the one in this file, or a random one.
///
/// # Errors
/// When the file cannot be read or holds no secret, or there is no randomness.
pub fn first_secret(file: Option<&Path>) -> anyhow::Result<DeploymentSecret> {
    let mut secret = Zeroizing::new([0; 32]);
    match file {
        None => (system::entropy())(secret.as_mut_slice()).context("cannot read random bytes")?,
        Some(file) => {
            private(file)?;
            let text =
                Zeroizing::new(fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?);
            let read = from_hex(text.trim());
            *secret = *Zeroizing::new(
                read.with_context(|| format!("{} holds no secret: 64 hexadecimal digits", file.display()))?,
            );
        }
    }
    Ok(DeploymentSecret::new(*secret))
}

/// A runtime for a moment's wait.
///
/// # Errors
/// When the system gives none.
pub fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().build().context("could not start a runtime")
}

/// Opens the log of a data directory.
///
/// # Errors
/// As the log says; if a server has it open, with what can be done while it runs.
pub fn open_log(data: &DataDir, access: Access) -> anyhow::Result<SledLog> {
    let options = Options { access, ..Options::default() };
    SledLog::open(data.log(), options).map_err(|error| match (&error, RunningServer::on(data)) {
        (OpenError::AlreadyOpen { .. }, Ok(Some(server))) => anyhow::anyhow!(
            "{} is in use by a running server: stop it first; `import` and `correct` can also send to it, with --server {} and a key in WAYMARK_KEY",
            data.path().display(),
            server.url
        ),
        (OpenError::Damaged { damage, .. }, _) => {
            let last = damage.position.0.saturating_sub(1);
            anyhow::anyhow!("{error} (here: `waymark accept-loss --last {last}`)")
        }
        _ => error.into(),
    })
}
