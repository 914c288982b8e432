//! A byte of a node's log that was changed, wherever it stands.

use stories::cluster::{Cluster, copy};
use test_servers::flip;

use crate::ground::{prepare, registration, session, take};

/// How many bytes are changed, one at a time, spread over the whole log.
const PLACES: usize = 24;

#[test]
fn a_byte_changed_anywhere_among_a_nodes_events_is_found_by_verify() {
    let cluster = Cluster::start();
    let mut service = cluster.serve("service");
    prepare(&service.client, 3);
    take(&service.client, "/v1/coaching/register-coach", "coach", &registration(1));
    for n in 0..60 {
        take(&service.client, "/v1/coaching/log-hours", &format!("{n}"), &session(n % 3, 1, n));
    }
    assert!(service.terminate().success());
    let whole = cluster.ok("service", &["verify"]);
    assert!(whole.contains("The log is whole."), "{whole}");
    let events = cluster.ok("service", &["events"]);

    let engine = std::fs::read(cluster.path("service/log/engine/db")).expect("the log");
    let used: Vec<usize> = (0..engine.len()).filter(|at| engine[*at] != 0).collect();
    let mut found = 0;
    for place in 0..PLACES {
        let name = format!("flipped-{place}");
        copy(&cluster.path("service"), &cluster.path(&name));
        let at = used[used.len() * place / PLACES + used.len() / PLACES / 2];
        flip(&cluster.path(&name).join("log/engine/db"), at);
        let done = cluster.run(&name, &["verify"]);
        assert!(!done.err.contains("panicked"), "{at}: {}", done.err);
        // What the engine has written again elsewhere may be changed: then every event is as it was.
        let harmless = done.status.success();
        if harmless {
            assert_eq!(cluster.ok(&name, &["events"]), events, "byte {at} of {} went unnoticed", engine.len());
        } else {
            assert!(done.err.contains("error: "), "{at}: {done:?}");
        }
        found += usize::from(!harmless);
    }
    println!("{found} of {PLACES} changed bytes were in use, and found");
    assert!(found > 0, "no place was where an event is");
}
