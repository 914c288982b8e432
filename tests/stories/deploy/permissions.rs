//! What accounts.conf lets a role do, asked of a real server with the role's own key. That it lets each
//! role do its work is told here for keys, and for the rest by the story of docs/operations.md.

mod raw;

use std::fs;

use event_journal::{ConnectOptions, Connection, KeyBucket};
use event_keys::{Entry, KeyShelf as _};
use events::PersonId;
use stories::cluster::wait;
use stories::{World, root};
use test_servers::NatsServer;

use raw::Raw;

const ROLES: [&str; 7] = ["service", "worker", "reader", "keeper", "operator", "creator", "eraser"];
/// Those who share an account with the streams.
const INSIDE: [&str; 3] = ["service", "creator", "eraser"];
const STREAMS: [&str; 2] = ["WAYMARK", "KV_WAYMARK_KEYS"];
const PERSON: PersonId = PersonId(uuid::Uuid::from_u128(0x7a));

/// A server with the accounts as they are deployed, and the secrets of its users.
struct Ground {
    world: World,
    server: NatsServer,
}

impl Ground {
    fn new() -> Self {
        let world = World::default();
        world.ok(&["cluster", "secrets", "secrets"]);
        let mut accounts = fs::read_to_string(root().join("deploy/kubernetes/nats/accounts.conf")).expect("accounts");
        for line in fs::read_to_string(world.path("secrets/nats.env")).expect("keys").lines() {
            let (name, key) = line.split_once('=').expect("a key");
            accounts = accounts.replace(&format!("${name}"), key);
        }
        let ground = Self { world, server: NatsServer::start_with(&accounts) };
        ground.cluster("creator", &["create", "--replicas", "1"], World::ok);
        ground
    }

    /// Runs a command on the cluster with a role's key.
    fn cluster<T>(&self, role: &str, asked: &[&str], run: impl FnOnce(&World, &[&str]) -> T) -> T {
        let (url, nkey) = (self.server.url(), format!("secrets/{role}.nk"));
        let by = ["--nats", &url, "--nats-nkey", &nkey, "--nats-api", "waymark.api"];
        run(&self.world, &[&["cluster"], asked, &by].concat())
    }

    fn connect(&self, role: &str) -> Raw {
        let seed = fs::read_to_string(self.world.path(&format!("secrets/{role}.nk"))).expect("a seed");
        Raw::connect(self.server.address(), seed.trim())
    }

    /// What a stream holds.
    fn messages(&self, stream: &str) -> u64 {
        let (_, page) = self.server.monitor("/jsz?accounts=true&streams=true").expect("an answer");
        let accounts = page["account_details"].as_array().expect("accounts").iter();
        let mut streams = accounts.filter_map(|account| account["stream_detail"].as_array()).flatten();
        let found = streams.find(|found| found["name"] == stream).expect("the stream");
        found["state"]["messages"].as_u64().expect("a number")
    }

    async fn bucket(&self, role: &str) -> (Connection, KeyBucket) {
        let options = ConnectOptions {
            servers: vec![self.server.url()],
            nkey: Some(self.world.path(&format!("secrets/{role}.nk"))),
            role: role.into(),
            api: "waymark.api".into(),
            ..ConnectOptions::default()
        };
        let connection = Connection::open(&options).await.expect("a connection");
        let bucket = connection.key_bucket().await.expect("the bucket");
        (connection, bucket)
    }
}

/// What is dangerous, with those who may do it. Each is asked of both names that the interface has.
const ASKED: &[(&str, &[&str])] = &[
    ("STREAM.CREATE.WAYMARK", &["creator"]),
    ("STREAM.CREATE.KV_WAYMARK_KEYS", &["creator"]),
    ("STREAM.CREATE.MIRROR", &[]),
    ("STREAM.UPDATE.WAYMARK", &["creator"]),
    ("STREAM.UPDATE.KV_WAYMARK_KEYS", &["creator"]),
    ("STREAM.DELETE.WAYMARK", &[]),
    ("STREAM.DELETE.KV_WAYMARK_KEYS", &[]),
    ("STREAM.PURGE.WAYMARK", &[]),
    ("STREAM.PURGE.KV_WAYMARK_KEYS", &[]),
    ("STREAM.RESTORE.WAYMARK", &[]),
    ("STREAM.RESTORE.KV_WAYMARK_KEYS", &[]),
    ("STREAM.SNAPSHOT.WAYMARK", &[]),
    ("STREAM.SNAPSHOT.KV_WAYMARK_KEYS", &[]),
    ("STREAM.MSG.DELETE.WAYMARK", &[]),
    ("STREAM.MSG.DELETE.KV_WAYMARK_KEYS", &["eraser"]),
    ("STREAM.MSG.GET.WAYMARK", &["service", "worker", "reader", "keeper", "operator", "creator"]),
    ("STREAM.MSG.GET.KV_WAYMARK_KEYS", &["service", "reader", "operator", "creator", "eraser"]),
    ("DIRECT.GET.WAYMARK", &[]),
    ("DIRECT.GET.KV_WAYMARK_KEYS", &[]),
    ("DIRECT.GET.KV_WAYMARK_KEYS.$KV.WAYMARK_KEYS.7a.key", &[]),
    ("STREAM.PEER.REMOVE.WAYMARK", &[]),
    ("STREAM.LEADER.STEPDOWN.WAYMARK", &[]),
    ("STREAM.LIST", &[]),
    ("STREAM.NAMES", &[]),
    ("CONSUMER.CREATE.WAYMARK", &[]),
    ("CONSUMER.CREATE.WAYMARK.a.waymark.events.>", &[]),
    ("CONSUMER.CREATE.KV_WAYMARK_KEYS", &[]),
    ("CONSUMER.CREATE.KV_WAYMARK_KEYS.a", &[]),
    ("CONSUMER.DURABLE.CREATE.WAYMARK.a", &[]),
    ("CONSUMER.DELETE.WAYMARK.a", &[]),
    ("CONSUMER.INFO.WAYMARK.a", &[]),
    ("CONSUMER.LIST.WAYMARK", &[]),
    ("CONSUMER.NAMES.WAYMARK", &[]),
    ("CONSUMER.PAUSE.WAYMARK.a", &[]),
    ("CONSUMER.RESET.WAYMARK.a", &[]),
    ("CONSUMER.UNPIN.WAYMARK.a", &[]),
    ("CONSUMER.LEADER.STEPDOWN.WAYMARK.a", &[]),
    ("CONSUMER.MSG.NEXT.KV_WAYMARK_KEYS.a", &[]),
    ("META.LEADER.STEPDOWN", &[]),
    ("SERVER.REMOVE", &[]),
    ("ACCOUNT.PURGE.WAYMARK", &[]),
    ("ACCOUNT.STREAM.MOVE.WAYMARK.WAYMARK", &[]),
    ("INFO", &[]),
];

/// The same outside of that interface.
const PUBLISHED: &[(&str, &[&str])] = &[
    ("waymark.events.coaching.internship.7a", &["service", "creator"]),
    ("$KV.WAYMARK_KEYS.7a.key", &["service", "creator", "eraser"]),
    ("$KV.WAYMARK_KEYS.7a.destroyed", &["creator", "eraser"]),
    ("$KV.WAYMARK_KEYS.7a.after-1", &["eraser"]),
    ("$KV.WAYMARK_KEYS.7a", &[]),
    ("$SRV.INFO", &["operator"]),
    ("$SYS.REQ.SERVER.PING.VARZ", &[]),
    ("$JS.ACK.WAYMARK.a.1.1.1.1.0", &[]),
    ("$JS.FC.WAYMARK.a", &[]),
    ("_INBOX.a", &[]),
    ("anything", &[]),
];

const SUBSCRIBED: &[(&str, &[&str])] = &[
    ("$SRV.INFO", &["service", "worker", "reader", "keeper"]),
    ("waymark.events.>", &[]),
    ("$KV.WAYMARK_KEYS.>", &[]),
    ("$JS.API.>", &[]),
    ("waymark.api.>", &[]),
    ("_INBOX.>", &[]),
    ("$SYS.>", &[]),
    (">", &[]),
    ("*.>", &[]),
];

#[test]
fn every_role_may_do_its_work_and_nothing_that_is_dangerous() {
    let ground = Ground::new();
    for role in ROLES {
        let mut connection = ground.connect(role);
        for (asked, may) in ASKED {
            for subject in [format!("$JS.API.{asked}"), format!("waymark.api.{asked}")] {
                // Readers have only the one name, and those inside both.
                let expected = may.contains(&role) && (INSIDE.contains(&role) || subject.starts_with("waymark"));
                assert_eq!(connection.may_publish(&subject), expected, "{role} {subject}");
            }
        }
        for (subject, may) in PUBLISHED {
            assert_eq!(connection.may_publish(subject), may.contains(&role), "{role} {subject}");
        }
        for (subject, may) in SUBSCRIBED {
            assert_eq!(connection.may_subscribe(subject), may.contains(&role), "{role} {subject}");
        }
        for other in ROLES {
            let (inbox, may) = (format!("_INBOX_{other}.>"), other == role);
            assert_eq!(connection.may_subscribe(&inbox), may, "{role} {inbox}");
            assert!(!connection.may_publish(&format!("_INBOX_{other}.a")), "{role} {inbox}");
        }
    }
    // Some of it was asked for: nothing came of it but a message each, and all is there.
    assert!(STREAMS.iter().all(|stream| ground.messages(stream) > 0));
    ground.server.wait_until_ready();
}

/// A server sends an answer wherever its asker says, and asks for no permission: here into the streams.
#[test]
fn no_reader_has_an_answer_stored_as_an_event_or_as_a_persons_tombstone() {
    let ground = Ground::new();
    let addresses =
        ["waymark.events.coaching.internship.7a", "$KV.WAYMARK_KEYS.7a.key", "$KV.WAYMARK_KEYS.7a.destroyed"];
    let stored = || STREAMS.map(|stream| ground.messages(stream));
    let asks = |role: &str| {
        let mut connection = ground.connect(role);
        for address in addresses {
            for asked in ["STREAM.INFO.WAYMARK", "STREAM.MSG.GET.WAYMARK", "STREAM.MSG.GET.KV_WAYMARK_KEYS"] {
                connection.asks(&format!("waymark.api.{asked}"), r#"{"seq":1}"#, address);
            }
            let to = format!(r#"{{"stream_name":"WAYMARK","config":{{"name":"a","deliver_subject":"{address}"}}}}"#);
            connection.asks("waymark.api.CONSUMER.CREATE.WAYMARK.a", &to, "_INBOX_reader.a");
        }
        // In its turn behind all that.
        ground.cluster("operator", &["status", "--allow-unsafe-stream"], World::ok);
    };
    for role in ROLES.into_iter().filter(|role| !INSIDE.contains(role)) {
        asks(role);
        assert_eq!(stored(), [0, 0], "{role}");
    }
    // It is the account that keeps them out: it can be done from inside.
    asks("service");
    wait("an answer is stored", || stored()[0] > 0);
}

#[test]
fn a_key_is_made_by_services_read_by_readers_and_destroyed_by_the_eraser_only() {
    let ground = Ground::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (_connection, service) = ground.bucket("service").await;
        let key = Entry::Key(vec![0xA1; 60]);
        assert_eq!(service.put_new(PERSON, vec![0xA1; 60]).await.expect("made"), key);
        for role in ["service", "reader", "operator", "creator", "eraser"] {
            let (connection, bucket) = ground.bucket(role).await;
            assert_eq!(bucket.get(PERSON).await.expect("read"), Some(key.clone()), "{role}");
            assert_eq!(bucket.all().await.expect("read"), [(PERSON, key.clone())], "{role}");
            if !["creator", "eraser"].contains(&role) {
                tokio::select! {
                    told = connection.forbidden() => assert!(told.contains(".destroyed"), "{role}: {told}"),
                    done = bucket.destroy(PERSON) => panic!("{role} destroyed a key: {done:?}"),
                }
            }
        }
        assert_eq!(service.get(PERSON).await.expect("read"), Some(key));
        let (_connection, eraser) = ground.bucket("eraser").await;
        eraser.destroy(PERSON).await.expect("destroyed");
        assert_eq!(service.get(PERSON).await.expect("read"), Some(Entry::Destroyed));
        assert_eq!(service.put_new(PERSON, vec![0xB2; 60]).await.expect("an answer"), Entry::Destroyed);
    });
}

#[test]
fn a_command_with_another_roles_key_ends_at_once_and_says_so() {
    let ground = Ground::new();
    for (role, asked) in [("operator", "create"), ("keeper", "status"), ("service", "status"), ("creator", "status")] {
        let told = ground.cluster(role, &[asked], World::fails);
        assert!(told.contains("forbid this node what it must do"), "{role} {asked}: {told}");
        assert!(told.contains(&format!("secrets/{role}.nk")), "{role} {asked}: {told}");
    }
}

#[test]
fn nobody_gets_in_without_a_key() {
    let ground = Ground::new();
    assert!(ground.world.fails(&["cluster", "status", "--nats", &ground.server.url()]).contains("uthorization"));
}
