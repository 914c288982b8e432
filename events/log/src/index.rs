//! Which positions belong to a subject, in memory: four bytes an event and some thirty a subject.
//!
//! For each event the position of the event before it on the same subject, and for each subject the
//! position of its last: a history is a walk from the last to the first.

use std::collections::HashMap;

use events::{Position, Subject};

/// The most events that the index can count.
pub(crate) const MOST: u64 = u32::MAX as u64 - 1;

/// The positions of every subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    before: Vec<u32>,
    last: HashMap<Subject, u32>,
}

impl Index {
    /// An index as it was once written down; `None` if it contradicts itself.
    pub(crate) fn of(before: Vec<u32>, last: HashMap<Subject, u32>) -> Option<Self> {
        let earlier = |(at, before): (usize, &u32)| (*before as usize) <= at;
        let known = |last: &u32| *last > 0 && *last as usize <= before.len();
        let firsts = before.iter().filter(|before| **before == 0).count();
        let sound = before.iter().enumerate().all(earlier)
            && last.values().all(known)
            && firsts == last.len();
        sound.then_some(Self { before, last })
    }

    /// Adds the next event.
    pub(crate) fn push(&mut self, subject: Subject) {
        let position = u32::try_from(self.before.len() + 1).unwrap_or(u32::MAX);
        self.before.push(self.last.insert(subject, position).unwrap_or(0));
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

    pub(crate) fn parts(&self) -> (&[u32], &HashMap<Subject, u32>) {
        (&self.before, &self.last)
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
            index.push(subject(n));
        }
        let at = |n, after| index.positions(&subject(n), Position(after));
        assert_eq!(at(1, 0), [Position(1), Position(3), Position(4)]);
        assert_eq!(at(1, 1), [Position(3), Position(4)]);
        assert_eq!(at(1, 4), []);
        assert_eq!(at(9, 0), []);
        assert_eq!(index.last(&subject(2)), Position(2));
        assert_eq!(index.len(), 5);
    }

    #[test]
    fn parts_that_contradict_each_other_make_no_index() {
        let one = HashMap::from([(subject(1), 2)]);
        assert!(Index::of(vec![0, 1], one.clone()).is_some());
        assert!(Index::of(vec![0, 2], one.clone()).is_none(), "an event after itself");
        assert!(Index::of(vec![0], one.clone()).is_none(), "a last event that is not there");
        assert!(Index::of(vec![0, 0], one).is_none(), "two first events and one subject");
    }
}
