//! What does not belong to a cluster is not put into it, and what belongs to it is not made less safe.

use stories::cluster::Cluster;
use stories::text;

fn simulated(cluster: &Cluster, name: &str, interns: &str, seed: &str) {
    let master = cluster.secret("master-key");
    let master = ["--master-key-file", text(&master)];
    let asked = ["simulate", "--interns", interns, "--years", "1", "--seed", seed];
    cluster.ok(name, &[&asked[..], &master[..]].concat());
}

/// How many keys are in the bucket, as a backup counts them.
fn keys(cluster: &Cluster, dir: &str) -> u64 {
    let told = cluster.ok("operator", &["cluster", "save-keys", text(&cluster.path(dir)), "--nats", &cluster.urls()]);
    told.split(' ').find_map(|word| word.parse().ok()).unwrap_or_else(|| panic!("{told}"))
}

#[test]
fn a_log_of_another_history_leaves_no_key_behind() {
    let cluster = Cluster::start();
    simulated(&cluster, "ours", "5", "1");
    // Of most of theirs nothing stands in the cluster that could be in the way.
    simulated(&cluster, "theirs", "60", "2");
    cluster.ok("ours", &["cluster", "seed", "--nats", &cluster.urls()]);
    let before = keys(&cluster, "before");
    let told = cluster.fails("theirs", &["cluster", "seed", "--nats", &cluster.urls()]);
    assert!(!told.contains("panicked"), "{told}");
    let after = keys(&cluster, "after");
    assert_eq!(before, after, "{told}");

    // Nor do keys alone, of a directory that was begun apart.
    let theirs = cluster.path("theirs").join("keys");
    let told = cluster.fails("operator", &["cluster", "restore-keys", text(&theirs), "--nats", &cluster.urls()]);
    assert!(told.contains("already holds another deployment's secret"), "{told}");
    assert_eq!(before, keys(&cluster, "still"));
}

#[test]
fn replicas_are_only_taken_away_by_who_says_so_and_the_keys_have_as_many_as_the_events() {
    let cluster = Cluster::start();
    let create =
        |more: &[&str]| cluster.ok("operator", &[&["cluster", "create", "--nats", &cluster.urls()], more].concat());
    let told = create(&["--replicas", "1"]);
    assert!(told.contains("put right, with 1 replicas") && told.contains("keys is there, with 1 replicas"), "{told}");
    let status = ["cluster", "status", "--nats", &cluster.urls()];
    let told = cluster.fails("operator", &status);
    assert!(told.contains("- unsafe: num_replicas: the stream has 1 of 3 replicas"), "{told}");
    let accepted = cluster.ok("operator", &[&status[..], &["--allow-unsafe-stream"]].concat());
    assert!(accepted.contains("1 replica,") && accepted.contains("accepted: num_replicas"), "{accepted}");
    let told = create(&[]);
    assert!(told.contains("keys is there, with 3 replicas"), "{told}");
    let shown = cluster.ok("operator", &status);
    assert!(shown.contains("3 replicas"), "{shown}");
}
