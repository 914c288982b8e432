//! `waymark cluster`: makes, shows, fills and mends what the nodes share.

mod status;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use event_journal::{Connection, Fit, KeyBucket, StreamError, StreamMade};
use event_keys::{Entry, FileShelf, KeyShelf, SECRET_ENTRY};
use event_log::{Access, EventLog as _};
use events::{PersonId, Position};

use crate::cli::Global;
use crate::cluster::options::{Cluster, Nats};
use crate::cluster::patience::patiently;
use crate::cluster::secrets;
use crate::cluster::users::User;
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
        Cluster::Create { nats, replicas } => runtime.block_on(async {
            let options = nats.connect_options(User::Creator);
            let connection = patiently(FORMING, async || Connection::open(&options).await).await?;
            on(connection, async |connection| create(connection, nats, replicas.map(usize::from), out).await).await
        }),
        Cluster::Status { nats, allow_unsafe_stream } => runtime.block_on(async {
            let show = async |connection: &Connection| status::show(connection, nats, *allow_unsafe_stream, out).await;
            on(open(nats, User::Operator).await?, show).await
        }),
        Cluster::Seed { nats } => runtime.block_on(async {
            let data = data_of(global, "the server that is to become a cluster")?;
            on(open(nats, User::Creator).await?, async |connection| seed(connection, &data, out).await).await
        }),
        Cluster::Repair { nats } => runtime.block_on(async {
            let data = data_of(global, "a stopped node")?;
            on(open(nats, User::Creator).await?, async |connection| repair(connection, &data, out).await).await
        }),
        Cluster::SaveKeys { nats, dir } => runtime.block_on(async {
            on(open(nats, User::Operator).await?, async |connection| save_keys(connection, dir, out).await).await
        }),
        Cluster::RestoreKeys { nats, dir } => runtime.block_on(async {
            let shelf = FileShelf::open(dir)?;
            on(open(nats, User::Eraser).await?, async |connection| restore_keys(connection, &shelf, dir, out).await)
                .await
        }),
        Cluster::Secrets { dir, server_names } => {
            let key = secrets::make(dir, server_names)?;
            writeln!(
                out,
                "Keys, certificates and passwords are in {}, for its owner only.\nThe operator key, shown this once; keep it where you keep passwords:\n\n    {key}\n",
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

async fn open(nats: &Nats, user: User) -> anyhow::Result<Connection> {
    Ok(Connection::open(&nats.connect_options(user)).await?)
}

/// Does something on a connection and closes it. Stops as soon as the servers refuse it something: with
/// another user's key it would wait in vain.
async fn on(connection: Connection, work: impl AsyncFnOnce(&Connection) -> anyhow::Result<()>) -> anyhow::Result<()> {
    tokio::select! {
        biased;
        forbidden = connection.forbidden() => bail!(forbidden),
        done = work(&connection) => done?,
    }
    connection.close().await;
    Ok(())
}

async fn create(
    connection: &Connection,
    nats: &Nats,
    replicas: Option<usize>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let replicas = match replicas {
        Some(replicas) => replicas,
        None => patiently(FORMING, async || enough(connection).await).await?,
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

async fn seed(connection: &Connection, data: &DataDir, out: &mut impl Write) -> anyhow::Result<()> {
    let shelf = FileShelf::open(&data.keys()).context("only a data directory with persons' keys can be seeded: to put a stream's end back from a node's log, see `waymark cluster repair`")?;
    let log = open_log(data, Access::Read)?;
    let fit = connection.fits(&log).await?;
    // Keys first: no event comes into the cluster whose content nobody there can open.
    let bucket = bucket(connection).await?;
    put_all(&shelf, &bucket)
        .await
        .with_context(|| format!("could not take over the keys in {}", data.keys().display()))?;
    fill(fit, log.head().position, "seeding", out).await
}

async fn bucket(connection: &Connection) -> anyhow::Result<KeyBucket> {
    connection.key_bucket().await.context("run `waymark cluster create` first")
}

/// Copies one shelf to another: the deployment's secret, every key and every tombstone, which
/// replaces a key on the other. Returns the number of keys; copies nothing if the other shelf holds a
/// different key or secret.
pub(crate) async fn put_all(from: &dyn KeyShelf, to: &dyn KeyShelf) -> anyhow::Result<u64> {
    let mut entries = from.all().await?;
    // The nil id is the first, and with it the secret: an incomplete copy is never without it.
    entries.sort();
    ensure!(
        entries.first().is_none_or(|(person, _)| *person == SECRET_ENTRY),
        "the deployment's secret is missing among the keys: without it no id can be derived, and nothing is copied; take a backup that holds it"
    );
    for (person, entry) in &entries {
        if let (Entry::Key(_), Some(stands @ Entry::Key(_))) = (entry, to.get(*person).await?) {
            ensure!(stands == *entry, another(*person));
        }
    }
    let mut keys = 0;
    for (person, entry) in entries {
        match entry {
            Entry::Key(wrapped) => {
                let stands = to.put_new(person, wrapped.clone()).await?;
                ensure!(stands == Entry::Key(wrapped) || stands == Entry::Destroyed, another(person));
                keys += u64::from(person != SECRET_ENTRY && stands != Entry::Destroyed);
            }
            Entry::Destroyed => to.destroy(person).await?,
        }
    }
    Ok(keys)
}

fn another(person: PersonId) -> &'static str {
    match person {
        SECRET_ENTRY => {
            "the target already holds another deployment's secret; nothing was copied: the two belong to different clusters or data directories, or the master key of one was rotated since; use a backup of the same deployment, or an empty directory"
        }
        _ => {
            "the target already holds another key for the same person; nothing was copied over it: the two belong to different clusters or data directories, with different master keys"
        }
    }
}

async fn save_keys(connection: &Connection, dir: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let bucket = bucket(connection).await?;
    fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))?;
    let shelf = FileShelf::open_or_create(dir)?;
    let keys =
        put_all(&bucket, &shelf).await.with_context(|| format!("could not save the keys in {}", dir.display()))?;
    writeln!(
        out,
        "The deployment's secret and {} keys are in {}, wrapped by the master key.",
        number(keys),
        FileShelf::path(dir).display()
    )?;
    Ok(())
}

async fn restore_keys(
    connection: &Connection,
    shelf: &FileShelf,
    dir: &Path,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let bucket = bucket(connection).await?;
    let keys =
        put_all(shelf, &bucket).await.with_context(|| format!("could not restore the keys in {}", dir.display()))?;
    writeln!(out, "The deployment's secret and {} keys are in the cluster.", number(keys))?;
    Ok(())
}

async fn repair(connection: &Connection, data: &DataDir, out: &mut impl Write) -> anyhow::Result<()> {
    let log = open_log(data, Access::Read)?;
    let fit = connection.fits(&log).await?;
    fill(fit, log.head().position, "putting back", out).await
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use event_keys::{Keystore, MasterKey, MemoryShelf};
    use uuid::Uuid;

    use super::*;
    use crate::node::runtime;
    use crate::system;

    const ONE: PersonId = PersonId(Uuid::from_u128(1));
    const TWO: PersonId = PersonId(Uuid::from_u128(2));

    #[test]
    fn secret_keys_and_tombstones_are_copied_and_a_repeat_changes_nothing() {
        let (from, to) = (shelf(), shelf());
        let runtime = runtime().unwrap();
        let keys = runtime.block_on(open(&from)).unwrap();
        runtime.block_on(keys.key_or_new(ONE)).unwrap();
        runtime.block_on(keys.destroy(TWO)).unwrap();
        for _ in 0..2 {
            assert_eq!(runtime.block_on(put_all(&*from, &*to)).unwrap(), 1);
        }
        let copied = runtime.block_on(open(&to)).unwrap();
        assert_eq!(copied.secret(), keys.secret());
        assert_eq!(runtime.block_on(copied.key(ONE)).unwrap(), runtime.block_on(keys.key(ONE)).unwrap());
        assert_eq!(runtime.block_on(to.get(TWO)).unwrap(), Some(Entry::Destroyed));
    }

    #[test]
    fn what_was_destroyed_since_is_not_brought_back() {
        let (from, to) = (shelf(), shelf());
        let runtime = runtime().unwrap();
        runtime.block_on(runtime.block_on(open(&from)).unwrap().key_or_new(ONE)).unwrap();
        runtime.block_on(put_all(&*from, &*to)).unwrap();
        runtime.block_on(to.destroy(ONE)).unwrap();
        assert_eq!(runtime.block_on(put_all(&*from, &*to)).unwrap(), 0);
        assert_eq!(runtime.block_on(to.get(ONE)).unwrap(), Some(Entry::Destroyed));
        // And the other way round a tombstone replaces the key.
        runtime.block_on(put_all(&*to, &*from)).unwrap();
        assert_eq!(runtime.block_on(from.get(ONE)).unwrap(), Some(Entry::Destroyed));
    }

    #[test]
    fn another_deployments_secret_is_refused_and_nothing_is_copied() {
        let (from, to) = (shelf(), shelf());
        let runtime = runtime().unwrap();
        runtime.block_on(runtime.block_on(open(&from)).unwrap().key_or_new(ONE)).unwrap();
        let stands = runtime.block_on(open(&to)).unwrap();
        let error = runtime.block_on(put_all(&*from, &*to)).unwrap_err();
        assert!(error.to_string().contains("another deployment's secret"), "{error}");
        assert_eq!(runtime.block_on(to.get(ONE)).unwrap(), None);
        assert_eq!(runtime.block_on(open(&to)).unwrap().secret(), stands.secret());
    }

    #[test]
    fn keys_without_the_secret_are_not_copied() {
        let (from, to) = (shelf(), shelf());
        let runtime = runtime().unwrap();
        runtime.block_on(from.put_new(ONE, vec![1; 64])).unwrap();
        let error = runtime.block_on(put_all(&*from, &*to)).unwrap_err();
        assert!(error.to_string().contains("secret is missing"), "{error}");
        assert_eq!(runtime.block_on(to.all()).unwrap(), []);
    }

    fn shelf() -> Arc<MemoryShelf> {
        Arc::default()
    }

    async fn open(shelf: &Arc<MemoryShelf>) -> anyhow::Result<Keystore> {
        Ok(Keystore::open_or_create(shelf.clone(), MasterKey::new(1, [1; 32]), system::entropy()).await?)
    }
}
