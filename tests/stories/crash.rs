//! A server killed under load loses nothing that it acknowledged.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};
use stories::{World, post, sample};

const ROUNDS: usize = 20;
const CLIENTS: usize = 6;

#[test]
fn killed_twenty_times_under_load_no_acknowledged_command_is_lost() {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    let given = world.events();
    let of_type = |kind: &str| -> Vec<&Value> {
        given.iter().filter(|event| event["type"].as_str().is_some_and(|found| found.contains(kind))).collect()
    };
    let provider = of_type("provider-registered")[0]["subject"].as_str().expect("a subject").replace("provider/", "");
    let interns: Vec<String> = of_type("accepted")
        .iter()
        .map(|event| event["subject"].as_str().expect("a subject").replace("internship/", ""))
        .collect();
    assert!(interns.len() >= CLIENTS);

    let acknowledged = Mutex::new(BTreeSet::new());
    for round in 0..ROUNDS {
        let server = world.up();
        let url = server.url.clone();
        let answered = AtomicUsize::new(0);
        // Killed after another number of answers every time: 25, 32, 39, …
        let enough = 25 + round * 7;
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (url, interns, provider) = (&url, &interns, &provider);
                let (answered, acknowledged) = (&answered, &acknowledged);
                scope.spawn(move || {
                    load(url, provider, &interns[client], round * CLIENTS + client, answered, acknowledged);
                });
            }
            while answered.load(Ordering::Relaxed) < enough {
                thread::yield_now();
            }
            server.kill();
        });
    }

    let found: BTreeSet<String> = world
        .events()
        .iter()
        .map(|event| format!("{} {}", event["id"].as_str().expect("an id"), event["position"]))
        .collect();
    let acknowledged = acknowledged.into_inner().expect("unpoisoned");
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    println!("rounds {ROUNDS}, acknowledged {}, lost {}", acknowledged.len(), lost.len());
    assert!(acknowledged.len() > ROUNDS * 25);
    assert!(lost.is_empty(), "{lost:?}");
    assert!(world.ok(&["verify"]).contains("The log is whole"));
    // The tables went on from wherever they were killed.
    let live = world.ok(&["table", "coach_hours", "--format", "csv"]);
    world.ok(&["rebuild"]);
    assert_eq!(world.ok(&["table", "coach_hours", "--format", "csv"]), live);
}

/// Logs sessions of a coach of its own until the server is gone.
fn load(
    url: &str,
    provider: &str,
    intern: &str,
    number: usize,
    answered: &AtomicUsize,
    acknowledged: &Mutex<BTreeSet<String>>,
) {
    let coach = format!("00000000-0000-4000-8000-{number:012}");
    let register = json!({"coach": coach, "provider": provider, "name": format!("Coach {number}")});
    let ask = |path: &str, key: &str, json: &Value| -> bool {
        let Some((status, receipt)) = post(url, path, key, json) else { return false };
        assert_eq!(status, 201, "{receipt}");
        let (event, position) = (receipt["event"].as_str().expect("an event"), &receipt["position"]);
        acknowledged.lock().expect("unpoisoned").insert(format!("{event} {position}"));
        answered.fetch_add(1, Ordering::Relaxed);
        true
    };
    if !ask("/v1/coaching/register-coach", "register", &register) {
        return;
    }
    for n in 0.. {
        let date = format!("2025-{:02}-{:02}", 1 + n / 480 % 12, 1 + n / 20 % 24);
        let start = format!("{:02}:{:02}:00", 8 + n % 20 / 2, n % 2 * 30);
        let hours = json!({
            "internship": intern, "coach": coach, "date": date, "start": start, "minutes": 30,
            "activity": "systematic-instruction", "claimable": false,
        });
        if !ask("/v1/coaching/log-hours", &format!("{number}-{n}"), &hours) {
            return;
        }
    }
}
