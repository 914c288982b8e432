//! Serving until told to stop.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::App;
use crate::app::{COMMANDS, Shared};
use crate::routes::routes;

/// How long requests may take to end once the server stops. Commands under way are waited for: none
/// takes longer than its own time.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait when the system gives no connection, such as for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(200);

/// What one server gives to connections.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many may be open at once; more wait to be taken.
    pub connections: usize,
    /// How long each may take to send a request's line and headers, the first or the next one.
    pub headers: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 512, headers: Duration::from_secs(30) }
    }
}

/// Every route, to be called as a function.
pub fn router(app: App) -> Router {
    routes(&Shared::new(app))
}

/// Serves until `stop` is ready: then no connection is taken any more, what is asked is answered,
/// and commands that are under way come to their end before this returns.
///
/// # Errors
/// Never at present: what goes wrong with one connection ends that one.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    serve_within(Limits::default(), listener, app, stop).await
}

/// As [`serve`], within other limits.
///
/// # Errors
/// As [`serve`].
pub async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let shared = Shared::new(app);
    let (routes, open) = (routes(&shared), GracefulShutdown::new());
    let mut stop = pin!(stop);
    tokio::select! {
        () = take_connections(limits, &listener, &routes, &open) => {}
        () = &mut stop => {}
    }
    drop(listener);
    tracing::info!("stopping: no more connections are taken");
    if tokio::time::timeout(PATIENCE, open.shutdown()).await.is_err() {
        tracing::warn!(patience_ms = PATIENCE.as_millis(), "some connections did not end: they are cut off");
    }
    // A command holds its permit until its event is durable or refused.
    let _ = shared.commands.acquire_many(COMMANDS).await;
    shared.commands.close();
    tracing::info!("stopped: every command that was under way has come to its end");
    Ok(())
}

/// Takes connections, so many at a time, for ever.
async fn take_connections(limits: Limits, listener: &TcpListener, routes: &Router, open: &GracefulShutdown) {
    let room = Arc::new(Semaphore::new(limits.connections));
    while let Ok(place) = room.clone().acquire_owned().await {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let connection = open.watch(answer(stream, routes.clone(), limits.headers));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
}

type Answering = http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>>;

/// Answers what is asked over one connection.
fn answer(stream: TcpStream, routes: Router, headers: Duration) -> Answering {
    // An answer is written at once, and nothing is gained by waiting for more of it.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(headers);
    builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
}
