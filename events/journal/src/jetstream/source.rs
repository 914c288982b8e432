//! The stream as all who read it in one process see it: where it ends, and whether it is still the one
//! that they read from.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use events::Position;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, sleep};

use super::Connection;
use super::anchor::Anchor;
use super::compare::{Apart, Compared};
use super::feed::PAUSE;
use super::reader::{Broken, Reader};

/// How often the stream is looked at, whether anything comes or not.
const ASK_EVERY: Duration = Duration::from_secs(3);

/// The stream as all who read it here see it.
pub(super) struct Source {
    pub(super) connection: Connection,
    pub(super) head: watch::Sender<Position>,
    pub(super) anchor: Anchor,
    /// That it is not the stream that was read from.
    apart: Mutex<Option<Apart>>,
}

impl Source {
    pub(super) fn new(connection: Connection, head: Position) -> Self {
        let head = watch::Sender::new(head);
        Self { connection, head, anchor: Anchor::default(), apart: Mutex::default() }
    }

    /// Keeps the head up with the stream, by seeing its messages come, and looks whether it is the same.
    pub(super) async fn keep_up(self: Arc<Self>) {
        let mut reader = Reader::after(self.connection.clone(), *self.head.borrow()).without_bodies();
        let mut ask = tokio::time::interval(ASK_EVERY);
        ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                read = reader.next() => match read {
                    Ok(arrived) => arrived.iter().for_each(|arrived| self.rise(arrived.position)),
                    // Whoever reads there is told.
                    Err(Broken::Hole { found, .. }) => {
                        self.rise(found);
                        reader = Reader::after(self.connection.clone(), found).without_bodies();
                    }
                    Err(Broken::Interrupted(_)) => sleep(PAUSE).await,
                },
                _ = ask.tick() => match self.anchor.check(&self.connection).await {
                    Ok(seen) => self.rise(seen.last),
                    Err(Compared::Apart(apart)) => return self.ends(apart),
                    Err(Compared::Stream(_)) => {}
                },
            }
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
