//! Opening: what the blocks, INDEX and HEAD say, held against each other.

use events::Position;

use crate::block::{Block, Rows};
use crate::error::{Damage, Fault};
use crate::index::Index;
use crate::spill::{Link, Spill};
use crate::store::Store;
use crate::tree::{Frontier, Hash, leaf_hash};
use crate::{Head, RootHash};

/// The last block: the next commit is chained to it, or grows it while it is small.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    pub(crate) link: Link,
    pub(crate) rows: Rows,
}

/// What a log has come to at some position, and whether it goes on soundly from there.
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    pub(crate) index: Index,
    pub(crate) frontier: Frontier,
    pub(crate) tail: Tail,
    /// Up to where INDEX was of use.
    pub(crate) spilled: u64,
    pub(crate) damage: Option<Damage>,
}

/// Reads the log from where INDEX ends, or from the start. Where something is wrong, what is
/// returned ends before it and says so.
pub(crate) fn recover(store: &Store, head: &Head, spill: Option<Spill>) -> Recovered {
    let spill = spill.filter(|spill| spill.index.len() <= head.position.0);
    if let Some(spill) = spill {
        let spilled = spill.index.len();
        let recovered = Recovered { spilled, ..replay(store, head, spill) };
        if recovered.damage.is_none() {
            return recovered;
        }
        tracing::warn!("the log does not go on where its INDEX ends; every event is read instead");
    }
    replay(store, head, Spill::default())
}

fn replay(store: &Store, head: &Head, from: Spill) -> Recovered {
    let mut replay = Replay {
        head: *head,
        last: from.last,
        rows: Rows::default(),
        to: Recovered { index: from.index, frontier: from.frontier, ..Recovered::default() },
    };
    let outcome = replay.run(store).and_then(|()| replay.at_the_end());
    let Replay { last, rows, mut to, .. } = replay;
    to.tail = Tail { link: last, rows };
    to.damage = outcome.err();
    to
}

impl Recovered {
    pub(crate) fn head(&self) -> Head {
        Head { position: Position(self.frontier.size()), root: self.frontier.root() }
    }
}

struct Replay {
    head: Head,
    last: Link,
    rows: Rows,
    to: Recovered,
}

impl Replay {
    fn run(&mut self, store: &Store) -> Result<(), Damage> {
        self.compare_with_head(&self.to.frontier)?;
        let covered = self.to.index.len();
        for found in store.walk(self.to.index.blocks()) {
            let at = self.next();
            let (number, bytes) = found.map_err(|e| at.unreadable(&e))?;
            let (block, hash) = Block::check(&bytes).map_err(|e| at.unreadable(&e))?;
            self.follow(number, covered, &block, hash)?;
            self.rows = block.into_rows();
        }
        if covered > 0 && self.rows.count() == 0 {
            return Err(self.next().unreadable("the block before it is gone"));
        }
        Ok(())
    }

    /// Takes in a block after making sure that it is the next one.
    fn follow(&mut self, number: u64, covered: u64, block: &Block, hash: Hash) -> Result<(), Damage> {
        let at = self.next();
        let header = &block.header;
        let blocks = self.to.index.blocks();
        let again = number == blocks && covered == self.to.index.len();
        let first = if again { self.to.index.first_of(number) } else { at.0 };
        if header.first != first || (!again && number != blocks + 1) {
            return Err(at.damage(Fault::Gap { found: Position(header.first) }));
        }
        let previous = if again { self.last.previous } else { self.last.hash };
        let unchanged = !again || header.last() > covered || hash == self.last.hash;
        if header.previous != previous || header.last() < covered || !unchanged {
            return Err(at.damage(Fault::Chain));
        }
        self.to.frontier = self.grown(at, covered, block)?;
        if !again {
            self.to.index.begin_block();
        }
        for row in block.rows().filter(|row| row.position.0 > covered) {
            let subject = row.subject().ok_or_else(|| at.unreadable("a kind is unknown"))?;
            self.to.index.push(subject);
        }
        self.last = Link { previous: header.previous, hash };
        Ok(())
    }

    /// The frontier with the block's leaves, if that agrees with HEAD and with the block itself.
    fn grown(&self, at: At, covered: u64, block: &Block) -> Result<Frontier, Damage> {
        let mut frontier = self.to.frontier.clone();
        for row in block.rows().filter(|row| row.position.0 > covered) {
            frontier.push(leaf_hash(row.leaf));
            self.compare_with_head(&frontier)?;
        }
        let found = frontier.root();
        if block.header.root != found.0 {
            let recorded = RootHash(block.header.root);
            return Err(at.damage(Fault::Root { recorded, found }));
        }
        Ok(frontier)
    }

    fn compare_with_head(&self, frontier: &Frontier) -> Result<(), Damage> {
        if frontier.size() == self.head.position.0 && frontier.root() != self.head.root {
            let fault = Fault::OtherEvents { recorded: self.head.root, found: frontier.root() };
            return Err(At(frontier.size()).damage(fault));
        }
        Ok(())
    }

    fn at_the_end(&self) -> Result<(), Damage> {
        let found = Position(self.to.index.len());
        if found < self.head.position {
            let fault = Fault::Shorter { recorded: self.head.position, found };
            return Err(self.next().damage(fault));
        }
        Ok(())
    }

    fn next(&self) -> At {
        At(self.to.index.len() + 1)
    }
}

/// A position at which something may be wrong.
#[derive(Clone, Copy)]
pub(crate) struct At(pub(crate) u64);

impl At {
    pub(crate) fn damage(self, fault: Fault) -> Damage {
        Damage { position: Position(self.0), fault }
    }

    pub(crate) fn unreadable(self, reason: &(impl ToString + ?Sized)) -> Damage {
        self.damage(Fault::Unreadable { reason: reason.to_string() })
    }
}

#[cfg(test)]
mod tests;
