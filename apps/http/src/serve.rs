//! Serving until told to stop.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

use crate::app::{COMMANDS, Shared};
use crate::connections::{CameOver, Connections};
use crate::routes::routes;
use crate::writing::Timely;
use crate::{App, Limits};

/// How long requests may take to end once the server stops. Commands under way are waited for: none
/// takes longer than its own time.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait when the system gives no connection, such as when file descriptors run out.
const PAUSE: Duration = Duration::from_millis(20);
/// How many requests without a valid key one connection may send at once: a page, its style, and a form.
const AT_ONCE: usize = 3;
/// How often a request without a valid key is answered from then on.
const PACE: Duration = Duration::from_secs(1);
/// The most bytes and headers before a request's body.
const HEAD: usize = 64 * 1024;

/// Every route, to be called as a function.
pub fn router(app: App) -> Router {
    routes(&Shared::new(app, Limits::default()))
}

/// Serves within these limits until `stop` is ready: then no connection is taken any more, what is asked
/// is answered, and commands that are under way come to their end before this returns.
///
/// # Errors
/// Never at present: what goes wrong with one connection ends that one.
pub async fn serve(
    limits: Limits,
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let shared = Shared::new(app, limits);
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

/// Takes connections, for ever. None waits for another to end.
async fn take_connections(limits: Limits, listener: &TcpListener, routes: &Router, open: &GracefulShutdown) {
    let connections = Connections::new(limits);
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                connections.make_room();
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let connection = connections.take(from.ip());
        let answering = open.watch(answer(stream, routes.clone(), connection.came_over(), limits));
        tokio::spawn(async move {
            tokio::select! {
                ended = answering => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection broke off");
                    }
                }
                () = connection.is_cut() => tracing::debug!("a connection without a key was cut"),
            }
        });
    }
}

/// Answers what is asked over one connection.
fn answer(
    stream: TcpStream,
    routes: Router,
    over: CameOver,
    limits: Limits,
) -> impl GracefulConnection<Error = hyper::Error> {
    // An answer is written at once, and nothing is gained by waiting for more of it.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(HEAD);
    let routes = TowerToHyperService::new(routes);
    let answers = service_fn(move |mut request: hyper::Request<Incoming>| {
        let answering = request.body().is_end_stream().then(|| over.answering());
        let over = over.of_next_request();
        request.extensions_mut().insert(over.clone());
        let answer = routes.call(request);
        async move {
            let answer = answer.await?;
            if over.answered_without_a_key() > AT_ONCE {
                tokio::time::sleep(PACE).await;
            }
            drop(answering);
            Ok::<_, Infallible>(answer)
        }
    });
    builder.serve_connection(TokioIo::new(Timely::new(stream, limits.write)), answers)
}
