//! When messages of the stream were recorded, for those who read it without a log and in any order.
//!
//! A message's recorded time is the stream's, or that of the message before it where the stream's is
//! earlier: so it may depend on any message before. All are read once, in order, and only those
//! are remembered that have the recorded time of the one before them: a few, after a server with a
//! slower clock has come to lead the stream.

use events::Position;
use jiff::Timestamp;

/// The recorded times of the stream up to a position, as far as the messages do not tell them.
#[derive(Debug)]
pub(super) struct Times {
    /// The last message that was read, and its recorded time.
    upto: Position,
    last: Timestamp,
    /// Runs of messages that were taken no later than one before them was recorded, in order.
    late: Vec<Late>,
}

/// Messages that all have the recorded time of the one before the first of them.
#[derive(Debug)]
struct Late {
    from: Position,
    upto: Position,
    time: Timestamp,
}

impl Default for Times {
    fn default() -> Self {
        Self { upto: Position::START, last: Timestamp::MIN, late: Vec::new() }
    }
}

impl Times {
    /// The last position that was read.
    pub(super) fn upto(&self) -> Position {
        self.upto
    }

    /// The recorded time of the message there.
    pub(super) fn last(&self) -> Timestamp {
        self.last
    }

    /// The next message was recorded at this time: never before the one in front of it, unless it
    /// brought its own.
    pub(super) fn see(&mut self, position: Position, recorded: Timestamp) {
        if recorded == self.last {
            match self.late.last_mut() {
                Some(late) if late.upto.next() == position && late.time == recorded => late.upto = position,
                _ => self.late.push(Late { from: position, upto: position, time: recorded }),
            }
        }
        self.last = recorded;
        self.upto = position;
    }

    /// A time from which the recorded time of the message at a position follows as from that of the
    /// message before it; `None` while it was not read.
    pub(super) fn before(&self, position: Position) -> Option<Timestamp> {
        if position > self.upto {
            return None;
        }
        let at = self.late.partition_point(|late| late.upto < position);
        let late = self.late.get(at).filter(|late| late.from <= position);
        Some(late.map_or(Timestamp::MIN, |late| late.time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The recorded times of messages that were taken at these seconds, in order and one by one.
    fn recorded(taken: &[i64]) -> Vec<i64> {
        let mut times = Times::default();
        for (n, second) in (1..).zip(taken) {
            assert_eq!(times.before(Position(n)), None, "it was not read yet");
            let before = times.last();
            times.see(Position(n), at(*second).max(before));
        }
        let one = |(n, second): (u64, &i64)| times.before(Position(n)).unwrap().max(at(*second)).as_second();
        (1..).zip(taken).map(one).collect()
    }

    #[test]
    fn a_recorded_time_is_never_earlier_than_one_before_it() {
        assert_eq!(recorded(&[]), [0_i64; 0]);
        assert_eq!(recorded(&[5, 6, 6, 9]), [5, 6, 6, 9]);
        assert_eq!(recorded(&[5, 9, 7, 8, 9, 10, 3, 11, 2, 1]), [5, 9, 9, 9, 9, 10, 10, 11, 11, 11]);
    }

    #[test]
    fn it_is_the_running_maximum_of_any_times() {
        for seed in 0..200_u64 {
            let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                i64::try_from(state % 12).unwrap()
            };
            let taken: Vec<i64> = (0..40).map(|_| next()).collect();
            let running = taken.iter().scan(i64::MIN, |most, second| {
                *most = (*most).max(*second);
                Some(*most)
            });
            assert_eq!(recorded(&taken), running.collect::<Vec<_>>(), "seed {seed}: {taken:?}");
        }
    }

    #[test]
    fn what_follows_a_message_with_its_own_time_is_not_recorded_before_it() {
        let mut times = Times::default();
        for (n, second) in [(1, 50), (2, 50), (3, 60), (4, 60)] {
            times.see(Position(n), at(second));
        }
        let before: Vec<_> = (1..=4).map(|n| times.before(Position(n)).unwrap()).collect();
        assert_eq!(before, [Timestamp::MIN, at(50), Timestamp::MIN, at(60)]);
    }
}
