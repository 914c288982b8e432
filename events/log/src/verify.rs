//! Walking everything: what an auditor or a suspicious operator asks for.

use std::borrow::Cow;
use std::collections::HashMap;

use events::{EventId, Position, Sealed, Subject};
use serde::Deserialize;

use crate::block::Block;
use crate::index::Index;
use crate::recover::At;
use crate::shared::Shared;
use crate::tree::{Frontier, Hash, leaf_hash};
use crate::{Damage, Entry, Fault, Head, RootHash, Verified};

/// The members of an event that the log knows.
#[derive(Deserialize)]
struct Identity<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
}

/// What has been walked so far.
#[derive(Default)]
struct Walked {
    frontier: Frontier,
    last: HashMap<Subject, Position>,
    sealed: u64,
    blocks: u64,
}

/// Checks every block up to the head: hash, chain, root, density, and each of its events.
pub(crate) fn on_disk(shared: &Shared, progress: &mut dyn FnMut(Position)) -> Result<Verified, Damage> {
    let head = shared.state().head;
    let mut walked = Walked::default();
    let mut previous: Hash = [0; 32];
    let mut blocks = shared.store.walk(1);
    while walked.frontier.size() < head.position.0 {
        let at = At(walked.frontier.size() + 1);
        let Some(found) = blocks.next() else { break };
        let (number, bytes) = found.map_err(|e| at.unreadable(&e))?;
        let (block, hash) = Block::check(&bytes).map_err(|e| at.unreadable(&e))?;
        if number != walked.blocks + 1 || block.header.first != at.0 {
            return Err(at.damage(Fault::Gap { found: Position(block.header.first) }));
        }
        if block.header.previous != previous {
            return Err(at.damage(Fault::Chain));
        }
        previous = hash;
        walked.block(&block, &head, shared)?;
        progress(Position(walked.frontier.size().min(head.position.0)));
    }
    walked.done(&head, &shared.state().index)
}

/// Checks these entries, which are all of a log in memory.
pub(crate) fn in_memory<'e>(
    entries: impl Iterator<Item = (Position, &'e Entry)>,
    head: &Head,
    index: &Index,
    progress: &mut dyn FnMut(Position),
) -> Result<Verified, Damage> {
    let mut walked = Walked::default();
    for (position, entry) in entries {
        let (subject, id) = (entry.subject(), entry.id());
        walked.event(position, entry.leaf(), entry.sealed(), (subject, id), index.before(position))?;
        progress(position);
    }
    walked.done(head, index)
}

impl Walked {
    /// A block's events up to the head; beyond it they are not durable yet.
    fn block(&mut self, block: &Block, head: &Head, shared: &Shared) -> Result<(), Damage> {
        for row in block.rows().take_while(|row| row.position <= head.position) {
            let at = At(row.position.0);
            let subject = row.subject().ok_or_else(|| at.unreadable("a kind is unknown"))?;
            let before = shared.state().index.before(row.position);
            self.event(row.position, row.leaf, row.sealed, (subject, row.id()), before)?;
        }
        self.blocks += 1;
        let (recorded, found) = (RootHash(block.header.root), self.frontier.root());
        if block.header.last() == self.frontier.size() && recorded != found {
            return Err(At(block.header.first).damage(Fault::Root { recorded, found }));
        }
        Ok(())
    }

    fn event(
        &mut self,
        position: Position,
        leaf: &[u8],
        sealed: Option<&[u8]>,
        (subject, id): (Subject, EventId),
        before: Option<Position>,
    ) -> Result<(), Damage> {
        let at = At(position.0);
        let identity: Identity = serde_json::from_slice(leaf).map_err(|e| at.unreadable(&e))?;
        if identity.id.parse() != Ok(id.0) {
            return Err(at.damage(Fault::Identity { member: "id" }));
        }
        if identity.subject.parse() != Ok(subject) {
            return Err(at.damage(Fault::Identity { member: "subject" }));
        }
        let last = self.last.insert(subject, position).unwrap_or(Position::START);
        if before != Some(last) {
            return Err(at.damage(Fault::Index));
        }
        if !events::is_canonical(leaf) {
            return Err(at.damage(Fault::NotCanonical));
        }
        Sealed::check(leaf, sealed).map_err(|mismatch| at.damage(Fault::Sealed(mismatch)))?;
        self.sealed += u64::from(sealed.is_some());
        self.frontier.push(leaf_hash(leaf));
        Ok(())
    }

    /// Whether everything together is what the head says.
    fn done(self, head: &Head, index: &Index) -> Result<Verified, Damage> {
        let found = Position(self.frontier.size());
        if found < head.position {
            let fault = Fault::Shorter { recorded: head.position, found };
            return Err(At(found.0 + 1).damage(fault));
        }
        if self.frontier.root() != head.root {
            let fault = Fault::OtherEvents { recorded: head.root, found: self.frontier.root() };
            return Err(At(found.0).damage(fault));
        }
        let astray = self.last.iter().find(|(subject, last)| index.last(subject) < **last);
        if let Some((_, last)) = astray {
            return Err(At(last.0).damage(Fault::Index));
        }
        let subjects = self.last.len() as u64;
        Ok(Verified { head: *head, subjects, sealed: self.sealed, blocks: self.blocks })
    }
}
