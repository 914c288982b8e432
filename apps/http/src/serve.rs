//! Serving until told to stop.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::App;
use crate::app::{COMMANDS, Shared};
use crate::routes::routes;

/// How long requests may take to end once the server stops. Commands under way are waited for
/// however long they take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Every route, to be called as a function.
pub fn router(app: App) -> Router {
    routes(&Shared::new(app))
}

/// Serves until `stop` is ready: then no connection is taken any more, what is asked is answered,
/// and commands that are under way come to their end before this returns.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let shared = Shared::new(app);
    let (stopping, told) = oneshot::channel();
    let until_told = async move {
        stop.await;
        tracing::info!("stopping: no more connections are taken");
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, routes(&shared)).with_graceful_shutdown(until_told);
    let cut_off = async {
        if told.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(PATIENCE).await;
    };
    let served = tokio::select! {
        served = async { serving.await } => served,
        () = cut_off => {
            tracing::warn!(patience_ms = PATIENCE.as_millis(), "some connections did not end: they are cut off");
            Ok(())
        }
    };
    // A command holds its permit until its event is durable or refused.
    let _ = shared.commands.acquire_many(COMMANDS).await;
    shared.commands.close();
    tracing::info!("stopped: every command that was under way has come to its end");
    served
}
