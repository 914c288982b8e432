//! `waymark up`: HTTP and the worker, until told to stop.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use read_models::Library;
use tokio::net::TcpListener;
use waymark_http::Access;

use crate::cli::{self, Global};
use crate::node::{Node, RunningServer};
use crate::serving::{Health, Serving, no_gauges};
use crate::{access, read_side};

/// Serves until SIGINT or SIGTERM; then lets what is under way finish, and closes the log.
///
/// # Errors
/// When the data, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &cli::Up, out: &mut impl Write) -> anyhow::Result<()> {
    let address = arguments.listen.listen;
    if arguments.open && !address.ip().is_loopback() {
        bail!(
            "--open lets everybody in who reaches {address}: it is for trying out on this machine; leave it out, or listen on 127.0.0.1"
        );
    }
    let node = Node::open_or_create(global)?;
    let access = if arguments.open { Access::Open } else { access::of(Some(&node.data), None, out)? };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve_until(&node, access, arguments, address, out));
    RunningServer::withdraw(&node.data);
    // What is left to do in the background holds the log: it ends before the log closes.
    drop(runtime);
    served?;
    writeln!(out, "Stopped in order.")?;
    Ok(())
}

async fn serve_until(
    node: &Node,
    access: Access,
    arguments: &cli::Up,
    address: SocketAddr,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let signals = signals()?;
    let listener = TcpListener::bind(address).await.with_context(|| format!("could not listen on {address}"))?;
    let (health, log) = (Health::default(), node.log.clone());
    health.ask("log", move || log.stopped());
    let serving = Serving {
        feed: node.journal.clone(),
        keys: node.keys.clone(),
        services: node.services.clone(),
        worker: Some(read_side::worker(&node.data)?),
        library: Some(Arc::new(Library::open(&node.data.read_models())?)),
        access,
        hosts: arguments.hosts.clone(),
        health,
        gauges: no_gauges(),
    };
    let url = format!("http://{}", listener.local_addr()?);
    RunningServer::here(&url).announce(&node.data)?;
    writeln!(out, "Waymark is at {url} (Ctrl-C stops it)")?;
    out.flush()?;
    tracing::info!(%url, position = node.journal.head().0, "serving");
    serving.until(listener, signals).await
}

/// Ends when the process is asked to stop.
pub(super) fn signals() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).context("could not listen for SIGTERM")?
    };
    Ok(async move {
        #[cfg(unix)]
        let asked = terminate.recv();
        #[cfg(not(unix))]
        let asked = std::future::pending::<Option<()>>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = asked => {}
        }
        tracing::info!("asked to stop");
    })
}
