//! How far a node has followed the stream, to be seen from outside.

use std::collections::BTreeMap;

use event_log::Head;
use events::Position;

use super::UnsafeSetting;

/// Where a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    /// The end of its own log, and the root there.
    pub head: Head,
    /// The last position of the stream that it heard of.
    pub stream: Position,
    /// What it is doing.
    pub phase: Phase,
    /// The settings of the stream by which events may be lost.
    pub unsafe_settings: Vec<UnsafeSetting>,
    /// Why this node takes no appends until that is over, though it has not stopped: settings that
    /// nobody accepted, a server that is too old, a stream that is being filled, or one that may have
    /// lost something, which then is not read either.
    pub unfit: Option<String>,
}

/// What a node is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It follows the stream.
    Following,
    /// The servers do not answer, or what they answer is not believed yet; it tries again, and goes on
    /// by itself.
    Interrupted {
        /// What happened.
        reason: String,
    },
    /// It does not go on until somebody has acted.
    Stopped {
        /// Why, from which position, and what to do.
        reason: String,
    },
    /// It was asked to end.
    Ended,
}

impl Following {
    /// How many events of the stream are not in the node's log yet.
    #[must_use]
    pub fn lag(&self) -> u64 {
        self.stream.0.saturating_sub(self.head.position.0)
    }

    /// The same as texts, to be announced: `head`, `root`, `stream`, `lag`, `phase`, and `reason`
    /// where it does not follow or takes no appends.
    #[must_use]
    pub fn metadata(&self) -> BTreeMap<String, String> {
        let (phase, reason) = match &self.phase {
            Phase::Following => ("following", self.unfit.as_ref()),
            Phase::Interrupted { reason } => ("interrupted", Some(reason)),
            Phase::Stopped { reason } => ("stopped", Some(reason)),
            Phase::Ended => ("ended", None),
        };
        let mut metadata = BTreeMap::from([
            ("head".into(), self.head.position.to_string()),
            ("root".into(), self.head.root.to_string()),
            ("stream".into(), self.stream.to_string()),
            ("lag".into(), self.lag().to_string()),
            ("phase".into(), phase.into()),
        ]);
        metadata.extend(reason.map(|reason| ("reason".into(), reason.clone())));
        metadata
    }

    /// Why it has stopped, if it has.
    #[must_use]
    pub fn stopped(&self) -> Option<&str> {
        match &self.phase {
            Phase::Stopped { reason } => Some(reason),
            Phase::Following | Phase::Interrupted { .. } | Phase::Ended => None,
        }
    }
}
