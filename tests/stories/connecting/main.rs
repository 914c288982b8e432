//! How a process comes to its NATS servers: over TLS, by NKey, by credentials; and how it is told
//! that it does not.

#![expect(clippy::expect_used, clippy::panic, reason = "a story fails where it breaks")]

mod credentials;
mod operator_key;
mod tls;

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::json;
use stories::cluster::{Client, SERVE};
use stories::{LIMIT, World, ends};

/// How long a refusal may take: no longer than anybody waits for.
const SOON: Duration = Duration::from_secs(20);

/// A world with the secrets of a cluster in `secrets`, and the operator key.
pub(crate) fn secrets() -> (World, String) {
    let world = World::default();
    let told = world.ok(&["cluster", "secrets", "secrets"]);
    let key = told.split_whitespace().find(|word| word.starts_with("wm_")).expect("a key").to_owned();
    (world, key)
}

/// Makes a stream by these options, starts a service, and has it take a command: it can connect,
/// append, follow, and read the bucket of keys.
#[track_caller]
pub(crate) fn is_served(world: &World, key: &str, options: &[&str]) {
    let create = ["cluster", "create", "--replicas", "1"];
    let told = world.ok(&[&create, options].concat());
    assert!(told.contains("The stream WAYMARK is made"), "{told}");
    let rest = ["--allow-unsafe-stream", "--listen", "127.0.0.1:0"];
    let files = ["--master-key-file", "secrets/master-key", "--access", "secrets/access.json"];
    let service = world.up_with(&[&SERVE, options, &rest, &files].concat());
    let client = Client::new(&service.url, key, LIMIT);
    let college = json!({
        "provider": "10009999", "ukprn": "10009999", "name": "Millbrook College",
        "date": "2024-06-03",
    });
    let answer = client.post("/v1/referrals/register-provider", "college", &college);
    let Some((201, receipt)) = answer else { panic!("{answer:?}") };
    assert_eq!(receipt["position"], 1);
    assert!(service.terminate().0.success());
}

/// A command and a service fail alike, soon, and say all of this.
#[track_caller]
pub(crate) fn is_refused(world: &World, options: &[&str], says: &[&str]) {
    let keeper = ["keep", "--allow-unsafe-stream", "--listen", "127.0.0.1:0"];
    for role in [&["cluster", "status"][..], &keeper] {
        let began = Instant::now();
        let told = world.fails(&[role, options].concat());
        assert!(began.elapsed() < SOON, "{role:?} took {:?}", began.elapsed());
        for wanted in says {
            assert!(told.contains(wanted), "{role:?} {options:?} does not say {wanted:?}: {told}");
        }
    }
}

#[test]
fn a_process_whose_address_is_taken_says_so_though_no_server_answers_yet() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let world = World::default();
    let mut command = world.command(&["keep", "--nats", "nats://127.0.0.1:1", "--listen", &address]);
    let output = ends(&mut command, SOON);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(&format!("could not listen on {address}")), "{told}");
}
