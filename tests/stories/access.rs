//! Who may do what with a running server, and where its keys are to be seen.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;
use stories::cluster::{Client, wait};
use stories::{LIMIT, Server, World, text};

fn key_in(said: &str) -> String {
    said.split_whitespace().find(|word| word.starts_with("wm_")).expect("a key").to_owned()
}

#[test]
fn keys_are_made_and_ended_while_the_server_runs_and_open_what_their_rights_say() {
    let world = World::default();
    let log = world.path("server.log");
    let mut up = world.command(&["up", "--listen", "127.0.0.1:0"]);
    up.stderr(fs::File::create(&log).expect("a file"));
    let server = Server::start(up);
    let operator = key_in(&server.said);
    let prometheus = key_in(&world.ok(&["access", "add", "prometheus", "--rights", "metrics"]));
    let status = |key: &str, path: &str| Client::new(&server.url, key, LIMIT).get_text(path).expect("an answer").0;
    wait("the new key opens the metrics", || status(&prometheus, "/metrics") == 200);
    for path in ["/v1/tables", "/v1/events", "/v1/internships/NF-002/timeline", "/openapi.json", "/"] {
        assert_eq!(status(&prometheus, path), 403, "{path}");
        assert_ne!(status(&operator, path), 403, "{path}");
    }
    let refused = world.fails(&["access", "add", "prometheus", "--rights", "metrics"]);
    assert!(refused.contains("already"), "{refused}");

    for (arguments, told) in [
        (&["--rights", "personal"][..], "--rights reads,personal"),
        (&["--rights", "reads", "--expires", "2020-01-01"], "from today on"),
    ] {
        let refused = world.fails(&[&["access", "add", "office"], arguments].concat());
        assert!(refused.contains(told), "{refused}");
    }

    fs::write(world.path("data/access.json"), "{").expect("written");
    wait("it is logged that the file cannot be read", || {
        fs::read_to_string(&log).expect("a log").contains("does not hold operator keys")
    });
    assert_eq!((status(&operator, "/v1/tables"), status(&prometheus, "/metrics")), (200, 200));

    fs::remove_file(world.path("data/access.json")).expect("removed");
    let office = key_in(&world.ok(&["access", "add", "office", "--rights", "reads", "--expires", "2099-12-31"]));
    wait("the file is read again", || status(&office, "/v1/tables") == 200);
    assert_eq!(status(&operator, "/v1/tables"), 401);
    world.ok(&["access", "revoke", "office"]);
    wait("the key is ended", || status(&office, "/v1/tables") == 401);
    let listed = world.ok(&["access", "list"]);
    assert!(listed.contains("office") && listed.contains("revoked on "), "{listed}");
}

#[test]
fn an_address_that_is_taken_shows_no_key_and_makes_nothing() {
    let world = World::default();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let done = world.run(&["up", "--listen", &address]);
    assert!(done.err.contains("could not listen on"), "{done:?}");
    assert!(!done.status.success() && !done.out.contains("wm_"), "{done:?}");
    assert!(!world.data().exists(), "a data directory was made");
}

#[test]
fn a_key_on_the_command_line_is_warned_of_and_one_in_the_environment_is_not() {
    let world = World::default();
    let ask = ["table", "jobs", "--server", "http://127.0.0.1:1"];
    let typed = world.fails(&[&ask[..], &["--key", "wm_1"]].concat());
    assert!(typed.contains("warning: everybody on this machine can see a key"), "{typed}");
    let output = world.command(&ask).env("WAYMARK_KEY", "wm_1").output().expect("the binary runs");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("warning"), "{output:?}");
}

#[test]
fn a_reading_on_the_command_line_is_logged_too() {
    let world = World::default();
    world.import_sample(&stories::sample(), &[]);
    world.ok(&["timeline", "NF-002"]);
    let kept = fs::read_to_string(world.path("data/access.log")).expect("an access log");
    assert!(
        kept.lines().count() == 1 && kept.contains("\"actor\":\"command line\",\"subject\":\"internship/"),
        "{kept}"
    );
    assert!(!kept.contains("Rigby"), "{}: {kept}", text(&world.data()));
}

#[test]
fn reading_commands_ask_the_server_that_runs_on_the_data_by_themselves() {
    let world = World::default();
    world.import_sample(&stories::sample(), &[]);
    let asked: [&[&str]; 4] = [
        &["timeline", "NF-002"],
        &["table", "jobs", "--format", "csv"],
        &["events", "--subject", "internship/10000001/NF-002"],
        &["events", "--after", "2000"],
    ];
    // Members of an object have no order.
    let value = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| Value::from(line));
    let read = |asked: [&[&str]; 4]| asked.map(|asked| world.ok(asked).lines().map(value).collect::<Vec<_>>());
    let alone = read(asked);
    let server = world.up_with(&["up", "--listen", "127.0.0.1:0"]);
    let operator = key_in(&server.said);
    let ready = Client::new(&server.url, &operator, LIMIT);
    wait("the tables follow", || ready.get_text("/readyz").expect("an answer").0 == 200);
    assert_eq!(read(asked), alone);
    let kept = fs::read_to_string(world.path("data/access.log")).expect("an access log");
    assert_eq!(kept.matches("\"actor\":\"command line\"").count(), 2, "{kept}");

    let announced = world.path("data/server.json");
    let mode = fs::metadata(&announced).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "others can read the key in it");
    let key = key_in(&fs::read_to_string(&announced).expect("text").replace('"', " "));
    let status = |path: &str| Client::new(&server.url, &key, LIMIT).get_text(path).expect("an answer").0;
    assert_eq!((status("/v1/tables"), status("/metrics")), (200, 403));
    let told = world.fails(&["verify", "--tables"]);
    assert!(told.contains("stop it first"), "{told}");

    // A server that is killed leaves its file behind, and it is not used.
    server.kill();
    assert!(announced.exists());
    assert_eq!(read(asked), alone);
    assert!(world.up().terminate().0.success());
    assert!(!announced.exists());
}
