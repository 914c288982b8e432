//! `waymark query`: the read API over the read models.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use event_journal::Feed as _;
use service_runtime::Services;

use crate::access;
use crate::cli::Global;
use crate::cluster::home;
use crate::cluster::member::{self, announce, connect, feed, health, listen, unsafe_settings};
use crate::cluster::options::Query;
use crate::commands::up::signals;
use crate::serving::Serving;

/// Answers questions until SIGINT or SIGTERM. Takes no commands.
///
/// # Errors
/// When the database, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Query, out: &mut impl Write) -> anyhow::Result<()> {
    // Before there is a runtime: opening waits for the database.
    let (library, data) = home::library(global, &arguments.home)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let running = &arguments.running;
        let signals = signals()?;
        let connection = connect(&running.nats, "query").await?;
        let (feed, accepted) = feed(&connection, running).await?;
        let head = feed.watch();
        let now = move || BTreeMap::from([("head".to_owned(), head.borrow().to_string())]);
        let _announced = announce(&connection, "query", home::told(&arguments.home), now).await?;
        let serving = Serving {
            feed: Arc::new(feed),
            services: Services::new(Vec::new()),
            keys: Arc::new(member::keys(&connection, global).await?),
            library: Some(library),
            worker: None,
            access: access::of(data.as_ref(), running.access.as_deref(), out)?,
            hosts: running.hosts.clone(),
            health: health(&connection),
            gauges: Arc::new(move || vec![unsafe_settings(accepted)]),
        };
        let listener = listen(running, "answers questions", out).await?;
        let served = serving.until(listener, signals).await;
        connection.close().await;
        served
    })?;
    drop(runtime);
    writeln!(out, "Stopped in order.")?;
    Ok(())
}
