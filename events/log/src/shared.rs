//! What the writer and the readers of a log on disk share.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use events::{Position, Subject};
use tokio::sync::watch;

use crate::block::Block;
use crate::entry::Kept;
use crate::histories::{Histories, Run, Runs};
use crate::index::Index;
use crate::recent::Recent;
use crate::recover::At;
use crate::store::Store;
use crate::{Batch, Damage, Head, ReadError, Stored};

/// How many unpacked blocks are kept for the histories: at most some 100 KB each.
const KEPT_BLOCKS: usize = 32;

pub(crate) struct Shared {
    pub(crate) store: Store,
    /// None in a log that is open for reading only.
    pub(crate) histories: Option<Histories>,
    state: RwLock<State>,
    stopped: OnceLock<String>,
    durable: watch::Sender<Position>,
    recent: Mutex<Vec<Arc<Block>>>,
}

/// What is durable and may be seen.
pub(crate) struct State {
    pub(crate) index: Index,
    pub(crate) head: Head,
    /// The oldest events, by subject.
    pub(crate) runs: Runs,
    /// All events after those in runs; none where no runs are written.
    pub(crate) recent: Option<Recent>,
}

impl Shared {
    pub(crate) fn new(store: Store, histories: Option<Histories>, index: Index, head: Head) -> Self {
        Self {
            store,
            histories,
            state: RwLock::new(State { index, head, runs: Runs::default(), recent: None }),
            stopped: OnceLock::new(),
            durable: watch::Sender::new(head.position),
            recent: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets everyone see these events, which are durable and may begin a block, and the new head.
    /// Says how many bytes of recent events there are.
    pub(crate) fn publish(&self, begins: bool, events: impl Iterator<Item = Kept>, head: Head) -> usize {
        let recent = self.change(|state| {
            if begins {
                state.index.begin_block();
            }
            for event in events {
                state.index.push(event.subject);
                if let Some(recent) = &mut state.recent {
                    recent.push(event);
                }
            }
            state.head = head;
            state.recent.as_ref().map_or(0, Recent::bytes)
        });
        self.durable.send_replace(head.position);
        recent
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Position> {
        self.durable.subscribe()
    }

    /// Takes no more appends, for good. The first reason stays.
    pub(crate) fn stop(&self, reason: &str) {
        let _ = self.stopped.set(reason.to_owned());
    }

    pub(crate) fn stopped(&self) -> Option<&String> {
        self.stopped.get()
    }

    /// The oldest events come from runs, the newest from memory, any others from the blocks.
    pub(crate) fn history(&self, subject: &Subject, after: Position) -> Result<Vec<Stored>, ReadError> {
        let state = self.state();
        let positions = state.index.positions(subject, after);
        let runs = state.runs.clone();
        let is_older = |position: &Position| state.recent.as_ref().is_none_or(|recent| *position < recent.first());
        let (older, newer) = positions.split_at(positions.partition_point(is_older));
        let newer: Vec<Stored> = newer.iter().filter_map(|at| state.recent.as_ref()?.get(*at)).collect();
        drop(state);
        let (in_runs, between) = older.split_at(older.partition_point(|position| *position <= runs.upto()));
        let mut history = runs.history(*subject, in_runs).unwrap_or_else(|damaged| {
            self.give_up(&damaged);
            Vec::new()
        });
        self.read_blocks(if history.is_empty() { older } else { between }, &mut history)?;
        history.extend(newer);
        Ok(history)
    }

    /// Uses no runs until the log is opened again, which writes those that are missing.
    fn give_up(&self, damaged: &Arc<Run>) {
        tracing::warn!("HISTORIES is damaged; histories are slower until the log is opened again");
        self.change(|state| (state.runs, state.recent) = (Runs::default(), None));
        let removed = self.histories.as_ref().map_or(Ok(()), |histories| histories.remove(&[Arc::clone(damaged)]));
        if let Err(error) = removed {
            tracing::warn!(%error, "the damaged part of HISTORIES cannot be removed");
        }
    }

    /// Adds the events at these positions, in order.
    fn read_blocks(&self, positions: &[Position], history: &mut Vec<Stored>) -> Result<(), ReadError> {
        let mut rest = positions;
        while let Some(first) = rest.first() {
            let block = self.block(*first)?;
            let here = rest.partition_point(|position| position.0 <= block.header.last());
            let (wanted, beyond) = rest.split_at(here);
            let mut wanted = wanted.iter().peekable();
            for row in block.rows() {
                if wanted.next_if_eq(&&row.position).is_some() {
                    history.push(Stored {
                        position: row.position,
                        leaf: row.leaf.to_vec(),
                        sealed: row.sealed.map(<[u8]>::to_vec),
                    });
                }
            }
            rest = beyond;
        }
        Ok(())
    }

    /// The block with this position, from memory if it was read a short while ago.
    pub(crate) fn block(&self, position: Position) -> Result<Arc<Block>, Damage> {
        let holds = |block: &Arc<Block>| (block.header.first..=block.header.last()).contains(&position.0);
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = recent.iter().position(holds) {
            recent[..=at].rotate_right(1);
            return Ok(Arc::clone(&recent[0]));
        }
        drop(recent);
        let block = Arc::new(self.load(position)?);
        if !holds(&block) {
            let fault = crate::Fault::Gap { found: Position(block.header.first) };
            return Err(At(position.0).damage(fault));
        }
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|other| other.header.first != block.header.first);
        recent.truncate(KEPT_BLOCKS - 1);
        recent.insert(0, Arc::clone(&block));
        Ok(block)
    }

    fn load(&self, position: Position) -> Result<Block, Damage> {
        let at = At(position.0);
        let number = self.state().index.block_of(position);
        let found = self.store.get(number).map_err(|e| at.unreadable(&e))?;
        let bytes = found.ok_or_else(|| at.unreadable("it is gone"))?;
        Block::read(&bytes).map_err(|e| at.unreadable(&e))
    }

    pub(crate) fn batch(&self, after: Position, limit: usize) -> Result<Batch, ReadError> {
        let (head, number) = {
            let state = self.state();
            (state.head.position, state.index.block_of(after.next()))
        };
        let mut blocks = Vec::new();
        let mut reached = after;
        let enough = Position(after.0.saturating_add(limit.max(1) as u64)).min(head);
        if after < head {
            let first = self.load(after.next())?;
            reached = self.take(first, reached, &mut blocks)?;
            if reached < enough {
                for found in self.store.walk(number + 1) {
                    let at = At(reached.0 + 1);
                    let (_, bytes) = found.map_err(|e| at.unreadable(&e))?;
                    let block = Block::read(&bytes).map_err(|e| at.unreadable(&e))?;
                    reached = self.take(block, reached, &mut blocks)?;
                    if reached >= enough {
                        break;
                    }
                }
            }
            if reached < enough {
                return Err(At(reached.0 + 1).unreadable("it is gone").into());
            }
        }
        Ok(Batch::of(blocks, after, head))
    }

    /// Adds a block that must go on where the last one ended.
    fn take(&self, block: Block, reached: Position, to: &mut Vec<Arc<Block>>) -> Result<Position, Damage> {
        let header = block.header;
        let dense = if to.is_empty() {
            (header.first..=header.last()).contains(&(reached.0 + 1))
        } else {
            header.first == reached.0 + 1
        };
        if !dense {
            return Err(At(reached.0 + 1).damage(crate::Fault::Gap { found: Position(header.first) }));
        }
        to.push(Arc::new(block));
        Ok(Position(header.last()))
    }
}
