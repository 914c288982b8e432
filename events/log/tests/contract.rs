//! What every log promises, told once and run on each: in memory, on disk, and on disk with blocks
//! that never grow.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::sync::Barrier;
use std::thread;

use common::{all, entry, fill, id, open, sized, small, subject};
use event_log::{AppendError, Appended, Entry, EventLog, Fault, MemoryLog, Options, RootHash, SledLog, tree};
use events::{Position, SealedMismatch};

macro_rules! contract {
    ($($promise:ident),* $(,)?) => {
        mod in_memory {
            $(#[test] fn $promise() { super::$promise(&super::MemoryLog::new()); })*
        }
        mod on_disk {
            $(#[test] fn $promise() {
                let dir = tempfile::tempdir().unwrap();
                super::$promise(&super::open(dir.path()));
            })*
        }
        mod on_disk_with_a_block_for_each_commit {
            $(#[test] fn $promise() {
                let dir = tempfile::tempdir().unwrap();
                let options = super::Options { grow_blocks_to: 0, ..super::small() };
                super::$promise(&super::SledLog::open(dir.path(), options).unwrap());
            })*
        }
    };
}

contract! {
    an_empty_log_is_sound_and_says_so,
    positions_begin_at_one_and_have_no_gaps,
    an_append_that_has_not_seen_the_last_event_of_its_subject_is_refused,
    appends_to_different_subjects_do_not_conflict,
    a_history_has_the_events_of_its_subject_only_and_in_order,
    batches_lead_through_everything_whatever_their_size,
    the_root_is_that_of_the_tree_of_all_leaves,
    sealed_content_stays_outside_the_tree,
    verification_finds_sealed_content_that_its_event_does_not_commit_to,
    an_event_that_is_too_large_is_refused_and_harms_nothing,
    the_largest_event_is_taken_and_read_back,
    of_many_who_expect_the_same_exactly_one_succeeds,
    appends_of_one_subject_that_wait_together_are_held_against_each_other,
    a_watcher_sees_the_durable_head,
    what_nobody_waits_for_is_appended_all_the_same,
    verification_finds_an_event_that_says_something_else_about_itself,
}

fn an_empty_log_is_sound_and_says_so(log: &dyn EventLog) {
    assert_eq!(log.head().position, Position::START);
    assert_eq!(log.head().root, RootHash::empty());
    assert_eq!(log.last(&subject(1)), Position::START);
    assert_eq!(log.history(&subject(1), Position::START), Ok(vec![]));
    assert!(log.batch(Position::START, 10).unwrap().is_empty());
    assert!(log.batch(Position(7), 10).unwrap().is_empty());
    assert_eq!(log.verify(&mut |_| ()).unwrap().head, log.head());
}

fn positions_begin_at_one_and_have_no_gaps(log: &dyn EventLog) {
    for n in 1..=50 {
        let appended = log.append(entry(n, n), Position::START).wait();
        assert_eq!(appended, Ok(Appended { position: Position(n) }));
    }
    let positions: Vec<u64> = all(log, 7).iter().map(|(position, ..)| position.0).collect();
    assert_eq!(positions, (1..=50).collect::<Vec<_>>());
}

fn an_append_that_has_not_seen_the_last_event_of_its_subject_is_refused(log: &dyn EventLog) {
    fill(log, 0, 3, 1);
    for expected in [0, 1, 2, 4, 99].map(Position) {
        let refused = log.append(entry(9, 0), expected).wait();
        assert_eq!(refused, Err(AppendError::Conflict { expected, current: Position(3) }));
    }
    assert_eq!(log.head().position, Position(3));
    assert!(log.append(entry(9, 0), Position(3)).wait().is_ok());
}

fn appends_to_different_subjects_do_not_conflict(log: &dyn EventLog) {
    let pending: Vec<_> = (0..40).map(|n| log.append(entry(n, n), Position::START)).collect();
    let refused = log.append(entry(99, 99), Position(5)).wait();
    assert_eq!(refused, Err(AppendError::Conflict { expected: Position(5), current: Position(0) }));
    for pending in pending {
        pending.wait().unwrap();
    }
    assert_eq!(log.head().position, Position(40));
}

fn a_history_has_the_events_of_its_subject_only_and_in_order(log: &dyn EventLog) {
    fill(log, 0, 100, 7);
    for after in [0, 1, 50, 96, 100, 500].map(Position) {
        let history = log.history(&subject(3), after).unwrap();
        let expected: Vec<u64> = (0..100).filter(|n| n % 7 == 3 && n + 1 > after.0).collect();
        assert_eq!(history.len(), expected.len());
        for (stored, n) in history.iter().zip(expected) {
            assert_eq!(stored.position, Position(n + 1));
            assert_eq!(stored.leaf, entry(n, 3).leaf());
            assert_eq!(stored.sealed.as_deref(), entry(n, 3).sealed());
        }
    }
}

fn batches_lead_through_everything_whatever_their_size(log: &dyn EventLog) {
    fill(log, 0, 300, 11);
    let everything: Vec<_> = (0..300)
        .map(|n| (Position(n + 1), entry(n, n % 11).leaf().to_vec(), entry(n, n % 11).sealed().map(<[u8]>::to_vec)))
        .collect();
    for limit in [0, 1, 2, 13, 299, 300, 100_000] {
        assert_eq!(all(log, limit), everything, "limit {limit}");
    }
    for after in [1, 149, 298, 299].map(Position) {
        let batch = log.batch(after, 1).unwrap();
        assert_eq!(batch.iter().next().unwrap().0, after.next());
    }
}

fn the_root_is_that_of_the_tree_of_all_leaves(log: &dyn EventLog) {
    let mut tree = tree::Frontier::default();
    for n in 0..70 {
        fill(log, n, n + 1, 5);
        tree.push(tree::leaf_hash(entry(n, n % 5).leaf()));
        assert_eq!((log.head().position.0, log.head().root), (tree.size(), tree.root()));
    }
}

fn sealed_content_stays_outside_the_tree(log: &dyn EventLog) {
    let open = entry(1, 1);
    let sealed = Entry::new(open.id(), open.subject(), open.leaf().to_vec(), Some(vec![1, 2, 3]));
    assert_eq!(open.leaf_hash(), sealed.leaf_hash());
    log.append(sealed, Position::START).wait().unwrap();
    let twin = MemoryLog::new();
    twin.append(open, Position::START).wait().unwrap();
    assert_eq!(log.head(), twin.head());
    assert_eq!(log.history(&subject(1), Position::START).unwrap()[0].sealed, Some(vec![1, 2, 3]));
}

fn verification_finds_sealed_content_that_its_event_does_not_commit_to(log: &dyn EventLog) {
    fill(log, 1, 3, 1);
    let (third, sixth) = (entry(3, 1), entry(6, 1));
    let swapped = Entry::new(third.id(), third.subject(), third.leaf().to_vec(), sixth.sealed().map(<[u8]>::to_vec));
    log.append(swapped, log.last(&subject(1))).wait().unwrap();
    let damage = log.verify(&mut |_| ()).unwrap_err();
    assert_eq!((damage.position, damage.fault), (Position(3), Fault::Sealed(SealedMismatch::Hash)));
}

fn an_event_that_is_too_large_is_refused_and_harms_nothing(log: &dyn EventLog) {
    for (leaf, sealed, limit) in [
        (Entry::MOST_LEAF_BYTES + 1, 0, Entry::MOST_LEAF_BYTES),
        (Entry::MOST_LEAF_BYTES, Entry::MOST_BYTES + 1 - Entry::MOST_LEAF_BYTES, Entry::MOST_BYTES),
    ] {
        let large = Entry::new(id(1), subject(1), vec![b'a'; leaf], Some(vec![b'b'; sealed]));
        let refused = log.append(large, Position::START).wait();
        assert_eq!(refused, Err(AppendError::TooLarge { size: limit + 1, limit }));
    }
    fill(log, 0, 3, 2);
    assert_eq!(log.verify(&mut |_| ()).unwrap().head.position, Position(3));
}

fn the_largest_event_is_taken_and_read_back(log: &dyn EventLog) {
    let overhead = sized(1, 1, 0).leaf().len();
    let largest = sized(1, 1, Entry::MOST_LEAF_BYTES - overhead);
    assert_eq!(largest.leaf().len(), Entry::MOST_LEAF_BYTES);
    fill(log, 2, 5, 1);
    let pending: Vec<_> =
        (1..6).map(|n| log.append(sized(1, n, Entry::MOST_LEAF_BYTES - overhead), Position::START)).collect();
    for pending in pending {
        pending.wait().unwrap();
    }
    fill(log, 5, 8, 1);
    assert_eq!(log.history(&subject(1), Position::START).unwrap()[0].leaf, largest.leaf());
    assert_eq!(all(log, 3).len(), 11);
}

fn of_many_who_expect_the_same_exactly_one_succeeds(log: &dyn EventLog) {
    for round in 0..20 {
        let expected = log.last(&subject(1));
        let start = Barrier::new(8);
        let answers: Vec<_> = thread::scope(|scope| {
            let racers: Vec<_> = (0..8)
                .map(|n| {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        log.append(entry(round * 8 + n, 1), expected).wait()
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        let won: Vec<_> = answers.iter().flatten().collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        let current = won[0].position;
        let conflict = Err(AppendError::Conflict { expected, current });
        assert_eq!(answers.iter().filter(|answer| **answer == conflict).count(), 7);
        assert_eq!(log.last(&subject(1)), current, "a conflict is told when its cause can be read");
    }
    assert_eq!(log.verify(&mut |_| ()).unwrap().head.position, Position(20));
}

fn appends_of_one_subject_that_wait_together_are_held_against_each_other(log: &dyn EventLog) {
    let pending: Vec<_> = (0..60)
        .map(|n| (n, log.append(entry(n, 1), Position(n / 2)), log.append(entry(n + 100, 2), Position::START)))
        .collect();
    let mut wins = 0;
    for (n, chained, contested) in pending {
        match chained.wait() {
            Ok(_) => wins += 1,
            Err(error) => assert!(matches!(error, AppendError::Conflict { .. }), "{error}"),
        }
        assert_eq!(contested.wait().is_ok(), n == 0);
    }
    let history = log.history(&subject(1), Position::START).unwrap();
    assert_eq!(history.len(), wins);
    assert!(wins >= 1);
    assert_eq!(log.history(&subject(2), Position::START).unwrap().len(), 1);
    log.verify(&mut |_| ()).unwrap();
}

fn a_watcher_sees_the_durable_head(log: &dyn EventLog) {
    let mut watch = log.watch();
    assert_eq!(*watch.borrow_and_update(), Position::START);
    fill(log, 0, 5, 2);
    assert!(watch.has_changed().unwrap());
    assert_eq!(*watch.borrow_and_update(), Position(5));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let seen = runtime.block_on(async {
        let appended = log.append(entry(5, 9), Position::START).await.unwrap();
        (appended.position, *watch.wait_for(|head| *head >= Position(6)).await.unwrap())
    });
    assert_eq!(seen, (Position(6), Position(6)));
}

fn what_nobody_waits_for_is_appended_all_the_same(log: &dyn EventLog) {
    for n in 0..20 {
        drop(log.append(entry(n, n), Position::START));
    }
    log.append(entry(20, 20), Position::START).wait().unwrap();
    assert_eq!(all(log, 5).len(), 21);
}

fn verification_finds_an_event_that_says_something_else_about_itself(log: &dyn EventLog) {
    fill(log, 0, 10, 3);
    let counted = log.verify(&mut |_| ()).unwrap();
    assert_eq!((counted.head, counted.subjects, counted.sealed), (log.head(), 3, 4));
    let mut seen = vec![];
    log.verify(&mut |position| seen.push(position)).unwrap();
    assert_eq!(seen.last(), Some(&Position(10)));
    assert!(seen.is_sorted());
    let wrong = Entry::new(id(77), subject(5), entry(78, 5).leaf().to_vec(), None);
    log.append(wrong, Position::START).wait().unwrap();
    let damage = log.verify(&mut |_| ()).unwrap_err();
    assert_eq!(damage.position, Position(11));
    assert!(damage.to_string().contains("the event's id is not the one"), "{damage}");
}
