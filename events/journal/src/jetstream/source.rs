//! The stream as all who read it in one process see it: where it ends, and whether it is still the one
//! that they read from.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use events::Position;
use tokio::sync::watch;
use tokio::time::sleep;

use super::anchor::Anchor;
use super::compare::{Apart, Compared, surely};
use super::place::PAUSE;
use super::reader::{Broken, Reader};
use super::told::Told;
use super::{Connection, StreamError, StreamSeen};

/// How often the stream is looked at, whether anything comes or not.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// The stream as all who read it here see it.
pub(super) struct Source {
    pub(super) connection: Connection,
    pub(super) head: watch::Sender<Position>,
    pub(super) anchor: Anchor,
    /// How many settings of the stream are unsafe, when it was last looked at.
    pub(super) unsafe_settings: AtomicUsize,
    /// That it is not the stream that was read from.
    apart: Mutex<Option<Apart>>,
}

impl Source {
    pub(super) fn new(connection: Connection, seen: &StreamSeen) -> Self {
        let head = watch::Sender::new(seen.last);
        let unsafe_settings = AtomicUsize::new(seen.unsafe_settings.len());
        Self { connection, head, anchor: Anchor::default(), unsafe_settings, apart: Mutex::default() }
    }

    /// Keeps the head up with the stream, by seeing its messages come, and looks whether it is the
    /// same; until it is not.
    pub(super) async fn keep_up(self: Arc<Self>) {
        tokio::select! {
            never = self.see_messages() => never,
            apart = self.look_now_and_then() => self.ends(apart),
        }
    }

    async fn see_messages(&self) {
        let mut reader = Reader::after(self.connection.clone(), *self.head.borrow()).without_bodies();
        loop {
            match reader.next().await {
                Ok(arrived) => arrived.iter().for_each(|arrived| self.rise(arrived.position)),
                // Whoever reads there is told.
                Err(Broken::Hole { found, .. }) => {
                    self.rise(found);
                    reader = Reader::after(self.connection.clone(), found).without_bodies();
                }
                Err(Broken::Interrupted(_)) => sleep(PAUSE).await,
            }
        }
    }

    async fn look_now_and_then(&self) -> Apart {
        let mut told = Told::default();
        loop {
            match self.anchor.check(&self.connection).await {
                Ok(seen) => {
                    self.rise(seen.last);
                    self.unsafe_settings.store(seen.unsafe_settings.len(), Ordering::Relaxed);
                    told.over();
                }
                Err(Compared::Apart(apart)) => return apart,
                Err(Compared::Stream(error)) => {
                    if told.is_news(&error.to_string()) {
                        tracing::warn!(%error, "the stream cannot be looked at; trying again and again");
                    }
                }
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until it is known whether the stream is the one that was read from.
    pub(super) async fn is_the_same(&self) -> Result<(), Apart> {
        loop {
            match self.anchor.check(&self.connection).await {
                Ok(_) => return Ok(()),
                Err(Compared::Apart(apart)) => {
                    self.ends(apart.clone());
                    return Err(apart);
                }
                Err(Compared::Stream(_)) => sleep(PAUSE).await,
            }
        }
    }

    /// Whether the stream goes as far as this position, which the head may not show yet.
    pub(super) async fn reaches(&self, position: Position) -> Result<bool, StreamError> {
        if *self.head.borrow() >= position {
            return Ok(true);
        }
        match surely(|| self.look_for(position)).await {
            Ok(()) => Ok(true),
            Err(Compared::Apart(_)) => Ok(false),
            Err(Compared::Stream(error)) => Err(error),
        }
    }

    async fn look_for(&self, position: Position) -> Result<(), Compared> {
        let seen = self.connection.stream_seen().await?;
        self.rise(seen.last);
        if seen.last >= position {
            return Ok(());
        }
        seen.surely_ends_before(position, &self.connection)?;
        Err(Apart::ReadBefore { stream: seen.last, read: position }.into())
    }

    /// Nothing is read any more.
    fn ends(&self, apart: Apart) {
        self.held().get_or_insert(apart);
        self.head.send_modify(|_| ());
    }

    pub(super) fn apart(&self) -> Option<Apart> {
        self.held().clone()
    }

    fn held(&self) -> MutexGuard<'_, Option<Apart>> {
        self.apart.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The head never falls, whoever hears first of a position.
    pub(super) fn rise(&self, position: Position) {
        self.head.send_if_modified(|head| {
            let rises = position > *head;
            *head = position.max(*head);
            rises
        });
    }
}
