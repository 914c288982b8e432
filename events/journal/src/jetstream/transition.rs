//! How a node's state changes: a pure function of the state and what happened.

use std::time::Duration;

use event_log::Head;
use events::Position;
use tokio::time::Instant;

use super::mismatch::HistoryMismatch;
use super::settings::UnsafeSetting;
use super::state::{Accepted, AppendsBlocked, NodeStatus, State, Stopped, Trouble};

/// How long events must be missing from the stream before they count as lost.
const SURE: Duration = Duration::from_secs(20);
/// A check that took longer was answered by a server that others were waiting for. One that has just
/// become leader may lack for a moment what it agreed to, so the time starts again.
const PROMPT: Duration = Duration::from_secs(2);
/// How long the servers' last "permission denied" counts. Code that needs the permission asks again
/// before that.
const FORBIDDEN_FOR: Duration = Duration::from_secs(30);

/// What happened.
#[derive(Clone, Debug)]
pub(super) enum Signal {
    /// Check: the stream has all that the log has.
    Checked(Found),
    /// Check: the stream lacks something. When the question was asked and answered.
    Missing { mismatch: HistoryMismatch, asked: Instant, answered: Instant },
    /// Check: the servers gave no answer.
    NoAnswer { at: Instant, reason: String },
    /// Reader: it reads, and the stream goes as far as this.
    Reading { stream: Position },
    /// Reader: it was interrupted, or could not begin.
    NotReading { at: Instant, reason: String },
    /// Log: it has come to this.
    Logged(Head),
    /// Connection: it was made.
    Connected { at: Instant },
    /// Connection: the servers do not let this node in.
    Refused { at: Instant, reason: String },
    /// Connection: the servers forbid something.
    Forbidden { at: Instant, reason: String },
    /// Any part: the node cannot go on.
    Stop(Stopped),
}

/// What a check found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) at: Instant,
    pub(super) stream: Position,
    /// What would block appends, beside the settings.
    pub(super) blocked: Option<AppendsBlocked>,
    pub(super) unsafe_settings: Vec<UnsafeSetting>,
}

/// What a node is after a signal.
pub(super) fn next(before: NodeStatus, signal: Signal) -> NodeStatus {
    let NodeStatus { mut head, mut stream, state, mut appends_blocked, mut unsafe_settings, mut accepted } = before;
    let mut state = match (state, signal) {
        (stopped @ State::Stopped(_), _) => stopped,
        (_, Signal::Stop(why)) => State::Stopped(why),
        (state, Signal::Checked(found)) => {
            stream = stream.max(found.stream);
            unsafe_settings = found.unsafe_settings;
            let starting = matches!(state, State::Starting { .. });
            if starting && !unsafe_settings.is_empty() && accepted == Accepted::Nothing {
                State::Stopped(Stopped::Unsafe(unsafe_settings.clone()))
            } else {
                accepted = accepted.settled(&unsafe_settings);
                appends_blocked = found.blocked.or_else(|| accepted.worse(&unsafe_settings));
                checked(state, found.at)
            }
        }
        (state, Signal::Missing { mismatch, asked, answered }) => missing(&state, mismatch, asked, answered),
        (state, Signal::Reading { stream: upto }) => {
            stream = stream.max(upto);
            reading(state)
        }
        (state, Signal::NotReading { at, reason }) => interrupted(state, at, Trouble::NotReading(reason)),
        (state, Signal::NoAnswer { at, reason }) => interrupted(state, at, Trouble::NoAnswer(reason)),
        (state, Signal::Refused { at, reason }) => interrupted(state, at, Trouble::Refused(reason)),
        (State::Starting { .. }, Signal::Forbidden { reason, .. }) => State::Stopped(Stopped::Forbidden(reason)),
        (state, Signal::Forbidden { at, reason }) => interrupted(state, at, Trouble::Forbidden(reason)),
        (state, Signal::Connected { at }) => connected(state, at),
        (state, Signal::Logged(logged)) => {
            head = logged;
            stream = stream.max(head.position);
            state
        }
    };
    if let State::Following { lag } = &mut state {
        *lag = stream.0.saturating_sub(head.position.0);
    }
    NodeStatus { head, stream, state, appends_blocked, unsafe_settings, accepted }
}

/// The lag is filled in by [`next`].
const FOLLOWING: State = State::Following { lag: 0 };

fn checked(state: State, now: Instant) -> State {
    match state {
        State::Starting { trouble: Some(Trouble::NoAnswer(_)) } => State::Starting { trouble: None },
        State::Suspect { trouble: Trouble::NoAnswer(_) | Trouble::Missing(_), .. } => FOLLOWING,
        State::Suspect { since, trouble: Trouble::Forbidden(_) } if now - since >= FORBIDDEN_FOR => FOLLOWING,
        state @ (State::Starting { .. } | State::Following { .. } | State::Suspect { .. } | State::Stopped(_)) => state,
    }
}

fn missing(state: &State, mismatch: HistoryMismatch, asked: Instant, answered: Instant) -> State {
    let since = match state {
        State::Suspect { since, trouble: Trouble::Missing(_) } => Some(*since),
        State::Starting { .. } | State::Following { .. } | State::Suspect { .. } | State::Stopped(_) => None,
    };
    let (since, sure) = lacking(since, asked, answered);
    if sure {
        State::Stopped(Stopped::Mismatch(mismatch))
    } else {
        State::Suspect { since, trouble: Trouble::Missing(mismatch) }
    }
}

/// Since when something is missing, and whether that is sure, after one more answer without it.
pub(super) fn lacking(since: Option<Instant>, asked: Instant, answered: Instant) -> (Instant, bool) {
    match since {
        Some(since) if answered - asked < PROMPT => (since, answered - since >= SURE),
        Some(_) | None => (answered, false),
    }
}

/// The reader opens only after a check, so only a missing permission can outlast this.
fn reading(state: State) -> State {
    match state {
        State::Suspect { trouble: Trouble::Forbidden(_) | Trouble::Missing(_), .. } | State::Stopped(_) => state,
        State::Starting { .. } | State::Following { .. } | State::Suspect { .. } => FOLLOWING,
    }
}

/// A known cause is replaced only by a more specific one.
fn interrupted(state: State, at: Instant, trouble: Trouble) -> State {
    match state {
        // Its time counts answers that follow each other.
        State::Suspect { trouble: missing @ Trouble::Missing(_), .. } if matches!(trouble, Trouble::NoAnswer(_)) => {
            State::Suspect { since: at, trouble: missing }
        }
        State::Starting { trouble: Some(known) } => State::Starting { trouble: Some(known.gives_way_to(trouble)) },
        State::Starting { trouble: None } => State::Starting { trouble: Some(trouble) },
        State::Following { .. } => State::Suspect { since: at, trouble },
        State::Suspect { since, trouble: known } => {
            // Counted from the last time that it was said.
            let again = matches!(trouble, Trouble::Forbidden(_));
            let trouble = known.gives_way_to(trouble);
            let since = if again && matches!(trouble, Trouble::Forbidden(_)) { at } else { since };
            State::Suspect { since, trouble }
        }
        stopped @ State::Stopped(_) => stopped,
    }
}

fn connected(state: State, at: Instant) -> State {
    match state {
        State::Starting { trouble: Some(Trouble::Refused(_)) } => State::Starting { trouble: None },
        State::Suspect { trouble: Trouble::Refused(_), .. } => {
            State::Suspect { since: at, trouble: Trouble::NotReading("the connection was made again".into()) }
        }
        state @ (State::Starting { .. } | State::Following { .. } | State::Suspect { .. } | State::Stopped(_)) => state,
    }
}

impl Trouble {
    /// The one of two that says more.
    fn gives_way_to(self, other: Self) -> Self {
        match (self, other) {
            // The stream is not read: this is the reason now.
            (Self::NotReading(_), Self::NoAnswer(reason)) => Self::NotReading(reason),
            (known, other) if known.rank() > other.rank() => known,
            (_, other) => other,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::NoAnswer(_) => 0,
            Self::NotReading(_) => 1,
            Self::Forbidden(_) => 2,
            Self::Refused(_) => 3,
            Self::Missing(_) => 4,
        }
    }
}

impl Accepted {
    /// What was accepted, once the stream's settings are known.
    fn settled(self, found: &[UnsafeSetting]) -> Self {
        match self {
            Self::Nothing => Self::Named(Vec::new()),
            Self::AsFound => Self::Named(found.iter().map(|setting| setting.setting).collect()),
            Self::Named(names) => Self::Named(names),
        }
    }

    /// The first setting that nobody accepted.
    fn worse(&self, found: &[UnsafeSetting]) -> Option<AppendsBlocked> {
        let Self::Named(names) = self else { return None };
        let worse = found.iter().find(|setting| !names.contains(&setting.setting))?;
        Some(AppendsBlocked::Unsafe(worse.clone()))
    }
}

#[cfg(test)]
mod tests;
