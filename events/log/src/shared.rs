//! What the writer and the readers of a log on disk share.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use events::{Position, Subject};
use tokio::sync::watch;

use crate::block::Block;
use crate::index::Index;
use crate::recover::At;
use crate::store::Store;
use crate::{Batch, Damage, Head, ReadError, Stored};

/// How many unpacked blocks are kept for the histories: at most some 100 KB each.
const KEPT_BLOCKS: usize = 32;

pub(crate) struct Shared {
    pub(crate) store: Store,
    state: RwLock<State>,
    stopped: OnceLock<String>,
    durable: watch::Sender<Position>,
    recent: Mutex<Vec<Arc<Block>>>,
}

/// What is durable and may be seen.
pub(crate) struct State {
    pub(crate) index: Index,
    pub(crate) head: Head,
}

impl Shared {
    pub(crate) fn new(store: Store, index: Index, head: Head) -> Self {
        Self {
            store,
            state: RwLock::new(State { index, head }),
            stopped: OnceLock::new(),
            durable: watch::Sender::new(head.position),
            recent: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets everyone see the events about these subjects, which are durable and may begin a block,
    /// and the new head.
    pub(crate) fn publish(&self, begins: bool, subjects: impl Iterator<Item = Subject>, head: Head) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if begins {
            state.index.begin_block();
        }
        subjects.for_each(|subject| state.index.push(subject));
        state.head = head;
        drop(state);
        self.durable.send_replace(head.position);
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

    pub(crate) fn history(&self, subject: &Subject, after: Position) -> Result<Vec<Stored>, ReadError> {
        let positions = self.state().index.positions(subject, after);
        let mut history = Vec::with_capacity(positions.len());
        let mut rest = positions.as_slice();
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
        Ok(history)
    }

    /// The block with this position, from memory if it was read a short while ago.
    fn block(&self, position: Position) -> Result<Arc<Block>, Damage> {
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
