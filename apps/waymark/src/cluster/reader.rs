//! A process of a cluster without a log of its own: connected, and reading the stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use event_journal::{BoxFuture, Connection, Feed as _, StreamFeed};
use events::Position;
use tokio::sync::watch;
use waymark_http::Gauge;

use super::member::{announce, connect, unsafe_settings};
use super::options::Running;
use super::patience::patiently_on;
use crate::serving::Health;

/// A process that reads the stream.
pub struct Reader {
    /// Its connection.
    pub connection: Connection,
    /// The stream.
    pub feed: Arc<StreamFeed>,
}

impl Reader {
    /// Connects, and begins to read.
    ///
    /// # Errors
    /// When the servers will not have us, or the stream is set so that events may be lost and that is
    /// not accepted.
    pub async fn join(running: &Running, role: &str) -> anyhow::Result<Self> {
        let connection = connect(running, role).await?;
        let allow = running.allow_unsafe_stream;
        let feed = patiently_on(&connection, async || StreamFeed::open(connection.clone(), allow).await).await?;
        Ok(Self { connection, feed: Arc::new(feed) })
    }

    /// The last position of the stream that was heard of, as it moves.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<Position> {
        self.feed.watch()
    }

    /// What the metrics of every such process show.
    pub fn gauge(&self) -> impl Fn() -> Gauge + Send + Sync + 'static {
        let feed = Arc::clone(&self.feed);
        move || unsafe_settings(feed.unsafe_settings())
    }

    /// Says what this process is and how far it has come, until what comes back is done: that ends
    /// the connection.
    ///
    /// # Errors
    /// When the connection is closed.
    pub async fn announce(
        &self,
        role: &str,
        about: String,
        health: Health,
        now: impl Fn() -> BTreeMap<String, String> + Send + Sync + 'static,
    ) -> anyhow::Result<BoxFuture<'static, ()>> {
        let announced = announce(&self.connection, role, about, health, now).await?;
        let connection = self.connection.clone();
        Ok(Box::pin(async move {
            connection.close().await;
            drop(announced);
        }))
    }
}
