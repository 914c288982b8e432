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
pub(crate) struct Turns {
    pub(crate) free: Arc<Semaphore>,
    most: usize,
}

impl Turns {
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
    turns: Turns,
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
    pub(crate) fn into(log: Arc<dyn EventLog>, turns: Turns) -> Self {
        let now = Instant::now();
        Self {
            log,
            turns,
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
        let enough = match self.turns.taken() {
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
