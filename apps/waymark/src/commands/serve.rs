//! `waymark serve`: one or more of the five services, as a node of a cluster.

use std::io::Write;
use std::sync::Arc;

use event_journal::{Feed, Journal};

use crate::access;
use crate::cli::Global;
use crate::cluster::member::{self, Member};
use crate::cluster::options::Serve;
use crate::commands::up::signals;
use crate::services;
use crate::serving::Serving;

/// Takes the commands of these contexts until SIGINT or SIGTERM; then answers what is under way,
/// and closes the log.
///
/// # Errors
/// When the data, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Serve, out: &mut impl Write) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(global, arguments, out))?;
    drop(runtime);
    writeln!(out, "Stopped in order.")?;
    Ok(())
}

async fn serve(global: &Global, arguments: &Serve, out: &mut impl Write) -> anyhow::Result<()> {
    let running = &arguments.running;
    let signals = signals()?;
    let contexts: Vec<&str> = arguments.contexts.iter().map(|context| context.name()).collect();
    let about = format!("takes commands: {}", contexts.join(", "));
    let member = Member::join(global, running, "serve", about).await?;
    let keys = Arc::new(member::keys(member.journal.connection(), global).await?);
    let journal: Arc<dyn Journal> = Arc::new(member.journal.clone());
    let health = member.health();
    let serving = Serving {
        feed: Arc::new(member.journal.clone()) as Arc<dyn Feed>,
        services: services::of(&arguments.contexts, &journal, &keys),
        keys,
        library: None,
        worker: None,
        access: access::of(Some(&member.data), running.access.as_deref(), out)?,
        hosts: running.hosts.clone(),
        health,
        gauges: member.gauges(),
    };
    drop(journal);
    let listener = member::listen(running, &format!("takes commands of {}", contexts.join(", ")), out).await?;
    let served = serving.until(listener, signals).await;
    member.leave().await;
    served
}
