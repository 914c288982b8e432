//! `waymark keep`: a keeper. It follows, verifies, and serves the log for audit.

use std::io::Write;
use std::sync::Arc;

use service_runtime::{Keystore, MasterKey, Services};

use crate::access;
use crate::cli::Global;
use crate::cluster::member::{self, Member};
use crate::cluster::options::Keep;
use crate::commands::up::signals;
use crate::rim;
use crate::serving::{Health, Serving};

/// Follows the stream until SIGINT or SIGTERM, and walks its whole log once when it starts.
///
/// # Errors
/// When the data, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Keep, out: &mut impl Write) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(keep(global, arguments, out))?;
    drop(runtime);
    writeln!(out, "Stopped in order.")?;
    Ok(())
}

async fn keep(global: &Global, arguments: &Keep, out: &mut impl Write) -> anyhow::Result<()> {
    let running = &arguments.running;
    let signals = signals()?;
    let member = Member::join(global, running, "keep", "keeps the log".to_owned()).await?;
    let health = member.health();
    verify(&member, health.clone());
    let serving = Serving {
        feed: Arc::new(member.journal.clone()),
        services: Services::new(Vec::new()),
        // A keeper opens nothing: what is sealed stays so.
        keys: Arc::new(Keystore::forgetful(MasterKey([0; 32]), rim::entropy())),
        library: None,
        worker: None,
        access: access::of(Some(&member.data), running.access.as_deref(), out)?,
        hosts: running.hosts.clone(),
        health,
        gauges: member.gauges(),
    };
    let listener = member::listen(running, "keeps the log", out).await?;
    let served = serving.until(listener, signals).await;
    member.leave().await;
    served
}

/// Walks what the log holds at the start, beside following.
fn verify(member: &Member, health: Health) {
    let log = Arc::clone(member.journal.log());
    tokio::task::spawn_blocking(move || match log.verify(&mut |_| ()) {
        Ok(verified) => {
            let head = verified.head;
            tracing::info!(position = head.position.0, root = %head.root, "the log was walked and is whole");
            health.well("log");
        }
        Err(damage) => {
            tracing::error!(%damage, "the log is damaged: stop this keeper, move its directory away, and start it again: it fetches the log anew");
            health.troubled("log", format!("the log is damaged: {damage}"));
        }
    });
}
