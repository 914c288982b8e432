//! From messages to the node's own log: a thread of its own, since the log makes its callers wait.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use event_log::{AppendError, Entry, EventLog, Pending};
use events::{Position, Subject};
use tokio::sync::mpsc;

use super::Apart;
use super::reader::Arrived;

/// How many appends may be under way: as many as the log queues.
const UNDER_WAY: usize = 1024;

/// Takes messages until there are no more, or one cannot be taken.
pub(crate) struct Intake {
    log: Arc<dyn EventLog>,
    under_way: VecDeque<(Position, Pending)>,
    /// The last positions of the subjects of what is under way.
    ahead: HashMap<Subject, Position>,
}

impl Intake {
    pub(crate) fn into(log: Arc<dyn EventLog>) -> Self {
        Self { log, under_way: VecDeque::new(), ahead: HashMap::new() }
    }

    /// Runs on a thread that may wait.
    pub(crate) fn run(mut self, mut arrivals: mpsc::Receiver<Vec<Arrived>>) -> Result<(), Apart> {
        loop {
            let chunk = match arrivals.try_recv() {
                Ok(chunk) => chunk,
                Err(_) => {
                    self.settle(0)?;
                    match arrivals.blocking_recv() {
                        Some(chunk) => chunk,
                        None => return Ok(()),
                    }
                }
            };
            for arrived in chunk {
                self.take(&arrived)?;
            }
        }
    }

    fn take(&mut self, arrived: &Arrived) -> Result<(), Apart> {
        let position = arrived.position;
        let unreadable = |what| Apart::Unreadable { position, what };
        let incoming = arrived.open().map_err(unreadable)?;
        let entry: Entry = incoming.entry(arrived.address()).map_err(unreadable)?;
        self.settle(UNDER_WAY - 1)?;
        let subject = entry.subject();
        let before = self.ahead.get(&subject).copied().unwrap_or_else(|| self.log.last(&subject));
        self.ahead.insert(subject, position);
        self.under_way.push_back((position, self.log.append(entry, before)));
        Ok(())
    }

    /// Waits until at most so many appends are under way.
    fn settle(&mut self, most: usize) -> Result<(), Apart> {
        while self.under_way.len() > most {
            let Some((position, pending)) = self.under_way.pop_front() else { break };
            let not_taken = |reason: String| Apart::NotTaken { position, reason };
            match pending.wait() {
                Ok(appended) if appended.position == position => {}
                Ok(appended) => {
                    return Err(not_taken(format!(
                        "it went to {}: something else writes to this log",
                        appended.position
                    )));
                }
                Err(error @ AppendError::Conflict { .. }) => {
                    return Err(not_taken(format!("something else writes to this log ({error})")));
                }
                Err(error) => return Err(not_taken(error.to_string())),
            }
        }
        if self.under_way.is_empty() {
            self.ahead.clear();
        }
        Ok(())
    }
}
