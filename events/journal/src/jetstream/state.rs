//! What a node is doing: one state, and what blocks appends beside it.
//!
//! ```text
//! Starting → Following{lag} ⇄ Suspect{since} → Stopped(why)
//! ```
//!
//! The supervisor owns it. Health, readiness, metrics, announcements and refusals read it.

use std::collections::BTreeMap;

use event_log::Head;
use events::Position;
use tokio::time::Instant;

use super::mismatch::HistoryMismatch;
use super::settings::UnsafeSetting;

/// A node as it can be seen from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// The end of its own log, and the root there.
    pub head: Head,
    /// The last known position of the stream.
    pub stream: Position,
    /// What it is doing.
    pub state: State,
    /// Why it takes no appends although it follows.
    pub appends_blocked: Option<AppendsBlocked>,
    /// The settings of the stream by which events may be lost.
    pub unsafe_settings: Vec<UnsafeSetting>,
    pub(super) accepted: Accepted,
}

/// What a node is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The stream has not been compared with its log yet, or it has not begun to read it.
    Starting {
        /// What keeps it from that, if anything is known to.
        trouble: Option<Trouble>,
    },
    /// It reads the stream into its log.
    Following {
        /// How many events of the stream are not in its log yet.
        lag: u64,
    },
    /// It cannot follow now. It tries again, and goes on by itself.
    Suspect {
        /// Since when, without interruption.
        since: Instant,
        /// Why.
        trouble: Trouble,
    },
    /// It does not go on until somebody has acted.
    Stopped(Stopped),
}

/// What keeps a node from following for now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The servers do not answer.
    #[error("{0}")]
    NoAnswer(String),
    /// The stream is not being read.
    #[error("the stream cannot be read: {0}")]
    NotReading(String),
    /// The servers no longer let this node in.
    #[error("{0}")]
    Refused(String),
    /// The servers forbid this node something that it needs.
    #[error("{0}")]
    Forbidden(String),
    /// Events are missing from the stream, as from a leader that has not caught up: nothing is read or
    /// appended until that is sure.
    #[error(
        "the server that leads the stream lacks events that this node has: it may not have caught up with the others yet, and is checked again until that is sure"
    )]
    Missing(HistoryMismatch),
}

/// Why a node has stopped, or did not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// It was asked to end.
    #[error("this node is ending")]
    Ended,
    /// The stream and the log are not one history.
    #[error(transparent)]
    Mismatch(#[from] HistoryMismatch),
    /// The stream may lose events as it is set, and nobody accepted that.
    #[error("the stream is not safe to keep events in:{}\nto accept this all the same, say --allow-unsafe-stream", listed(.0))]
    Unsafe(Vec<UnsafeSetting>),
    /// The servers forbade it, while it was starting, something that it needs.
    #[error("{0}")]
    Forbidden(String),
}

/// Why a node takes no appends, although it follows: until that is over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendsBlocked {
    /// Its server does not know the conditions that appends need.
    #[error("{0}")]
    Server(String),
    /// A log is being put into the stream, or was, when that broke off.
    #[error(
        "the stream is being filled from a log up to position {upto} and has come to {reached}: if that broke off, run it again (waymark cluster seed, or repair); this node goes on by itself once it is done"
    )]
    Filling {
        /// Where the log ends.
        upto: Position,
        /// Where the stream ends.
        reached: Position,
    },
    /// A setting by which events may be lost that nobody accepted.
    #[error("the stream is no longer safe to keep events in: {0}; this node goes on by itself once that is so")]
    Unsafe(UnsafeSetting),
}

/// Which unsafe settings of the stream were accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Accepted {
    /// None: a node that finds one does not start.
    Nothing,
    /// All that the node finds when it starts.
    AsFound,
    /// Those with these names.
    Named(Vec<&'static str>),
}

impl State {
    /// What keeps the node from following, if anything does.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        match self {
            Self::Starting { trouble: None } => Some("the stream is not read yet".into()),
            Self::Starting { trouble: Some(trouble) } | Self::Suspect { trouble, .. } => Some(trouble.to_string()),
            Self::Stopped(why) => Some(why.to_string()),
            Self::Following { .. } => None,
        }
    }

    /// The word for it in announcements.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Starting { .. } => "starting",
            Self::Following { .. } => "following",
            Self::Suspect { .. } => "suspect",
            Self::Stopped(Stopped::Ended) => "ended",
            Self::Stopped(_) => "stopped",
        }
    }
}

impl NodeStatus {
    /// Of a node that begins.
    pub(super) fn starting(head: Head, accepted: Accepted) -> Self {
        Self {
            head,
            stream: head.position,
            state: State::Starting { trouble: None },
            appends_blocked: None,
            unsafe_settings: Vec::new(),
            accepted,
        }
    }

    /// Of a node that has all there is.
    pub(super) fn following(head: Head) -> Self {
        Self { state: State::Following { lag: 0 }, ..Self::starting(head, Accepted::Named(Vec::new())) }
    }

    /// How many events of the stream are not in the node's log yet.
    #[must_use]
    pub fn lag(&self) -> u64 {
        self.stream.0.saturating_sub(self.head.position.0)
    }

    /// Why nothing may be appended here now, though the node has not stopped.
    #[must_use]
    pub fn appends_blocked(&self) -> Option<String> {
        match &self.state {
            // Not compared yet, or no longer believed.
            state @ (State::Starting { .. } | State::Suspect { trouble: Trouble::Missing(_), .. }) => state.trouble(),
            State::Following { .. } | State::Suspect { .. } | State::Stopped(_) => {
                self.appends_blocked.as_ref().map(ToString::to_string)
            }
        }
    }

    /// Why it has stopped, if it has.
    #[must_use]
    pub fn stopped(&self) -> Option<&Stopped> {
        match &self.state {
            State::Stopped(why) => Some(why),
            State::Starting { .. } | State::Following { .. } | State::Suspect { .. } => None,
        }
    }

    /// The same as texts, to be announced: `head`, `root`, `stream`, `lag`, `phase`, and `reason`
    /// where it does not follow or takes no appends.
    #[must_use]
    pub fn metadata(&self) -> BTreeMap<String, String> {
        let mut metadata = BTreeMap::from([
            ("head".into(), self.head.position.to_string()),
            ("root".into(), self.head.root.to_string()),
            ("stream".into(), self.stream.to_string()),
            ("lag".into(), self.lag().to_string()),
            ("phase".into(), self.state.name().into()),
        ]);
        let reason = self.state.trouble().or_else(|| self.appends_blocked());
        metadata.extend(reason.map(|reason| ("reason".into(), reason)));
        metadata
    }
}

fn listed(settings: &[UnsafeSetting]) -> String {
    settings.iter().map(|setting| format!("\n- {setting}")).collect()
}
