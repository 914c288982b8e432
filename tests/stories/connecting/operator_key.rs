//! A new operator key, while the old one is still in use.

use std::fs;

use serde_json::Value;
use stories::LIMIT;
use stories::cluster::{Client, SERVE};
use test_servers::NatsServer;

use crate::secrets;

#[test]
fn two_operator_keys_stand_side_by_side_until_the_old_one_is_taken_out() {
    let (world, old) = secrets();
    let told = world.ok(&["cluster", "secrets", "other"]);
    let new = told.split_whitespace().find(|word| word.starts_with("wm_")).expect("a key");
    let server = NatsServer::start();
    let url = server.url();
    world.ok(&["cluster", "create", "--replicas", "1", "--nats", &url]);
    let files = ["--master-key-file", "secrets/master-key", "--access", "secrets/access.json"];
    let rest = ["--nats", &url, "--allow-unsafe-stream", "--listen", "127.0.0.1:0"];
    let lets_in = || {
        let service = world.up_with(&[&SERVE[..], &rest, &files].concat());
        let asked = [&old, new].map(|key| Client::new(&service.url, key, LIMIT).get_text("/metrics"));
        assert!(service.terminate().0.success());
        asked.map(|answer| answer.expect("an answer").0)
    };
    let access = |dir: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(world.path(dir).join("access.json")).expect("keys")).expect("JSON")
    };
    assert_eq!(lets_in(), [200, 401]);

    let mut keys = access("secrets");
    keys["keys"]["operator-2"] = access("other")["keys"]["operator"].clone();
    fs::write(world.path("secrets/access.json"), keys.to_string()).expect("written");
    assert_eq!(lets_in(), [200, 200]);

    keys["keys"].as_object_mut().expect("keys by name").remove("operator");
    fs::write(world.path("secrets/access.json"), keys.to_string()).expect("written");
    assert_eq!(lets_in(), [401, 200]);
}
