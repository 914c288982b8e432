//! What every journal promises, told once. Another implementation is another line at the bottom.

use std::sync::Arc;

use event_journal::{AppendError, Journal};
use events::{Line, Position, Sealed};
use jiff::Timestamp;
use test_servers::{NatsCluster, NatsServer};
use uuid::Uuid;

use crate::scene::{
    LIMIT, accounts, add, all, decode, event, fill, in_a_cluster, in_memory, on_disk, run, seal, sealed, subject,
};

macro_rules! contract {
    ($($promise:ident),* $(,)?) => {
        const PROMISES: usize = [$(stringify!($promise)),*].len();

        /// Holds each promise on fresh ground.
        macro_rules! kept_on {
            ($ground:expr) => {{
                let mut number = 0;
                $(
                    println!("{}", stringify!($promise));
                    let ground = $ground(number).await;
                    number += 1;
                    tokio::time::timeout(LIMIT, $promise(ground.journal.clone())).await.expect(stringify!($promise));
                )*
                assert_eq!(number, PROMISES);
            }};
        }
    };
}

contract! {
    an_empty_journal_has_nothing_and_says_so,
    positions_begin_at_one_and_have_no_gaps,
    what_was_appended_can_be_read_at_once,
    the_journal_sets_the_recorded_time,
    an_append_that_has_not_seen_the_last_event_of_its_subject_conflicts,
    a_conflict_is_told_when_its_cause_can_be_read,
    an_event_that_conflicted_is_taken_with_the_right_expectation,
    an_event_that_is_sent_again_conflicts_and_is_there_once,
    appends_to_different_subjects_do_not_conflict,
    of_many_who_expect_the_same_exactly_one_succeeds,
    a_history_has_the_events_of_its_subject_only_and_in_order,
    batches_lead_through_everything_whatever_their_size,
    a_waiting_reader_is_woken,
    an_event_that_is_too_large_is_refused_and_harms_nothing,
    an_event_of_more_hashed_bytes_than_a_leaf_may_have_is_refused_and_harms_nothing,
    an_event_with_another_ones_sealed_content_is_refused_and_harms_nothing,
    an_append_that_nobody_waits_for_is_whole_or_not_there,
}

#[test]
fn in_the_memory_of_one_process() {
    run(async { kept_on!(async |_| in_memory()) });
}

#[test]
fn on_the_disk_of_one_process() {
    run(async { kept_on!(async |_| on_disk()) });
}

#[test]
fn on_one_jetstream_server() {
    let server = NatsServer::start_with(&accounts(PROMISES));
    run(async { kept_on!(async |account| in_a_cluster(vec![server.url()], account, 1).await) });
}

#[test]
fn on_three_jetstream_servers() {
    let cluster = NatsCluster::start_with(&accounts(PROMISES));
    run(async { kept_on!(async |account| in_a_cluster(cluster.urls(), account, 3).await) });
}

async fn an_empty_journal_has_nothing_and_says_so(journal: Arc<dyn Journal>) {
    assert_eq!(journal.head(), Position::START);
    assert_eq!(*journal.watch().borrow(), Position::START);
    assert!(journal.history(subject(1), Position::START).await.unwrap().is_empty());
    for after in [0, 7].map(Position) {
        let batch = journal.since(after, 10).await.unwrap();
        assert!(batch.is_empty());
        assert_eq!(batch.last(), after);
    }
}

async fn positions_begin_at_one_and_have_no_gaps(journal: Arc<dyn Journal>) {
    for n in 1..=30 {
        assert_eq!(journal.append(event(n, n), sealed(n), Position::START).await.unwrap(), Position(n));
    }
    let positions: Vec<u64> = all(&*journal, 7).await.iter().map(|(position, ..)| position.0).collect();
    assert_eq!(positions, (1..=30).collect::<Vec<_>>());
}

async fn what_was_appended_can_be_read_at_once(journal: Arc<dyn Journal>) {
    for n in 0..20 {
        let position = add(&*journal, n, n % 3).await;
        assert!(journal.head() >= position);
        let history = journal.history(subject(n % 3), Position::START).await.unwrap();
        let last = history.last().unwrap();
        assert_eq!((last.position, &last.sealed), (position, &sealed(n).map(|sealed| sealed.0)));
        let read = decode(position, &last.leaf);
        assert_eq!(read.to_canonical().unwrap(), last.leaf, "in canonical form");
        assert_eq!(events::Event { recorded: Timestamp::UNIX_EPOCH, ..read }, event(n, n % 3));
        let batch = journal.since(Position(position.0 - 1), 1).await.unwrap();
        assert_eq!(batch.iter().next().unwrap().1, last.leaf);
    }
}

async fn the_journal_sets_the_recorded_time(journal: Arc<dyn Journal>) {
    fill(&*journal, 0, 3, 1).await;
    for (position, leaf, _) in all(&*journal, 10).await {
        let recorded = decode(position, &leaf).recorded;
        assert!(recorded > Timestamp::UNIX_EPOCH, "{recorded}");
        assert_eq!(recorded.subsec_nanosecond() % 1000, 0, "{recorded} is to the microsecond");
    }
}

async fn an_append_that_has_not_seen_the_last_event_of_its_subject_conflicts(journal: Arc<dyn Journal>) {
    fill(&*journal, 0, 3, 1).await;
    for expected in [0, 1, 2, 4, 99].map(Position) {
        conflicts(journal.append(event(9, 0), None, expected).await, expected, Position(3));
    }
    assert_eq!(journal.head(), Position(3));
    journal.append(event(9, 0), None, Position(3)).await.unwrap();
}

async fn a_conflict_is_told_when_its_cause_can_be_read(journal: Arc<dyn Journal>) {
    for round in 0..10 {
        let expected = journal.head();
        let one = tokio::spawn(tried(Arc::clone(&journal), round * 2, 0, expected));
        let other = tokio::spawn(tried(Arc::clone(&journal), round * 2 + 1, 0, expected));
        for answer in [one.await.unwrap(), other.await.unwrap()] {
            if let Err(AppendError::Conflict { current, .. }) = answer {
                let history = journal.history(subject(0), expected).await.unwrap();
                assert_eq!(history.last().unwrap().position, current);
            }
        }
    }
    assert_eq!(journal.head(), Position(10));
}

async fn an_event_that_conflicted_is_taken_with_the_right_expectation(journal: Arc<dyn Journal>) {
    for n in 0..5 {
        let expected = journal.head();
        let first = tried(Arc::clone(&journal), 100 + n, 0, expected);
        let second = tried(Arc::clone(&journal), 200 + n, 0, expected);
        let answers = tokio::join!(first, second);
        let loser = if answers.0.is_ok() { 200 + n } else { 100 + n };
        let last = journal.history(subject(0), Position::START).await.unwrap().last().unwrap().position;
        assert_eq!(tried(Arc::clone(&journal), loser, 0, last).await.unwrap(), last.next());
    }
    assert_eq!(journal.head(), Position(10));
}

async fn an_event_that_is_sent_again_conflicts_and_is_there_once(journal: Arc<dyn Journal>) {
    let first = journal.append(event(1, 1), sealed(1), Position::START).await.unwrap();
    add(&*journal, 2, 2).await;
    conflicts(journal.append(event(1, 1), sealed(1), Position::START).await, Position::START, first);
    assert_eq!(journal.history(subject(1), Position::START).await.unwrap().len(), 1);
    assert_eq!(journal.head(), Position(2));
}

async fn appends_to_different_subjects_do_not_conflict(journal: Arc<dyn Journal>) {
    let appends: Vec<_> = (0..40).map(|n| tokio::spawn(tried(Arc::clone(&journal), n, n, Position::START))).collect();
    for append in appends {
        append.await.unwrap().unwrap();
    }
    assert_eq!(journal.head(), Position(40));
}

async fn of_many_who_expect_the_same_exactly_one_succeeds(journal: Arc<dyn Journal>) {
    for round in 0..10 {
        let expected = journal.head();
        let racers: Vec<_> =
            (0..8).map(|n| tokio::spawn(tried(Arc::clone(&journal), round * 8 + n, 1, expected))).collect();
        let mut won = Vec::new();
        for racer in racers {
            match racer.await.unwrap() {
                Ok(position) => won.push(position),
                Err(error) => conflicts(Err(error), expected, expected.next()),
            }
        }
        assert_eq!(won, [expected.next()]);
    }
}

async fn a_history_has_the_events_of_its_subject_only_and_in_order(journal: Arc<dyn Journal>) {
    fill(&*journal, 0, 40, 7).await;
    for after in [0, 1, 20, 38, 40, 500].map(Position) {
        let history = journal.history(subject(3), after).await.unwrap();
        let expected: Vec<u64> = (0..40).filter(|n| n % 7 == 3 && n + 1 > after.0).collect();
        let found: Vec<u64> = history.iter().map(|stored| stored.position.0 - 1).collect();
        assert_eq!(found, expected, "after {after}");
        for stored in history {
            assert_eq!(decode(stored.position, &stored.leaf).id, event(stored.position.0 - 1, 3).id);
        }
    }
}

async fn batches_lead_through_everything_whatever_their_size(journal: Arc<dyn Journal>) {
    fill(&*journal, 0, 60, 11).await;
    let everything = all(&*journal, 1000).await;
    assert_eq!(everything.len(), 60);
    for limit in [0, 1, 2, 13, 59, 60] {
        assert_eq!(all(&*journal, limit).await, everything, "limit {limit}");
    }
    for after in [1, 29, 58, 59].map(Position) {
        let batch = journal.since(after, 1).await.unwrap();
        assert_eq!(batch.iter().next().unwrap().0, after.next());
    }
}

async fn a_waiting_reader_is_woken(journal: Arc<dyn Journal>) {
    let mut watch = journal.watch();
    let waiting = tokio::spawn(async move { *watch.wait_for(|head| *head >= Position(5)).await.unwrap() });
    fill(&*journal, 0, 5, 2).await;
    assert_eq!(waiting.await.unwrap(), Position(5));
    assert_eq!(journal.since(Position(4), 10).await.unwrap().len(), 1);
}

async fn an_event_that_is_too_large_is_refused_and_harms_nothing(journal: Arc<dyn Journal>) {
    let mut large = event(1, 1);
    let content = seal(&mut large, &vec![b'b'; event_log::Entry::MOST_BYTES]);
    let refused = journal.append(large, content, Position::START).await;
    assert!(matches!(&refused, Err(AppendError::Failed(why)) if why.contains("the limit is")), "{refused:?}");
    fill(&*journal, 0, 3, 2).await;
    assert_eq!(journal.head(), Position(3));
}

async fn an_event_of_more_hashed_bytes_than_a_leaf_may_have_is_refused_and_harms_nothing(journal: Arc<dyn Journal>) {
    let limit = events::MOST_BYTES;
    let mut large = event(1, 1);
    let part = |n: usize| {
        let mut listed = event(3, 1).sealed.remove(0);
        listed.owner.id = Uuid::from_u128(n as u128);
        listed
    };
    let from = |length: usize| Some(Line::new(&"x".repeat(length)).unwrap());
    // As many parts as fit, and an origin as long as it takes to fill the limit.
    large.by.origin = from(1);
    while large.to_canonical().unwrap().len() <= limit {
        large.sealed.push(part(large.sealed.len()));
    }
    large.sealed.pop();
    let missing = limit - large.to_canonical().unwrap().len();
    large.by.origin = from(1 + missing);
    let largest = large.clone();
    assert_eq!(largest.to_canonical().unwrap().len(), limit);
    large.by.origin = from(2 + missing);

    let said = event_log::AppendError::TooLarge { size: limit + 1, limit }.to_string();
    let refused = journal.append(large, None, Position::START).await;
    assert!(matches!(&refused, Err(AppendError::Failed(why)) if *why == said), "{refused:?}");
    assert_eq!(journal.append(largest.clone(), None, Position::START).await.unwrap(), Position(1));
    fill(&*journal, 0, 2, 1).await;
    let stored = journal.history(subject(1), Position::START).await.unwrap().remove(0);
    assert_eq!(stored.leaf.len(), limit);
    let read = decode(stored.position, &stored.leaf);
    assert_eq!(events::Event { recorded: Timestamp::UNIX_EPOCH, ..read }, largest);
}

async fn an_event_with_another_ones_sealed_content_is_refused_and_harms_nothing(journal: Arc<dyn Journal>) {
    // Another one's, too many, and too few.
    let cut = sealed(3).map(|Sealed(bytes)| Sealed(bytes[..bytes.len() - 1].to_vec()));
    for (n, sealed) in [(3, sealed(6)), (4, sealed(6)), (3, cut)] {
        let refused = journal.append(event(n, n), sealed, Position::START).await;
        assert!(
            matches!(&refused, Err(AppendError::Failed(why)) if why.contains("sealed content beside it")),
            "{refused:?}"
        );
    }
    assert_eq!(add(&*journal, 3, 3).await, Position(1));
}

async fn an_append_that_nobody_waits_for_is_whole_or_not_there(journal: Arc<dyn Journal>) {
    for n in 0..20 {
        let dropped = tokio::spawn(tried(Arc::clone(&journal), n, 0, journal.head()));
        tokio::task::yield_now().await;
        dropped.abort();
        let _ = dropped.await;
        // Whatever became of it, the next one finds its place.
        let mut next = Err(AppendError::Failed(String::new()));
        while next.is_err() {
            let history = journal.history(subject(0), Position::START).await.unwrap();
            let last = history.last().map_or(Position::START, |stored| stored.position);
            next = journal.append(event(1000 + n, 0), None, last).await;
            assert!(matches!(next, Ok(_) | Err(AppendError::Conflict { .. })), "{next:?}");
        }
    }
    let history = journal.history(subject(0), Position::START).await.unwrap();
    let positions: Vec<u64> = history.iter().map(|stored| stored.position.0).collect();
    assert_eq!(positions, (1..=journal.head().0).collect::<Vec<_>>());
    let mut ids: Vec<_> = history.iter().map(|stored| decode(stored.position, &stored.leaf).id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), history.len(), "each event once");
}

async fn tried(journal: Arc<dyn Journal>, n: u64, about: u64, expected: Position) -> Result<Position, AppendError> {
    journal.append(event(n, about), sealed(n), expected).await
}

#[track_caller]
fn conflicts(answer: Result<Position, AppendError>, expected: Position, current: Position) {
    match answer {
        Err(AppendError::Conflict { expected: e, current: c }) => assert_eq!((e, c), (expected, current)),
        other => panic!("{other:?} instead of a conflict with {current}"),
    }
}
