//! Clusters of different make: a process for each role and context, or a few that do everything.

use std::time::Instant;

use stories::cluster::{Cluster, Node, SERVE, wait};
use stories::{World, root, sample, text};

const CONTEXTS: [&str; 5] = ["referrals", "placements", "coaching", "funding", "outcomes"];
const EVENTS: u64 = 2_108;

/// `waymark import` of the sample, to be named servers.
fn import(cluster: &Cluster, servers: &[&Node]) -> stories::Done {
    let (mapping, sheets) = (root().join("examples/northfield.toml"), sample());
    let named: Vec<&str> = servers.iter().map(|node| node.client.url.as_str()).collect();
    let to = ["--server", &named.join(","), "--key", cluster.key()];
    cluster.run("operator", &[&["import", text(&sheets), "--mapping", text(&mapping)], &to[..]].concat())
}

#[test]
fn an_import_goes_to_the_services_that_take_its_commands() {
    let (embedded, cluster) = (World::default(), Cluster::start());
    embedded.import_sample(&sample(), &[]);
    let mut services = CONTEXTS.map(|context| cluster.node(context, &["serve", context]));
    services.iter_mut().for_each(Node::wait_until_ready);
    let worker = cluster.project("worker", "tables");
    let query = cluster.query("query", "tables");

    // Somebody is missing: that is told before anything is sent.
    let [referrals, placements, coaching, funding, outcomes] = services.each_ref();
    let done = import(&cluster, &[&query, coaching, referrals, placements]);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    for said in ["nothing was sent", "funding, outcomes", "`waymark serve funding outcomes`", "--server"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    assert_eq!(coaching.get("/readyz")["head"], 0);

    // A second service of one context stands by; the first one named is not there.
    let spare = cluster.node("spare", &["serve", "coaching"]).ready();
    let mut gone = cluster.node("gone", &["serve", "coaching"]).ready();
    gone.kill();
    let started = Instant::now();
    let done = import(&cluster, &[&gone, &spare, &query, referrals, placements, coaching, funding, outcomes]);
    assert_eq!(done.status.code(), Some(1), "the sample has defects: {done:?}");
    assert!(done.out.contains("accepted        2,108"), "{done:?}");
    println!("imported through five services: {EVENTS} events in {:.1} s", started.elapsed().as_secs_f32());

    wait("the tables come to the last event", || query.get("/readyz")["parts"]["readModels"]["position"] == EVENTS);
    for table in stories::tables() {
        let wanted = embedded.ok(&["table", table, "--format", "csv"]);
        assert_eq!(wanted.lines().count() == 1, stories::EMPTY_IN_SAMPLE.contains(&table), "{wanted}");
        assert_eq!(cluster.csv(&query, table), wanted, "{table}");
    }

    // Of several servers, those with tables answer questions about tables.
    let both = [referrals.client.url.as_str(), query.client.url.as_str()].join(",");
    let asked = ["timeline", "NF-002", "--server", &both, "--key", cluster.key()];
    assert!(cluster.ok("operator", &asked).contains("Bethany Rigby"));
    let neither = [referrals.client.url.as_str(), worker.client.url.as_str()].join(",");
    let told = cluster.fails("operator", &["table", "jobs", "--server", &neither, "--key", cluster.key()]);
    assert!(told.contains("has tables") && told.contains("waymark query"), "{told}");
}

#[test]
fn an_import_goes_on_with_another_service_where_one_ends() {
    let (embedded, cluster) = (World::default(), Cluster::start());
    embedded.import_sample(&sample(), &[]);
    let mut first = cluster.serve("first");
    let second = cluster.serve("second");
    let done = std::thread::scope(|scope| {
        let importing = scope.spawn(|| import(&cluster, &[&first, &second]));
        wait("a part of it is in", || second.get("/readyz")["head"].as_u64().is_some_and(|head| head > 200));
        first.ask_to_end();
        importing.join().expect("the import")
    });
    assert!(first.ended().success(), "{}", first.said());
    assert_eq!(done.status.code(), Some(1), "the sample has defects: {done:?}");
    assert_eq!(second.get("/readyz")["head"], EVENTS, "{done:?}");
    // None is there twice, and none is missing.
    let listed = ["events", "--server", &second.client.url, "--key", cluster.key()];
    let ids = |lines: &str| {
        let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("an event")["id"].to_string();
        let mut ids: Vec<String> = lines.lines().map(id).collect();
        ids.sort();
        ids
    };
    assert!(ids(&cluster.ok("operator", &listed)) == ids(&embedded.ok(&["events"])));
}

#[test]
fn three_processes_of_one_kind_are_a_cluster() {
    let (embedded, cluster) = (World::default(), Cluster::start());
    embedded.import_sample(&sample(), &[]);
    let role = [&SERVE[..], &["--with", "project,query"]].concat();
    let mut nodes = ["one", "two", "three"].map(|name| cluster.node(name, &role));
    nodes.iter_mut().for_each(Node::wait_until_ready);
    let done = std::thread::scope(|scope| {
        let [one, two, three] = &mut nodes;
        let (survivors, gone) = ([&*one, &*two], three);
        let to = &cluster;
        let importing = scope.spawn(move || import(to, &survivors));
        wait("a part of it is in", || gone.get("/readyz")["head"].as_u64().is_some_and(|head| head > 200));
        gone.kill();
        importing.join().expect("the import")
    });
    assert_eq!(done.status.code(), Some(1), "the sample has defects: {done:?}");
    nodes[2].restart();
    for node in &nodes {
        let name = &node.name;
        wait(&format!("{name} has everything"), || node.get("/readyz")["parts"]["readModels"]["position"] == EVENTS);
        for table in stories::tables() {
            let wanted = embedded.ok(&["table", table, "--format", "csv"]);
            assert_eq!(cluster.csv(node, table), wanted, "{name}: {table}");
        }
        let asked = ["timeline", "NF-002", "--server", &node.client.url, "--key", cluster.key()];
        assert!(cluster.ok("operator", &asked).contains("Bethany Rigby"), "{name}");
    }
    let status = cluster.ok("operator", &["cluster", "status", "--nats", &cluster.urls()]);
    let same = status.lines().filter(|line| line.contains("waymark-serve") && line.contains(" working "));
    assert_eq!(same.count(), 3, "{status}");
    nodes.iter_mut().for_each(|node| assert!(node.terminate().success(), "{}", node.said()));
    let roots = ["one", "two", "three"].map(|name| cluster.ok(name, &["verify"]));
    let root = |told: &String| told.lines().find(|line| line.starts_with("tree size")).map(str::to_owned);
    assert!(roots.iter().all(|told| root(told).is_some() && root(told) == root(&roots[0])), "{roots:?}");
}
