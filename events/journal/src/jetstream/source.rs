//! The stream as all who read it in one process see it: where it ends, and whether it is still the one
//! that they read from.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use events::Position;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::sleep;

use super::anchor::Anchor;
use super::compare::{Apart, Compared, surely};
use super::message::before;
use super::place::PAUSE;
use super::reader::{Arrived, Broken, Reader};
use super::times::Times;
use super::told::Told;
use super::{Connection, StreamError, StreamSeen};

/// How often the stream is looked at, whether anything comes or not.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// The stream as all who read it here see it.
pub(super) struct Source {
    pub(super) connection: Connection,
    pub(super) head: watch::Sender<Position>,
    /// When its messages were recorded, as far as they were read.
    times: watch::Sender<Times>,
    anchor: Anchor,
    /// How many settings of the stream are unsafe, when it was last looked at.
    pub(super) unsafe_settings: AtomicUsize,
    /// That it is not the stream that was read from.
    apart: Mutex<Option<Apart>>,
}

impl Source {
    pub(super) fn new(connection: Connection, seen: &StreamSeen) -> Self {
        let head = watch::Sender::new(seen.last);
        let unsafe_settings = AtomicUsize::new(seen.unsafe_settings.len());
        Self {
            connection,
            head,
            times: watch::Sender::default(),
            anchor: Anchor::default(),
            unsafe_settings,
            apart: Mutex::default(),
        }
    }

    /// Keeps the head up with the stream, by seeing its messages come, and looks whether it is the
    /// same; until it is not.
    pub(super) async fn keep_up(self: Arc<Self>) {
        let apart = tokio::select! {
            apart = self.see_messages() => apart,
            apart = self.look_now_and_then() => apart,
        };
        self.ends(apart);
    }

    /// Sees every message of the stream once, from the first one on.
    async fn see_messages(&self) -> Apart {
        let mut reader = Reader::after(self.connection.clone(), Position::START);
        loop {
            let anew = !reader.is_open();
            match reader.next().await {
                Ok(arrived) => {
                    // What another stream has says nothing about this one's times.
                    if anew && let Err(apart) = self.is_the_same().await {
                        return apart;
                    }
                    self.see(&arrived);
                }
                // Whoever reads there is told.
                Err(Broken::Hole { found, .. }) => {
                    self.rise(found);
                    reader = Reader::after(self.connection.clone(), before(found));
                }
                Err(Broken::Interrupted(_)) => sleep(PAUSE).await,
            }
        }
    }

    fn see(&self, arrived: &[Arrived]) {
        let mut last = None;
        self.times.send_modify(|times| {
            for arrived in arrived {
                let (position, before) = (arrived.position, times.last());
                let read = arrived.open(before);
                // A reader that comes to an unreadable message gets the error, and nothing after it.
                times.see(position, read.as_ref().map_or(before, |read| read.recorded));
                last = read.ok().map(|read| (position, before, read)).or(last.take());
            }
        });
        if let Some((position, before, read)) = last {
            self.anchor.hold(position, before, &read);
        }
        if let Some(last) = arrived.last() {
            self.rise(last.position);
        }
    }

    /// Waits until every message up to a position was seen.
    pub(super) async fn has_seen(&self, upto: Position) {
        let _ = self.times.subscribe().wait_for(|times| times.upto() >= upto).await;
    }

    /// A time from which the recorded time of a message follows that was seen.
    pub(super) fn before(&self, position: Position) -> Timestamp {
        self.times.borrow().before(position).unwrap_or(Timestamp::MIN)
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
