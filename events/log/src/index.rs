//! Which positions belong to a subject, in memory: four bytes an event, some forty a
//! subject and four a block.
//!
//! For each event the position of the event before it on the same subject, and for each subject the
//! position of its last: a history is a walk from the last to the first. And for each block the position
//! of its first event.

use std::collections::HashMap;

use events::{Position, Subject};

/// The most events that the index can count.
pub(crate) const MOST: u64 = u32::MAX as u64 - 1;

/// The positions of every subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    before: Vec<u32>,
    last: HashMap<Subject, u32>,
    blocks: Vec<u32>,
}

impl Index {
    /// An index as it was once written down; `None` if it contradicts itself.
    pub(crate) fn of(before: Vec<u32>, last: HashMap<Subject, u32>, blocks: Vec<u32>) -> Option<Self> {
        let earlier = |(at, before): (usize, &u32)| (*before as usize) <= at;
        let known = |last: &u32| *last > 0 && *last as usize <= before.len();
        let firsts = before.iter().filter(|before| **before == 0).count();
        let sound = before.iter().enumerate().all(earlier)
            && last.values().all(known)
            && firsts == last.len()
            && blocks.first().copied().unwrap_or(1) == 1
            && blocks.is_sorted_by(|one, next| one < next)
            && blocks.last().map_or(0, |first| *first as usize) <= before.len();
        sound.then_some(Self { before, last, blocks })
    }

    /// Adds the next event.
    pub(crate) fn push(&mut self, subject: Subject) {
        let position = u32::try_from(self.before.len() + 1).unwrap_or(u32::MAX);
        self.before.push(self.last.insert(subject, position).unwrap_or(0));
    }

    /// Says that the next event begins a block.
    pub(crate) fn begin_block(&mut self) {
        self.blocks.push(u32::try_from(self.before.len() + 1).unwrap_or(u32::MAX));
    }

    /// How many blocks there are: the number of the last.
    pub(crate) fn blocks(&self) -> u64 {
        self.blocks.len() as u64
    }

    /// The number of the block that holds a position.
    pub(crate) fn block_of(&self, position: Position) -> u64 {
        self.blocks.partition_point(|first| u64::from(*first) <= position.0) as u64
    }

    /// The first position in a block, 0 if there is no such block.
    pub(crate) fn first_of(&self, block: u64) -> u64 {
        let at = usize::try_from(block).ok().and_then(|number| number.checked_sub(1));
        at.and_then(|at| self.blocks.get(at)).copied().map_or(0, u64::from)
    }

    /// How many events there are.
    pub(crate) fn len(&self) -> u64 {
        self.before.len() as u64
    }

    /// The last position of a subject, the start if it has none.
    pub(crate) fn last(&self, subject: &Subject) -> Position {
        self.last.get(subject).map_or(Position::START, |last| Position(u64::from(*last)))
    }

    /// The position of the event before this one on the same subject, the start if it is the first.
    pub(crate) fn before(&self, position: Position) -> Option<Position> {
        let at = usize::try_from(position.0.checked_sub(1)?).ok()?;
        self.before.get(at).map(|before| Position(u64::from(*before)))
    }

    /// The positions of a subject after `after`, in order.
    pub(crate) fn positions(&self, subject: &Subject, after: Position) -> Vec<Position> {
        let mut positions = Vec::new();
        let mut at = self.last(subject);
        while at > after {
            positions.push(at);
            at = self.before(at).unwrap_or(Position::START);
        }
        positions.reverse();
        positions
    }

    pub(crate) fn parts(&self) -> (&[u32], &HashMap<Subject, u32>, &[u32]) {
        (&self.before, &self.last, &self.blocks)
    }
}

#[cfg(test)]
mod tests {
    use events::InternshipId;
    use uuid::Uuid;

    use super::*;

    fn subject(n: u128) -> Subject {
        InternshipId(Uuid::from_u128(n)).subject()
    }

    #[test]
    fn a_history_is_the_positions_of_its_subject_in_order() {
        let mut index = Index::default();
        for n in [1, 2, 1, 1, 3] {
            if n != 2 {
                index.begin_block();
            }
            index.push(subject(n));
        }
        let at = |n, after| index.positions(&subject(n), Position(after));
        assert_eq!(at(1, 0), [Position(1), Position(3), Position(4)]);
        assert_eq!(at(1, 1), [Position(3), Position(4)]);
        assert_eq!(at(1, 4), []);
        assert_eq!(at(9, 0), []);
        assert_eq!(index.last(&subject(2)), Position(2));
        assert_eq!((index.len(), index.blocks()), (5, 4));
        assert_eq!([1, 2, 3, 4, 5].map(|at| index.block_of(Position(at))), [1, 1, 2, 3, 4]);
    }

    #[test]
    fn parts_that_contradict_each_other_make_no_index() {
        let one = HashMap::from([(subject(1), 2)]);
        let of = |before, blocks| Index::of(before, one.clone(), blocks);
        assert!(of(vec![0, 1], vec![1]).is_some());
        assert!(of(vec![0, 2], vec![1]).is_none(), "an event after itself");
        assert!(of(vec![0], vec![1]).is_none(), "a last event that is not there");
        assert!(of(vec![0, 0], vec![1]).is_none(), "two first events and one subject");
        assert!(of(vec![0, 1], vec![2]).is_none(), "an event before the first block");
        assert!(of(vec![0, 1], vec![1, 3]).is_none(), "a block without events");
        assert!(of(vec![0, 1], vec![1, 1]).is_none(), "two blocks at one position");
    }
}
