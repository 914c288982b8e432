//! What readiness says of a process in a cluster: how it stands with the servers, and how it follows.

use event_journal::{Connection, Following, Phase};
use tokio::sync::watch;

use crate::serving::Health;

/// How many events a node may be behind and still count as ready.
const MOST_LAG: u64 = 1_000;

/// Begins with how a process stands with the NATS servers, whether or not it keeps a log.
#[must_use]
pub fn of(connection: &Connection) -> Health {
    let (health, standing) = (Health::default(), connection.standing());
    health.ask("nats", move || standing.trouble());
    health
}

/// Tells how a node follows, for as long as it does.
pub fn follow(mut following: watch::Receiver<Following>, health: Health) {
    tokio::spawn(async move {
        loop {
            let trouble = trouble(&following.borrow_and_update());
            match trouble {
                None => health.well("stream"),
                Some(trouble) => health.troubled("stream", trouble),
            }
            if following.changed().await.is_err() {
                return;
            }
        }
    });
}

fn trouble(following: &Following) -> Option<String> {
    match &following.phase {
        Phase::Following if following.lag() > MOST_LAG => {
            Some(format!("{} events of the stream are not in the log yet", following.lag()))
        }
        Phase::Following => following.unfit.clone(),
        // They do answer, and are not believed.
        Phase::Interrupted { reason } if following.unfit.as_ref() == Some(reason) => Some(reason.clone()),
        Phase::Interrupted { reason } => Some(format!("the NATS servers do not answer: {reason}")),
        Phase::Stopped { reason } => Some(reason.clone()),
        Phase::Ended => Some("this node is ending".into()),
    }
}

#[cfg(test)]
mod tests {
    use events::Position;

    use super::*;

    fn node(phase: Phase, unfit: Option<&str>) -> Following {
        let (head, stream) = (event_log::Head::default(), Position(7));
        Following { head, stream, phase, unsafe_settings: Vec::new(), unfit: unfit.map(str::to_owned) }
    }

    #[test]
    fn a_node_is_not_ready_for_the_reason_that_says_most() {
        let interrupted = |reason: &str| Phase::Interrupted { reason: reason.into() };
        let stopped = Phase::Stopped { reason: "position 3 holds another event".into() };
        let (lacks, silent) = ("the leader lacks events", "the NATS servers do not answer: no answer in 5 s");
        assert_eq!(trouble(&node(Phase::Following, None)), None);
        assert_eq!(trouble(&node(Phase::Following, Some(lacks))).unwrap(), lacks);
        assert_eq!(trouble(&node(interrupted("no answer in 5 s"), Some("max_age"))).unwrap(), silent);
        assert_eq!(trouble(&node(interrupted(lacks), Some(lacks))).unwrap(), lacks);
        assert_eq!(trouble(&node(stopped, Some(lacks))).unwrap(), "position 3 holds another event");
        let behind = Following { stream: Position(MOST_LAG + 1), ..node(Phase::Following, None) };
        assert!(trouble(&behind).unwrap().contains("1001 events of the stream are not in the log yet"));
    }
}
