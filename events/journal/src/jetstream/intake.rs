//! From messages to the node's own log.
//!
//! The log's commits compete with the servers for disk and cores. So what arrives is held until half
//! of the callers wait for nothing but the log and can have their answers from one commit, while the
//! servers go on with the other half. A caller who is alone does not wait, and what other nodes have
//! appended makes no commit by itself.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use event_log::{AppendError, Appended, Entry, EventLog, Pending};
use events::{Position, Subject};
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::callers::Callers;
use super::compare::recorded_before;
use super::mismatch::HistoryMismatch;
use super::reader::{Arrived, CHUNK};

/// How many events may be on their way into the log: as many as it queues.
const MOST: usize = 1024;
/// How many are worth a commit, whether or not anybody waits.
const FULL: usize = 128;
/// How long an event is held at most: while callers have appends under way, so many times what the
/// last commit took; and never longer.
const PATIENCE: u32 = 8;
const LONGEST: Duration = Duration::from_millis(20);

/// Takes messages until there are no more, or one cannot be taken.
pub(crate) struct Intake {
    log: Arc<dyn EventLog>,
    callers: Callers,
    /// When the last message that was held was recorded; read from the log for the first.
    recorded: Option<Timestamp>,
    held: Vec<Placed<Entry>>,
    under_way: VecDeque<Placed<Pending>>,
    /// The last positions of the subjects of what is held or under way.
    ahead: HashMap<Subject, Position>,
    /// Since when something is held.
    since: Instant,
    /// When what is under way went to the log, and how long the commit before it took.
    began: Instant,
    took: Duration,
}

struct Placed<T> {
    position: Position,
    subject: Subject,
    what: T,
}

impl Intake {
    pub(crate) fn into(log: Arc<dyn EventLog>, callers: Callers) -> Self {
        let now = Instant::now();
        Self {
            log,
            callers,
            recorded: None,
            held: Vec::new(),
            under_way: VecDeque::new(),
            ahead: HashMap::new(),
            since: now,
            began: now,
            took: Duration::ZERO,
        }
    }

    pub(crate) async fn run(mut self, mut arrivals: mpsc::Receiver<Vec<Arrived>>) -> Result<(), HistoryMismatch> {
        // What came before a message that cannot be taken goes into the log all the same.
        let (mut open, mut outcome) = (true, Ok(()));
        while open || !self.held.is_empty() || !self.under_way.is_empty() {
            let room = self.held.len() + self.under_way.len() + CHUNK <= MOST;
            let due = self.due();
            tokio::select! {
                biased;
                answer = first(&mut self.under_way) => self.settle(answer)?,
                chunk = arrivals.recv(), if open && room => match chunk {
                    Some(chunk) => {
                        outcome = chunk.iter().try_for_each(|arrived| self.hold(arrived));
                        open = outcome.is_ok();
                    }
                    None => open = false,
                },
                () = self.callers.until_half_wait(), if self.gathers() => {}
                () = sleep_until(due), if self.gathers() => {}
            }
            if self.is_time() || !open {
                self.commit();
            }
        }
        outcome
    }

    fn hold(&mut self, arrived: &Arrived) -> Result<(), HistoryMismatch> {
        let position = arrived.position;
        let unreadable = |what| HistoryMismatch::Unreadable { position, what };
        let before = self.recorded.map_or_else(|| recorded_before(&*self.log, position), Ok)?;
        let incoming = arrived.open(before).map_err(unreadable)?;
        self.recorded = Some(incoming.recorded);
        let entry = incoming.entry(arrived.address()).map_err(unreadable)?;
        if self.held.is_empty() {
            self.since = Instant::now();
        }
        self.held.push(Placed { position, subject: entry.subject(), what: entry });
        Ok(())
    }

    /// When what is held goes to the log at the latest: sooner once somebody appends.
    fn due(&self) -> Instant {
        self.since + self.patience()
    }

    fn patience(&self) -> Duration {
        if self.callers.are_none() { LONGEST } else { (self.took * PATIENCE).min(LONGEST) }
    }

    /// Whether what is held waits for nothing but the time to commit it.
    fn gathers(&self) -> bool {
        !self.held.is_empty() && self.under_way.is_empty()
    }

    fn is_time(&self) -> bool {
        let time = || self.callers.half_wait() || Instant::now() >= self.due();
        self.held.len() >= FULL || (self.gathers() && time())
    }

    fn commit(&mut self) {
        if self.under_way.is_empty() {
            self.began = Instant::now();
        }
        for Placed { position, subject, what } in self.held.drain(..) {
            let before = self.ahead.insert(subject, position).unwrap_or_else(|| self.log.last(&subject));
            let pending = self.log.append(what, before);
            self.under_way.push_back(Placed { position, subject, what: pending });
        }
    }

    /// Takes the log's answer to what has been under way longest.
    fn settle(&mut self, answer: Result<Appended, AppendError>) -> Result<(), HistoryMismatch> {
        let Some(Placed { position, subject, .. }) = self.under_way.pop_front() else { return Ok(()) };
        let not_taken = |reason: String| HistoryMismatch::NotTaken { position, reason };
        match answer {
            Ok(appended) if appended.position == position => {}
            Ok(appended) => {
                let to = appended.position;
                return Err(not_taken(format!("it went to {to}: something else writes to this log")));
            }
            Err(error @ AppendError::Conflict { .. }) => {
                return Err(not_taken(format!("something else writes to this log ({error})")));
            }
            Err(error) => return Err(not_taken(error.to_string())),
        }
        if self.ahead.get(&subject) == Some(&position) {
            self.ahead.remove(&subject);
        }
        if self.under_way.is_empty() {
            self.took = self.began.elapsed();
        }
        Ok(())
    }
}

/// What the log answers to the first of them; never, when there is none.
async fn first(under_way: &mut VecDeque<Placed<Pending>>) -> Result<Appended, AppendError> {
    match under_way.front_mut() {
        Some(first) => (&mut first.what).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use event_log::MemoryLog;
    use events::{DeploymentSecret, InternshipId};
    use futures_util::future::join_all;
    use uuid::Uuid;

    use super::*;

    /// An intake that holds so many events, at a node with such callers.
    fn holding(held: u64, callers: Callers) -> Intake {
        let mut intake = Intake::into(Arc::new(MemoryLog::new()), callers);
        // Whatever its patience.
        intake.since = Instant::now() + Duration::from_secs(3600);
        let subject = InternshipId(Uuid::from_u128(1)).subject();
        intake.held.extend((1..=held).map(|n| {
            let entry =
                Entry::new(DeploymentSecret::PUBLISHED.event(subject, &n.to_string()), subject, b"{}".to_vec(), None);
            Placed { position: Position(n), subject, what: entry }
        }));
        intake
    }

    #[tokio::test]
    async fn what_is_held_is_committed_when_half_of_the_callers_wait_for_it() {
        let callers = Callers::at_most(1024);
        let _appends = join_all((0..4).map(|_| callers.slot())).await;
        let _first = callers.wait();
        assert!(!holding(100, callers.clone()).is_time(), "events of others make no commit");
        let _second = callers.wait();
        assert!(holding(1, callers.clone()).is_time());
        assert!(!holding(0, callers.clone()).is_time());
    }

    #[test]
    fn what_nobody_waits_for_is_held_until_it_is_due_or_many() {
        let nobody = || Callers::at_most(1024);
        assert!(!holding(127, nobody()).is_time());
        assert!(holding(128, nobody()).is_time());
        let mut due = holding(1, nobody());
        due.since = Instant::now() - LONGEST;
        assert!(due.is_time());
    }

    #[tokio::test]
    async fn where_nobody_appends_it_is_held_for_longest() {
        let callers = Callers::at_most(1024);
        let mut intake = holding(1, callers.clone());
        intake.took = Duration::from_micros(500);
        assert_eq!(intake.patience(), LONGEST);
        let _append = callers.slot().await;
        assert_eq!(intake.patience(), Duration::from_millis(4));
        intake.took = Duration::from_secs(1);
        assert_eq!(intake.patience(), LONGEST);
    }

    #[tokio::test]
    async fn a_caller_who_comes_to_wait_has_what_is_held_committed() {
        let callers = Callers::at_most(1024);
        let intake = holding(1, callers.clone());
        let log = Arc::clone(&intake.log);
        let (_arrivals, received) = mpsc::channel(1);
        let intake = tokio::spawn(intake.run(received));
        tokio::task::yield_now().await;
        assert_eq!(log.head().position, Position::START);
        let _waits = callers.wait();
        let mut heads = log.watch();
        let committed = heads.wait_for(|head| *head == Position(1));
        tokio::time::timeout(Duration::from_secs(20), committed).await.unwrap().unwrap();
        intake.abort();
    }

    #[tokio::test]
    async fn while_a_commit_is_under_way_the_next_is_gathered() {
        let callers = Callers::at_most(1024);
        let _waits = callers.wait();
        let mut intake = holding(1, callers.clone());
        intake.commit();
        assert!(intake.held.is_empty());
        intake.held = holding(3, callers.clone()).held.split_off(1);
        assert!(!intake.is_time());
        let answer = first(&mut intake.under_way).await;
        intake.settle(answer).unwrap();
        assert!(intake.is_time());
        intake.commit();
        for _ in 0..2 {
            let answer = first(&mut intake.under_way).await;
            intake.settle(answer).unwrap();
        }
        assert!(intake.ahead.is_empty());
    }
}
