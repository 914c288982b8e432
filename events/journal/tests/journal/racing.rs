//! Writers that race: of everything they try, exactly what may stand does.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use event_journal::{AppendError, ClusterJournal, Connection, Feed as _, Journal as _};
use event_log::MemoryLog;
use events::{EventId, Position};

use crate::scene::{caught_up, connect, decode, event, join, one_server, run, sealed, subject, three_servers};

const WRITERS: u64 = 8;
const SUBJECTS: u64 = 2;

#[test]
fn eight_writers_on_two_subjects_break_no_order_on_one_server() {
    run(async {
        let (server, connection) = one_server().await;
        race(&connection, vec![server.url()]).await;
    });
}

#[test]
fn eight_writers_on_two_subjects_break_no_order_on_three_servers() {
    run(async {
        let (cluster, connection) = three_servers().await;
        race(&connection, cluster.urls()).await;
    });
}

/// Four nodes with two writers each, all at the same two subjects, for a few seconds.
async fn race(connection: &Connection, urls: Vec<String>) {
    let accepted = Arc::new(AtomicU64::new(0));
    let conflicts = Arc::new(AtomicU64::new(0));
    let mut nodes = Vec::new();
    for _ in 0..WRITERS / 2 {
        let connection = connect(urls.clone()).await;
        nodes.push(join(&connection, Arc::new(MemoryLog::new())).await);
    }
    let until = Instant::now() + Duration::from_secs(4);
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (node, accepted, conflicts) = (nodes[writer as usize / 2].clone(), accepted.clone(), conflicts.clone());
            tokio::spawn(async move {
                let mut won = HashMap::new();
                let mut n = writer;
                while Instant::now() < until {
                    let about = n / 2 % SUBJECTS;
                    let history = node.history(subject(about), Position::START).await.unwrap();
                    let expected = history.last().map_or(Position::START, |stored| stored.position);
                    match node.append(event(n, about), sealed(n), expected).await {
                        Ok(position) => {
                            accepted.fetch_add(1, Ordering::Relaxed);
                            won.insert(position, (event(n, about).id, expected));
                        }
                        Err(AppendError::Conflict { current, .. }) => {
                            assert!(current > expected, "a conflict has a cause");
                            conflicts.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(error) => panic!("{error}"),
                    }
                    // Odd and even in turn: events of two contexts about both subjects.
                    n += WRITERS * SUBJECTS + 1;
                }
                won
            })
        })
        .collect();
    let mut won: HashMap<Position, (EventId, Position)> = HashMap::new();
    for writer in writers {
        for (position, what) in writer.await.unwrap() {
            assert!(won.insert(position, what).is_none(), "position {position} was given twice");
        }
    }
    let last = connection.stream_seen().await.unwrap().last;
    let (accepted, conflicts) = (accepted.load(Ordering::Relaxed), conflicts.load(Ordering::Relaxed));
    assert_eq!(last.0, accepted, "as many events as were accepted");
    let violations = violations(&nodes[0], last, &won).await;
    println!("{accepted} accepted, {conflicts} conflicts, {violations} violations");
    assert_eq!(violations, 0);
    assert!(accepted > 0 && conflicts > 0);
    let mut roots = Vec::new();
    for node in &nodes {
        caught_up(node).await;
        roots.push(node.log().head());
    }
    assert!(roots.iter().all(|head| *head == roots[0] && head.position == last), "{roots:?}");
}

/// How many events do not stand right after what their writer had seen of their subject.
async fn violations(node: &ClusterJournal, last: Position, won: &HashMap<Position, (EventId, Position)>) -> usize {
    caught_up(node).await;
    let mut violations = 0;
    for about in 0..SUBJECTS {
        let mut before = Position::START;
        for stored in node.history(subject(about), Position::START).await.unwrap() {
            let id = decode(stored.position, &stored.leaf).id;
            violations += usize::from(won.get(&stored.position) != Some(&(id, before)));
            before = stored.position;
        }
        assert!(before <= last);
    }
    violations
}
