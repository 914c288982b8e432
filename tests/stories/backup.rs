//! A backup of a running server, and what it is restored to.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::json;
use stories::{World, post, text};

/// A world with invented programmes.
fn simulated() -> World {
    let world = World::default();
    world.ok(&["simulate", "--interns", "12", "--years", "1", "--seed", "3"]);
    world
}

/// The last line of `verify`: tree size and root.
fn tree(world: &World) -> String {
    world.ok(&["verify"]).lines().last().expect("a line").to_owned()
}

/// A world with the master key of another, into which this backup was restored.
fn restored(backup: &Path, from: &World) -> World {
    let world = World::default();
    let said = world.ok(&["restore", text(backup)]);
    assert!(said.contains("master key"), "{said}");
    fs::copy(from.path("data/keys/master"), world.path("data/keys/master")).expect("the master key");
    world
}

#[test]
fn a_backup_of_a_running_server_is_restored_as_the_same_log_with_its_keys() {
    let world = simulated();
    let (tree_before, events) = (tree(&world), world.ok(&["events"]));
    let server = world.up_with(&["up", "--listen", "127.0.0.1:0"]);
    let said = world.ok(&["backup", "saved"]);
    let saved = world.path("saved");
    assert!(said.contains("master key, which decrypts the keys, is not included"), "{said}");
    for apart in ["keys/master", "access.json", "server.json", "read-models"] {
        assert!(!saved.join(apart).exists(), "{apart} is in the backup");
    }
    assert!(server.terminate().0.success());

    let other = restored(&saved, &world);
    assert_eq!(tree(&other), tree_before);
    assert_eq!(other.ok(&["events"]), events);
    assert_eq!(
        other.ok(&["table", "journeys", "--format", "csv"]),
        world.ok(&["table", "journeys", "--format", "csv"])
    );
    assert!(other.ok(&["verify", "--tables"]).contains("all open"));
}

#[test]
fn a_backup_while_commands_are_taken_ends_at_a_position_that_the_server_had() {
    let world = World::default();
    let server = world.up();
    let (url, over) = (server.url.clone(), AtomicBool::new(false));
    let college = json!({ "provider": "10009999", "ukprn": "10009999", "name": "Millbrook College" });
    assert_eq!(server.post("/v1/referrals/register-provider", "college", &college).expect("an answer").0, 201);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in (0..).take_while(|_| !over.load(Ordering::Acquire)) {
                let coach =
                    json!({ "coach": format!("10009999/Coach {n}"), "provider": "10009999", "name": "A Coach" });
                let answer = post(&url, "/v1/coaching/register-coach", &format!("coach-{n}"), &coach);
                assert_eq!(answer.expect("an answer").0, 201);
            }
        });
        let over = Over(&over);
        server.wait_until("/readyz", |ready| ready["head"].as_u64() > Some(50));
        world.ok(&["backup", "saved"]);
        drop(over);
    });
    assert!(server.terminate().0.success());
    let other = restored(&world.path("saved"), &world);
    let kept = other.ok(&["events"]);
    assert!(kept.lines().count() > 50);
    assert!(world.ok(&["events"]).starts_with(&kept));
    assert!(other.ok(&["verify"]).contains("all open"));
}

/// The commands end, also when the story breaks.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

#[test]
fn what_is_there_already_is_left_alone_and_what_is_not_whole_is_refused() {
    let world = simulated();
    fs::create_dir(world.path("full")).expect("made");
    fs::write(world.path("full/letter"), "mine").expect("written");
    assert!(world.fails(&["backup", "full"]).contains("holds something"));
    world.ok(&["backup", "saved"]);
    assert!(world.fails(&["backup", "saved"]).contains("holds something"));
    assert!(world.fails(&["restore", "saved"]).contains("holds something"));

    assert!(world.fails(&["backup", "data/saved"]).contains("inside the data directory"));
    let persons = fs::metadata(world.path("saved/keys/persons")).expect("the keys");
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&persons.permissions()) & 0o777, 0o600);

    let other = World::default();
    let restore = |what: &str| {
        let from = world.path(what);
        let failed = other.fails(&["restore", text(&from)]);
        // Not even a start makes something of what is there.
        assert!(!other.data().exists(), "{failed}");
        failed
    };
    assert!(restore("full").contains("no backup"));
    let word = world.path("saved/BACKUP");
    let whole = fs::read_to_string(&word).expect("a file");
    let at = whole.find("\"root\":\"").expect("a root") + 8;
    let other_digit = if &whole[at..=at] == "0" { "1" } else { "0" };
    fs::write(&word, [&whole[..at], other_digit, &whole[at + 1..]].concat()).expect("written");
    assert!(restore("saved").contains("another root"));
    fs::write(&word, &whole).expect("written");
    fs::rename(world.path("saved/keys"), world.path("apart")).expect("moved");
    assert!(restore("saved").contains("--keys"));
    let key = world.path("wrong-key");
    fs::write(&key, format!("1:{}", "ab".repeat(32))).expect("written");
    close(&key);
    let (saved, apart) = (world.path("saved"), world.path("apart"));
    let with = |key: &Path| {
        let arguments = ["restore", text(&saved), "--keys", text(&apart), "--master-key-file", text(key)];
        other.run(&arguments)
    };
    let failed = with(&key);
    assert!(!failed.status.success() && failed.err.contains("master key"), "{failed:?}");
    let done = with(&world.path("data/keys/master"));
    assert!(done.status.success(), "{done:?}");
}

fn close(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("closed to others");
}
