//! What a node tells of itself while it follows the stream.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event_log::EventLog;
use events::Position;
use tokio::sync::watch;

use super::connection::admit;
use super::told::Told;
use super::{Apart, Connection, Following, Phase, StreamSeen};

/// What is said while the stream may have lost something, and nobody knows.
pub(crate) const LACKS: &str = "the server that leads the stream lacks events that this node has: it may not have caught up with the others yet, and is looked at again until that is sure";

/// Where what a node tells of itself is kept up to date.
pub(crate) struct Report {
    connection: Connection,
    log: Arc<dyn EventLog>,
    /// The unsafe settings that an operator accepted when the node began, by name: that they change
    /// is accepted too.
    accepted: Vec<&'static str>,
    /// Whether the stream is being read, as far as is known.
    reads: AtomicBool,
    /// Whether the stream may have lost something.
    suspected: watch::Sender<bool>,
    told: Mutex<Told>,
    following: watch::Sender<Following>,
}

impl Report {
    /// Of a node that has just been compared with the stream, and accepts it as it is set.
    pub(crate) fn begin(connection: &Connection, log: &Arc<dyn EventLog>, seen: &StreamSeen) -> Self {
        let following = Following {
            head: log.head(),
            stream: seen.last,
            phase: Phase::Following,
            unsafe_settings: Vec::new(),
            unfit: None,
        };
        let accepted = seen.unsafe_settings.iter().map(|setting| setting.setting).collect();
        let report = Self {
            connection: connection.clone(),
            log: Arc::clone(log),
            accepted,
            reads: AtomicBool::new(true),
            suspected: watch::Sender::new(false),
            told: Mutex::default(),
            following: watch::Sender::new(following),
        };
        report.looked(seen);
        report
    }

    pub(crate) fn following(&self) -> watch::Receiver<Following> {
        self.following.subscribe()
    }

    /// The stream was held against the log, and is the same.
    pub(crate) fn looked(&self, seen: &StreamSeen) {
        self.suspected.send_replace(false);
        let unfit = self.unfit(seen);
        self.tell_whether_unfit(unfit.as_deref());
        let reads = self.reads.load(Ordering::Acquire);
        if reads {
            self.told().over();
        }
        self.following.send_if_modified(|following| {
            let now = Following {
                head: following.head,
                stream: following.stream.max(seen.last),
                phase: if reads { Phase::Following } else { following.phase.clone() },
                unsafe_settings: seen.unsafe_settings.clone(),
                unfit,
            };
            let news = *following != now;
            *following = now;
            news
        });
    }

    /// It may be that the stream has lost something: nothing is appended or read until that is known.
    pub(crate) fn suspects(&self) {
        self.suspected.send_replace(true);
        self.tell_whether_unfit(Some(LACKS));
        self.following.send_if_modified(|following| {
            let news = following.unfit.as_deref() != Some(LACKS);
            following.unfit = Some(LACKS.to_owned());
            news
        });
    }

    /// Waits until the stream may have lost something.
    pub(crate) async fn suspicion(&self) {
        let _ = self.suspected.subscribe().wait_for(|suspected| *suspected).await;
    }

    fn tell_whether_unfit(&self, unfit: Option<&str>) {
        let following = self.following.borrow();
        match (unfit, following.unfit.as_deref()) {
            (Some(reason), was) if was != Some(reason) => tracing::error!("this node takes no appends: {reason}"),
            (None, Some(_)) => tracing::info!("this node takes appends again"),
            (Some(_) | None, _) => {}
        }
    }

    /// Why nothing may be appended to a stream that is set so, or by such a server.
    fn unfit(&self, seen: &StreamSeen) -> Option<String> {
        let server = self.connection.client.server_info();
        if let Err(error) = admit(&server.server_name, &server.version) {
            return Some(error.to_string());
        }
        if let Some(upto) = seen.filling {
            return Some(format!(
                "the stream is being filled from a log up to position {upto} and has come to {}: if that broke off, run it again (waymark cluster seed, or repair); this node goes on by itself once it is done",
                seen.last
            ));
        }
        let worse = seen.unsafe_settings.iter().find(|setting| !self.accepted.contains(&setting.setting))?;
        Some(format!(
            "the stream is no longer safe to keep events in: {worse}; this node goes on by itself once that is so"
        ))
    }

    /// The stream is read, and as far as is known it ends there.
    pub(crate) fn reads(&self, stream: Position) {
        self.reads.store(true, Ordering::Release);
        self.following.send_if_modified(|following| {
            let news = stream > following.stream || following.phase != Phase::Following;
            following.stream = following.stream.max(stream);
            following.phase = Phase::Following;
            news
        });
    }

    /// The log has taken something in.
    pub(crate) fn moved(&self) {
        let head = self.log.head();
        self.following.send_modify(|following| {
            following.head = head;
            following.stream = following.stream.max(head.position);
        });
    }

    /// The stream cannot be read for now.
    pub(crate) fn reads_not(&self, reason: String) {
        self.reads.store(false, Ordering::Release);
        self.interrupted(reason);
    }

    /// The servers do not answer.
    pub(crate) fn interrupted(&self, reason: String) {
        if self.told().is_news(&reason) {
            tracing::warn!(reason, "the stream cannot be followed for now; trying again and again");
        }
        self.following.send_if_modified(|following| {
            let phase = Phase::Interrupted { reason };
            let news = following.phase != phase;
            following.phase = phase;
            news
        });
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The node follows no more.
    pub(crate) fn ended(&self, outcome: Result<(), Apart>) {
        let head = self.log.head();
        let phase = match outcome {
            Ok(()) => Phase::Ended,
            Err(apart) => {
                let reason = apart.to_string();
                tracing::error!(position = head.position.0, reason, "this node has stopped following the stream");
                Phase::Stopped { reason }
            }
        };
        self.following.send_modify(|following| {
            following.head = head;
            following.phase = phase;
        });
    }
}
