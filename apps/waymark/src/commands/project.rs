//! `waymark project`: a projection worker that reads the stream.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use event_journal::Feed as _;
use service_runtime::{Keystore, MasterKey, Services};
use waymark_http::Gauge;

use crate::access;
use crate::cli::Global;
use crate::cluster::home;
use crate::cluster::member::{announce, connect, feed, health, listen, unsafe_settings};
use crate::cluster::options::Project;
use crate::commands::up::signals;
use crate::rim;
use crate::serving::Serving;

/// Keeps the read models up to date until SIGINT or SIGTERM. While another worker does, this one
/// waits to take over.
///
/// # Errors
/// When the database, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Project, out: &mut impl Write) -> anyhow::Result<()> {
    // Before there is a runtime: opening waits for the database.
    let (worker, data) = home::worker(global, &arguments.home, &arguments.readers)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let running = &arguments.running;
        let signals = signals()?;
        let connection = connect(&running.nats, "project").await?;
        let (feed, accepted) = feed(&connection, running).await?;
        let (applied, head) = (worker.applied(), feed.watch());
        let reached = applied.clone();
        let now = move || {
            let (applied, head) = (applied.borrow().0, head.borrow().0);
            BTreeMap::from([
                ("applied".to_owned(), applied.to_string()),
                ("head".to_owned(), head.to_string()),
                ("lag".to_owned(), head.saturating_sub(applied).to_string()),
            ])
        };
        let _announced = announce(&connection, "project", home::told(&arguments.home), now).await?;
        let serving = Serving {
            feed: Arc::new(feed),
            services: Services::new(Vec::new()),
            keys: Arc::new(Keystore::forgetful(MasterKey([0; 32]), rim::entropy())),
            library: None,
            worker: Some(worker),
            access: access::of(data.as_ref(), running.access.as_deref(), out)?,
            hosts: running.hosts.clone(),
            health: health(&connection),
            gauges: Arc::new(move || vec![unsafe_settings(accepted), position(reached.borrow().0)]),
        };
        let listener = listen(running, "keeps the tables up to date", out).await?;
        let served = serving.until(listener, signals).await;
        connection.close().await;
        served
    })?;
    drop(runtime);
    writeln!(out, "Stopped in order.")?;
    Ok(())
}

/// How far the tables are, as this worker knows: one that waits for its turn knows where it began.
fn position(value: u64) -> Gauge {
    Gauge { name: "waymark_worker_position", help: "The position up to which this worker has applied", value }
}
