//! Waiting for what comes by itself: processes of a cluster start in any order, before there is a
//! majority of servers, or a stream.

use std::time::{Duration, Instant};

use anyhow::bail;
use event_journal::{ClusterJournal, ConnectError, State, StreamError, Trouble};
use event_keys::KeystoreError;

/// How long to wait before the next try.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// An error that may be over after a while.
pub trait MayPass: std::error::Error + Send + Sync + 'static {
    /// Whether it may.
    fn may_pass(&self) -> bool;
}

impl MayPass for ConnectError {
    fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}

impl MayPass for StreamError {
    fn may_pass(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Unreachable { .. })
    }
}

impl MayPass for KeystoreError {
    fn may_pass(&self) -> bool {
        matches!(self, Self::Shelf(_))
    }
}

/// Tries until it is done, or fails with what does not pass by itself, or not within that time. What
/// is waited for is said once.
///
/// # Errors
/// With what does not pass.
pub async fn patiently<T, E: MayPass>(limit: Duration, attempt: impl AsyncFn() -> Result<T, E>) -> anyhow::Result<T> {
    tries(limit, &|| None, attempt).await
}

/// The same without a limit, for a node that follows. When the servers forbid it what it has to do, it
/// has another role's key, and waiting does not help.
///
/// # Errors
/// With what does not pass, or is forbidden.
pub async fn patiently_on<T, E: MayPass>(
    journal: &ClusterJournal,
    attempt: impl AsyncFn() -> Result<T, E>,
) -> anyhow::Result<T> {
    let forbidden = || match &journal.status().borrow().state {
        State::Suspect { trouble: forbidden @ Trouble::Forbidden(_), .. } => Some(forbidden.to_string()),
        State::Starting { .. } | State::Following { .. } | State::Suspect { .. } | State::Stopped(_) => None,
    };
    tries(Duration::MAX, &forbidden, attempt).await
}

async fn tries<T, E: MayPass>(
    limit: Duration,
    forbidden: &impl Fn() -> Option<String>,
    attempt: impl AsyncFn() -> Result<T, E>,
) -> anyhow::Result<T> {
    let started = Instant::now();
    let mut told = String::new();
    loop {
        let error = match attempt().await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        if !error.may_pass() || started.elapsed() >= limit {
            return Err(error.into());
        }
        if let Some(forbidden) = forbidden() {
            bail!(forbidden);
        }
        let error = error.to_string();
        if error != told {
            tracing::warn!(%error, retry_ms = TRY_AGAIN.as_millis(), "waiting for the cluster");
            told = error;
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}
