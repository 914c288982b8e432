//! `waymark cluster`: makes, shows, fills and mends what the nodes share.

mod status;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use event_journal::{Connection, Fit, KeyBucket, StreamError, StreamMade};
use event_keys::{FileShelf, KeyShelf};
use event_log::{Access, EventLog as _};
use events::Position;

use crate::cli::Global;
use crate::cluster::options::{Cluster, Nats};
use crate::cluster::patience::patiently;
use crate::cluster::secrets;
use crate::data_dir::{DataDir, DataDirError};
use crate::node::open_log;
use crate::output::{number, progress};

/// How long servers that were just started may take to find each other and a leader.
const FORMING: Duration = Duration::from_secs(60);

/// How many servers keep each event, unless more do already or another number is asked for.
const REPLICAS: usize = 3;

/// Does what is asked of the cluster.
///
/// # Errors
/// When the servers do not answer or refuse, or something differs that must not.
pub fn run(global: &Global, asked: &Cluster, out: &mut impl Write) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match asked {
        Cluster::Create { nats, replicas } => runtime.block_on(create(nats, replicas.map(usize::from), out)),
        Cluster::Status { nats, allow_unsafe_stream } => {
            runtime.block_on(status::show(nats, *allow_unsafe_stream, out))
        }
        Cluster::Seed { nats } => runtime.block_on(seed(global, nats, out)),
        Cluster::Repair { nats } => runtime.block_on(repair(global, nats, out)),
        Cluster::SaveKeys { nats, dir } => runtime.block_on(save_keys(nats, dir, out)),
        Cluster::RestoreKeys { nats, dir } => runtime.block_on(restore_keys(nats, dir, out)),
        Cluster::Secrets { dir } => {
            let key = secrets::make(dir)?;
            writeln!(
                out,
                "Keys and passwords are in {}, for its owner only.\nThe operator key, shown this once; keep it where you keep passwords:\n\n    {key}\n",
                dir.display()
            )?;
            Ok(())
        }
    }
}

/// The directory with the log that is to be put into the stream.
fn data_of(global: &Global, whose: &str) -> anyhow::Result<DataDir> {
    match DataDir::open(&global.data) {
        Err(DataDirError::Missing(dir)) => {
            bail!("there is no data in {}: name the directory of {whose} with --data", dir.display())
        }
        opened => Ok(opened?),
    }
}

async fn open(nats: &Nats) -> anyhow::Result<Connection> {
    Ok(Connection::open(&nats.connect_options("waymark-cluster")).await?)
}

async fn create(nats: &Nats, replicas: Option<usize>, out: &mut impl Write) -> anyhow::Result<()> {
    let options = nats.connect_options("waymark-cluster");
    let connection = patiently(FORMING, async || Connection::open(&options).await).await?;
    let replicas = match replicas {
        Some(replicas) => replicas,
        None => patiently(FORMING, async || enough(&connection).await).await?,
    };
    match patiently(FORMING, async || connection.create_stream(replicas).await).await? {
        StreamMade::Created => writeln!(out, "The stream {} is made, with {replicas} replicas.", nats.stream)?,
        StreamMade::AlreadyRight => writeln!(out, "The stream {} is there, and set as it must be.", nats.stream)?,
        StreamMade::Mended(settings) => {
            writeln!(out, "The stream {} was there; put right, with {replicas} replicas:", nats.stream)?;
            settings.iter().try_for_each(|setting| writeln!(out, "  {setting}"))?;
        }
    }
    patiently(FORMING, async || connection.create_key_bucket(replicas).await).await?;
    writeln!(out, "The bucket of persons' keys is there, with {replicas} replicas.")?;
    connection.close().await;
    Ok(())
}

/// As many replicas as there should be, and no fewer than there are.
async fn enough(connection: &Connection) -> Result<usize, StreamError> {
    match connection.stream_seen().await {
        Ok(stream) => Ok(stream.replicas.max(REPLICAS)),
        Err(StreamError::Missing { .. }) => Ok(REPLICAS),
        Err(error) => Err(error),
    }
}

async fn seed(global: &Global, nats: &Nats, out: &mut impl Write) -> anyhow::Result<()> {
    let data = data_of(global, "the server that is to become a cluster")?;
    let shelf = FileShelf::open(&data.keys()).context("only a data directory with persons' keys can be seeded: to put a stream's end back from a node's log, see `waymark cluster repair`")?;
    let connection = open(nats).await?;
    let log = open_log(&data, Access::Read)?;
    let fit = connection.fits(&log).await?;
    // Keys first: no event comes into the cluster whose content nobody there can open.
    let bucket = bucket(&connection).await?;
    put_all(&shelf, &bucket)
        .await
        .with_context(|| format!("could not take over the keys in {}", data.keys().display()))?;
    fill(fit, log.head().position, "seeding", out).await?;
    connection.close().await;
    Ok(())
}

async fn bucket(connection: &Connection) -> anyhow::Result<KeyBucket> {
    connection.key_bucket().await.context("run `waymark cluster create` first")
}

/// Puts every key of one shelf on another, and says how many there are; none, if another key stands
/// there for anybody.
async fn put_all(from: &dyn KeyShelf, to: &dyn KeyShelf) -> anyhow::Result<u64> {
    let another = "another key stands there for the same person, and was left: the two come from clusters or data directories that were begun apart, with master keys of their own";
    let keys = from.all().await?;
    for (person, wrapped) in &keys {
        ensure!(to.get(*person).await?.is_none_or(|stands| stands == *wrapped), another);
    }
    let count = keys.len() as u64;
    for (person, wrapped) in keys {
        ensure!(to.put_new(person, wrapped.clone()).await? == wrapped, another);
    }
    Ok(count)
}

async fn save_keys(nats: &Nats, dir: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let connection = open(nats).await?;
    let bucket = bucket(&connection).await?;
    fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))?;
    let shelf = FileShelf::open_or_create(dir)?;
    let keys =
        put_all(&bucket, &shelf).await.with_context(|| format!("could not save the keys in {}", dir.display()))?;
    connection.close().await;
    writeln!(out, "{} keys are in {}, wrapped by the master key.", number(keys), FileShelf::path(dir).display())?;
    Ok(())
}

async fn restore_keys(nats: &Nats, dir: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let shelf = FileShelf::open(dir)?;
    let connection = open(nats).await?;
    let bucket = bucket(&connection).await?;
    let keys =
        put_all(&shelf, &bucket).await.with_context(|| format!("could not restore the keys in {}", dir.display()))?;
    connection.close().await;
    writeln!(out, "{} keys are in the cluster.", number(keys))?;
    Ok(())
}

async fn repair(global: &Global, nats: &Nats, out: &mut impl Write) -> anyhow::Result<()> {
    let data = data_of(global, "a stopped node")?;
    let connection = open(nats).await?;
    let log = open_log(&data, Access::Read)?;
    let fit = connection.fits(&log).await?;
    fill(fit, log.head().position, "putting back", out).await?;
    connection.close().await;
    Ok(())
}

async fn fill(fit: Fit<'_>, upto: Position, what: &'static str, out: &mut impl Write) -> anyhow::Result<()> {
    let bar = progress(upto.0, what);
    let filled = fit.fill(&mut |position| bar.set_position(position.0)).await?;
    bar.finish_and_clear();
    let (before, after) = (filled.before.0, filled.after.0);
    writeln!(
        out,
        "The stream had {} events and has {} now: {} were published.",
        number(before),
        number(after),
        number(after.saturating_sub(before))
    )?;
    Ok(())
}
