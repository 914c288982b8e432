//! The one thread that writes: waiting appends become a group, a group becomes a block, and all are
//! answered once the block is durable and HEAD names it.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use events::{Position, Subject};
use tokio::sync::oneshot;

use crate::block::{COMFORTABLE, GROUP_ROWS, MOST_ENTRIES, Rows, row_size};
use crate::head::HeadFile;
use crate::index;
use crate::pager::Pager;
use crate::pending::Answer;
use crate::recover::Tail;
use crate::shared::Shared;
use crate::spill::{self, Link};
use crate::tree::{Frontier, Hash};
use crate::{AppendError, Appended, Entry, Head, Options};

/// How long a group may wait for as many appends as the last one had.
const GATHERING: Duration = Duration::from_micros(150);

/// An append on its way to the writer.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) entry: Entry,
    pub(crate) expected: Position,
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// What only the writer knows.
pub(crate) struct Writer {
    pub(crate) shared: Arc<Shared>,
    pub(crate) requests: Receiver<Request>,
    pub(crate) options: Options,
    pub(crate) index_file: PathBuf,
    pub(crate) head: HeadFile,
    pub(crate) frontier: Frontier,
    pub(crate) tail: Tail,
    pub(crate) waiting: VecDeque<Request>,
    pub(crate) last_group: usize,
    /// What INDEX says.
    pub(crate) spilled: u64,
    pub(crate) synced: Instant,
    pub(crate) pager: Pager,
}

/// The appends of one commit.
#[derive(Default)]
struct Group {
    accepted: Vec<Request>,
    /// Refused because of an append of the same group, and how many were accepted before: answered
    /// when those are durable.
    refused: Vec<(Request, Position, usize)>,
}

impl Writer {
    /// Appends until nobody can ask any more, then leaves everything in order.
    pub(crate) fn run(mut self) -> Result<(), String> {
        while self.gather() {
            let group = self.check();
            self.commit(group);
            self.sync_head_in_time();
            self.spill_in_time();
        }
        self.close()
    }

    /// Waits for appends; `false` when there will be none.
    fn gather(&mut self) -> bool {
        while self.waiting.is_empty() {
            let received = if self.head.is_dirty() {
                let due = self.synced + self.options.sync_head_every;
                self.requests.recv_timeout(due.saturating_duration_since(Instant::now()))
            } else {
                self.requests.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match received {
                Ok(request) => self.waiting.push_back(request),
                Err(RecvTimeoutError::Timeout) => self.sync_head(),
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        let until = Instant::now() + GATHERING;
        loop {
            let room = MOST_ENTRIES.saturating_sub(self.waiting.len());
            self.waiting.extend(self.requests.try_iter().take(room));
            if self.waiting.len() >= self.last_group.min(MOST_ENTRIES) || Instant::now() >= until {
                return true;
            }
            std::thread::yield_now();
        }
    }

    /// Takes the next appends that may go ahead and fit into one block; answers those that may not.
    fn check(&mut self) -> Group {
        let mut group = Group::default();
        let mut ahead: HashMap<Subject, Position> = HashMap::new();
        let mut bytes = 0;
        let shared = Arc::clone(&self.shared);
        let state = shared.state();
        let mut next = state.head.position.next();
        self.last_group = self.waiting.len();
        while let Some(request) = self.waiting.pop_front() {
            let subject = request.entry.subject();
            let in_group = ahead.get(&subject).copied();
            let current = in_group.unwrap_or_else(|| state.index.last(&subject));
            if request.expected == current {
                bytes += row_size(&request.entry);
                let full = group.accepted.len() == MOST_ENTRIES || bytes > GROUP_ROWS;
                if full && !group.accepted.is_empty() {
                    self.waiting.push_front(request);
                    break;
                }
                ahead.insert(subject, next);
                next = next.next();
                group.accepted.push(request);
            } else if in_group.is_some() {
                group.refused.push((request, current, group.accepted.len()));
            } else {
                refuse(request, current);
            }
        }
        group
    }

    fn commit(&mut self, mut group: Group) {
        if let Some(reason) = self.shared.stopped() {
            let stopped = || AppendError::Stopped { reason: reason.clone() };
            return group.fail(stopped);
        }
        if group.accepted.is_empty() {
            return;
        }
        if self.frontier.size() + group.accepted.len() as u64 > index::MOST {
            let reason = format!("it holds {} events, as many as it can count", self.frontier.size());
            let full = || AppendError::Stopped { reason: reason.clone() };
            return group.fail(full);
        }
        let before = self.shared.state().head.position;
        match self.write(&mut group) {
            Ok((begins, head)) => {
                let (events, answers): (Vec<_>, Vec<_>) =
                    group.accepted.drain(..).map(|request| (request.entry.kept(), request.answer)).unzip();
                let recent = self.shared.publish(begins, events.into_iter(), head);
                for (answer, position) in answers.into_iter().zip(before.0 + 1..) {
                    let _ = answer.send(Ok(Appended { position: Position(position) }));
                }
                group.refused.into_iter().for_each(|(request, current, _)| refuse(request, current));
                self.pager.notice(recent, self.options.recent_bytes);
            }
            Err(reason) => {
                self.fail(&reason);
                group.fail(|| AppendError::Unknown { reason: reason.clone() });
            }
        }
    }

    /// Makes the group durable as one block and says so in HEAD. What does not fit comfortably goes
    /// back to the waiting.
    fn write(&mut self, group: &mut Group) -> Result<(bool, Head), String> {
        loop {
            let mut frontier = self.frontier.clone();
            group.accepted.iter().for_each(|request| frontier.push(request.entry.leaf_hash()));
            let head = Head { position: Position(frontier.size()), root: frontier.root() };
            let (begins, previous, rows) = self.rows(group);
            let first = head.position.0 + 1 - u64::from(rows.count());
            let (block, hash) = rows.pack(first, &previous, &head.root.0);
            if block.len() > COMFORTABLE && group.accepted.len() > 1 {
                let most = group.accepted.len();
                let fits = most * COMFORTABLE / block.len() * 9 / 10;
                self.put_back(group, fits.clamp(1, most - 1));
                continue;
            }
            let number = self.shared.state().index.blocks() + u64::from(begins);
            self.shared.store.put(number, &block).map_err(|e| e.to_string())?;
            self.head.write(head).map_err(|e| format!("HEAD could not be written: {e}"))?;
            self.frontier = frontier;
            self.tail = Tail { link: Link { previous, hash }, rows };
            return Ok((begins, head));
        }
    }

    /// The rows of the block to write: those of the last block and the group's while that stays
    /// small, so that single appends do not each make a block of their own, else the group's. Says
    /// whether they begin a block, and what that is chained to.
    fn rows(&self, group: &Group) -> (bool, Hash, Rows) {
        let more: usize = group.accepted.iter().map(|request| row_size(&request.entry)).sum();
        let Tail { link, rows } = &self.tail;
        let grows = rows.count() > 0 && rows.bytes() + more <= self.options.grow_blocks_to;
        let (previous, mut rows) = if grows { (link.previous, rows.clone()) } else { (link.hash, Rows::default()) };
        group.accepted.iter().for_each(|request| rows.push(&request.entry));
        (!grows, previous, rows)
    }

    fn put_back(&mut self, group: &mut Group, keep: usize) {
        let mut back: Vec<_> = group.accepted.drain(keep..).zip(keep..).map(|(request, n)| (2 * n, request)).collect();
        for (request, current, after) in std::mem::take(&mut group.refused) {
            if after <= keep {
                group.refused.push((request, current, after));
            } else {
                back.push((2 * after - 1, request));
            }
        }
        // In the order in which they came: an answer names what came before.
        back.sort_by_key(|(order, _)| *order);
        back.into_iter().rev().for_each(|(_, request)| self.waiting.push_front(request));
    }

    fn sync_head_in_time(&mut self) {
        if self.synced.elapsed() >= self.options.sync_head_every {
            self.sync_head();
        }
    }

    fn sync_head(&mut self) {
        self.synced = Instant::now();
        if let Err(e) = self.head.sync() {
            self.fail(&format!("HEAD could not be made durable: {e}"));
        }
    }

    fn spill_in_time(&mut self) {
        let size = self.frontier.size();
        if size - self.spilled >= self.options.spill_every.max(size / 8) {
            self.sync_head();
            if let Err(reason) = self.spill() {
                tracing::warn!(reason, "the log's index was not written down; the next start takes longer");
            }
        }
    }

    /// Writes INDEX; HEAD must have been synced, so that INDEX is never ahead of it.
    fn spill(&mut self) -> Result<(), String> {
        let size = self.frontier.size();
        let state = self.shared.state();
        if self.shared.stopped().is_some() || self.spilled == size {
            return Ok(());
        }
        self.spilled = size;
        spill::write(&self.index_file, &state.index, &self.frontier, &self.tail.link)
            .map_err(|e| format!("INDEX could not be written: {e}"))
    }

    fn fail(&self, reason: &str) {
        tracing::error!(reason, "the log has stopped appending; remedy the cause and start the process again");
        self.shared.stop(reason);
    }

    fn close(mut self) -> Result<(), String> {
        self.pager.finish();
        if let Some(reason) = self.shared.stopped() {
            return Err(reason.clone());
        }
        self.head.settle().map_err(|e| format!("HEAD could not be made durable: {e}"))?;
        self.spill()
    }
}

impl Group {
    /// Answers all of them with a failure.
    fn fail(self, failed: impl Fn() -> AppendError) {
        let refused = self.refused.into_iter().map(|(request, ..)| request);
        self.accepted.into_iter().chain(refused).for_each(|request| {
            let _ = request.answer.send(Err(failed()));
        });
    }
}

fn refuse(request: Request, current: Position) {
    let expected = request.expected;
    let _ = request.answer.send(Err(AppendError::Conflict { expected, current }));
}
