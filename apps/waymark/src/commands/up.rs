//! `waymark up`: HTTP and the worker, until told to stop.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use read_models::Library;
use tokio::net::TcpSocket;
use waymark_http::Access;

use crate::cli::{self, Global};
use crate::exposition::Exposition;
use crate::node::Node;
use crate::running::RunningServer;
use crate::serving::{Health, Serving, no_gauges};
use crate::stopping::{Started, until_told};
use crate::{access, read_side};

/// How many connections may wait to be taken.
const WAITING: u32 = 4096;

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
    // First: nothing is made and no key is shown where there is nothing to listen on.
    let socket = bind(address).with_context(|| format!("could not listen on {address}"))?;
    let node = Node::open_or_create(global)?;
    until_told(out, async |out| start(&node, socket, arguments, out).await)
}

/// Takes the address for this process; nobody can connect yet.
fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn start(node: &Node, socket: TcpSocket, arguments: &cli::Up, out: &mut impl Write) -> anyhow::Result<Started> {
    let (health, log) = (Health::default(), node.log.clone());
    health.ask("log", move || log.stopped());
    let worker = read_side::worker(&node.data)?;
    let library = Library::open(&node.data.read_models())?;
    let listener = socket.listen(WAITING).context("could not listen")?;
    let url = format!("http://{}", listener.local_addr()?);
    let (here, key) = RunningServer::at(&url)?;
    let access = if arguments.open { Access::Open } else { access::of(&node.data, None, vec![key], out)? };
    let serving = Serving {
        feed: node.journal.clone(),
        log: node.log.clone(),
        keys: node.keys.clone(),
        services: node.services.clone(),
        worker: Some(worker),
        library: Some(Arc::new(library)),
        access,
        opened: access::reads::logged_in(&node.data),
        hosts: arguments.hosts.clone(),
        health,
        gauges: no_gauges(),
        exposition: Exposition::new(node.data.path().to_owned(), node.commits.clone()),
    };
    let announced = here.announce(&node.data)?;
    writeln!(out, "Waymark is at {url} (Ctrl-C stops it)")?;
    out.flush()?;
    tracing::info!(%url, position = node.journal.head().0, "serving");
    let (close, fails) = (Box::new(|| ()), Box::pin(std::future::pending()));
    Ok(Started { serving, listener, close, fails, leave: Box::pin(async { drop(announced) }) })
}
