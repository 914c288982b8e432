//! What readiness says of a node: its state, and where it takes commands, what blocks them.

use event_journal::{NodeStatus, State};

/// How many events a node may be behind and still count as ready.
const MOST_LAG: u64 = 1_000;

/// What keeps a node from its work, if anything does.
#[must_use]
pub fn trouble(status: &NodeStatus, takes_commands: bool) -> Option<String> {
    match &status.state {
        State::Following { lag } if *lag > MOST_LAG => {
            Some(format!("{lag} events of the stream are not in the log yet"))
        }
        State::Following { .. } if takes_commands => status.appends_blocked(),
        State::Starting { .. } | State::Following { .. } | State::Suspect { .. } | State::Stopped(_) => {
            status.state.trouble()
        }
    }
}
