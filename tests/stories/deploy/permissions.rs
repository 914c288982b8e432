//! What accounts.conf lets a role do, asked of a real server with the role's own key. That it lets
//! each role do its work is told by the story of docs/operations.md.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nkeys::KeyPair;
use serde_json::{Value, json};
use stories::{World, root};
use test_servers::NatsServer;

const ROLES: [&str; 5] = ["service", "worker", "reader", "keeper", "operator"];

/// A server with the accounts as they are deployed, and the secrets of its users.
fn server() -> (World, NatsServer) {
    let world = World::default();
    world.ok(&["cluster", "secrets", "secrets"]);
    let mut accounts = fs::read_to_string(root().join("deploy/kubernetes/nats/accounts.conf")).expect("accounts");
    for line in fs::read_to_string(world.path("secrets/nats.env")).expect("keys").lines() {
        let (name, key) = line.split_once('=').expect("a key");
        accounts = accounts.replace(&format!("${name}"), key);
    }
    let server = NatsServer::start_with(&accounts);
    create(&world, &server);
    (world, server)
}

fn create(world: &World, server: &NatsServer) {
    world.ok(&["cluster", "create", "--replicas", "1", "--nats", &server.url(), "--nats-nkey", "secrets/operator.nk"]);
}

/// Whether a role may publish to a subject; the server says so at once, whatever it would answer.
fn may_publish(world: &World, server: &NatsServer, role: &str, subject: &str) -> bool {
    let seed = fs::read_to_string(world.path(&format!("secrets/{role}.nk"))).expect("a seed");
    let pair = KeyPair::from_seed(seed.trim()).expect("a key");
    let mut connection = TcpStream::connect(server.address()).expect("a connection");
    connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    let mut lines = BufReader::new(connection.try_clone().expect("a connection")).lines();
    let mut line = || lines.next().expect("a line").expect("a line");
    let told = line();
    let told: Value = serde_json::from_str(told.strip_prefix("INFO ").expect("INFO")).expect("JSON");
    let signed = pair.sign(told["nonce"].as_str().expect("a nonce").as_bytes()).expect("a signature");
    let connect =
        json!({"verbose": false, "nkey": pair.public_key(), "sig": URL_SAFE_NO_PAD.encode(signed), "protocol": 1});
    write!(connection, "CONNECT {connect}\r\nPING\r\n").expect("sent");
    while line() != "PONG" {}
    write!(connection, "PUB {subject} 0\r\n\r\nPING\r\n").expect("sent");
    loop {
        match line() {
            told if told == "PONG" => return true,
            told if told.contains("Permissions Violation for Publish") => return false,
            _ => {}
        }
    }
}

#[test]
fn only_services_and_the_operator_append_and_put_keys() {
    let (world, server) = server();
    for role in ROLES {
        let writes = ["service", "operator"].contains(&role);
        for subject in ["waymark.events.internship.0b9f6e9c", "$KV.WAYMARK_KEYS.0b9f6e9c"] {
            assert_eq!(may_publish(&world, &server, role, subject), writes, "{role} {subject}");
        }
        let reads_keys = ["service", "reader", "operator"].contains(&role);
        let key = "$JS.API.DIRECT.GET.KV_WAYMARK_KEYS.$KV.WAYMARK_KEYS.0b9f6e9c";
        assert_eq!(may_publish(&world, &server, role, key), reads_keys, "{role} {key}");
    }
}

#[test]
fn nobody_deletes_or_purges_and_only_the_operator_changes_a_stream() {
    let (world, server) = server();
    for role in ROLES {
        for stream in ["WAYMARK", "KV_WAYMARK_KEYS"] {
            for never in ["STREAM.DELETE", "STREAM.PURGE", "STREAM.MSG.DELETE"] {
                let subject = format!("$JS.API.{never}.{stream}");
                assert!(!may_publish(&world, &server, role, &subject), "{role} {subject}");
            }
            let subject = format!("$JS.API.STREAM.UPDATE.{stream}");
            assert_eq!(may_publish(&world, &server, role, &subject), role == "operator", "{role} {subject}");
        }
    }
    // Both are still there: made again, and not for the first time.
    let asked = ["cluster", "status", "--nats", &server.url(), "--nats-nkey", "secrets/operator.nk"];
    let told = world.ok(&[&asked[..], &["--allow-unsafe-stream"]].concat());
    assert!(told.contains("Stream WAYMARK: 0 events"), "{told}");
}

#[test]
fn nobody_gets_in_without_a_key() {
    let (world, server) = server();
    let role = ["cluster", "status", "--nats", &server.url()];
    assert!(world.fails(&role).contains("uthorization"));
}
