//! When the caller has to be answered.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// How long a command may take from its arrival until it is answered, whatever it waits for. The
/// journal's own limits are shorter, so that its answer is the one that is usually told.
pub const LIMIT: Duration = Duration::from_secs(35);

/// When a command is answered at the latest, whatever has become of it.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// Somebody waits for all of many commands, and each may take what it takes.
    pub const NEVER: Self = Self(None);

    /// That of a command that arrives now: [`LIMIT`] from here.
    #[must_use]
    pub fn from_now() -> Self {
        Self::after(LIMIT)
    }

    /// So long from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self(Some(Instant::now() + limit))
    }

    /// Whether it has come.
    pub(crate) fn is_over(self) -> bool {
        self.0.is_some_and(|until| Instant::now() >= until)
    }

    /// Waits for this, but no longer than until then; what has not come by then is dropped.
    pub async fn within<T>(self, future: impl Future<Output = T>) -> Option<T> {
        match self.0 {
            Some(until) => timeout_at(until, future).await.ok(),
            None => Some(future.await),
        }
    }
}
