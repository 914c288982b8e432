//! From messages to the node's own log.
//!
//! The log's commits compete with the servers for disk and cores. So what arrives is held until half
//! of the callers who wait for an answer can have theirs from one commit, while the servers go on
//! with the other half. A caller who is alone does not wait.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use event_log::{AppendError, Appended, Entry, EventLog, Pending};
use events::{Position, Subject};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until};

use super::Apart;
use super::reader::{Arrived, CHUNK};

/// How many events may be on their way into the log: as many as it queues.
const MOST: usize = 1024;
/// How many are worth a commit whoever waits.
const FULL: usize = 128;
/// How long an event is held at most: so many times what the last commit took, and never longer.
const PATIENCE: u32 = 8;
const LONGEST: Duration = Duration::from_millis(20);

/// The places for appends that may be under way at this node at once.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) free: Arc<Semaphore>,
    most: usize,
}

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), most }
    }

    fn taken(&self) -> usize {
        self.most.saturating_sub(self.free.available_permits())
    }
}

/// Takes messages until there are no more, or one cannot be taken.
pub(crate) struct Intake {
    log: Arc<dyn EventLog>,
    places: Places,
    held: Vec<Placed<Entry>>,
    under_way: VecDeque<Placed<Pending>>,
    /// The last positions of the subjects of what is held or under way.
    ahead: HashMap<Subject, Position>,
    /// When what is held goes to the log at the latest.
    due: Instant,
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
    pub(crate) fn into(log: Arc<dyn EventLog>, places: Places) -> Self {
        let now = Instant::now();
        Self {
            log,
            places,
            held: Vec::new(),
            under_way: VecDeque::new(),
            ahead: HashMap::new(),
            due: now,
            began: now,
            took: Duration::ZERO,
        }
    }

    pub(crate) async fn run(mut self, mut arrivals: mpsc::Receiver<Vec<Arrived>>) -> Result<(), Apart> {
        // What came before a message that cannot be taken goes into the log all the same.
        let (mut open, mut outcome) = (true, Ok(()));
        while open || !self.held.is_empty() || !self.under_way.is_empty() {
            let room = self.held.len() + self.under_way.len() + CHUNK <= MOST;
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
                () = sleep_until(self.due), if !self.held.is_empty() && self.under_way.is_empty() => {}
            }
            if self.is_time() || !open {
                self.commit();
            }
        }
        outcome
    }

    fn hold(&mut self, arrived: &Arrived) -> Result<(), Apart> {
        let position = arrived.position;
        let unreadable = |what| Apart::Unreadable { position, what };
        let entry = arrived.open().and_then(|incoming| incoming.entry(arrived.address())).map_err(unreadable)?;
        if self.held.is_empty() {
            self.due = Instant::now() + (self.took * PATIENCE).min(LONGEST);
        }
        self.held.push(Placed { position, subject: entry.subject(), what: entry });
        Ok(())
    }

    fn is_time(&self) -> bool {
        let held = self.held.len();
        let enough = match self.places.taken() {
            0 => false,
            callers => held >= callers.div_ceil(2),
        };
        held >= FULL || (held > 0 && self.under_way.is_empty() && (enough || Instant::now() >= self.due))
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
    fn settle(&mut self, answer: Result<Appended, AppendError>) -> Result<(), Apart> {
        let Some(Placed { position, subject, .. }) = self.under_way.pop_front() else { return Ok(()) };
        let not_taken = |reason: String| Apart::NotTaken { position, reason };
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
    use events::{EventId, InternshipId};
    use uuid::Uuid;

    use super::*;

    /// An intake that holds so many events, at a node where so many callers wait.
    fn holding(held: u64, callers: usize) -> Intake {
        let places = Places::new(1024);
        places.free.try_acquire_many(u32::try_from(callers).unwrap()).unwrap().forget();
        let mut intake = Intake::into(Arc::new(MemoryLog::new()), places);
        intake.due = Instant::now() + Duration::from_secs(3600);
        let subject = InternshipId(Uuid::from_u128(1)).subject();
        intake.held.extend((1..=held).map(|n| {
            let entry = Entry::new(EventId::of(subject, &n.to_string()), subject, b"{}".to_vec(), None);
            Placed { position: Position(n), subject, what: entry }
        }));
        intake
    }

    #[test]
    fn half_of_the_callers_are_answered_by_one_commit_and_one_alone_at_once() {
        assert!(holding(1, 1).is_time());
        assert!(holding(1, 2).is_time());
        assert!(!holding(7, 16).is_time());
        assert!(holding(8, 16).is_time());
        assert!(!holding(0, 0).is_time());
    }

    #[test]
    fn what_nobody_waits_for_is_held_until_it_is_due_or_many() {
        assert!(!holding(127, 0).is_time());
        assert!(holding(128, 0).is_time());
        let mut due = holding(1, 0);
        due.due = Instant::now();
        assert!(due.is_time());
    }

    #[tokio::test]
    async fn while_a_commit_is_under_way_the_next_is_gathered() {
        let mut intake = holding(1, 2);
        intake.commit();
        assert!(intake.held.is_empty());
        intake.held = holding(3, 0).held.split_off(1);
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
