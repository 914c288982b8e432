//! docs/operations.md, typed as it stands: from nothing to a cluster, from one machine to a cluster,
//! and back from the loss of every NATS disk.

#![expect(clippy::expect_used, clippy::panic, reason = "a story fails where it breaks")]

mod doc;
mod terminal;
mod upkeep;

use std::time::Instant;

use serde_json::Value;
use stories::cluster::{Client, wait};
use stories::{LIMIT, World, root, sample, text};
use test_servers::{PostgresServer, database_of};

use doc::Doc;
use terminal::Terminal;

const EVENTS: u64 = 2_108;
/// What comes before any data.
const SERVERS: [&str; 3] = ["Secrets", "The NATS servers", "The stream"];

/// The sample, taken in by one process without a cluster.
fn embedded() -> World {
    let world = World::default();
    world.import_sample(&sample(), &[]);
    world
}

/// Waits until a process that the document has at this port is so far.
#[track_caller]
fn wait_for(doc: &Doc, port: u16, place: &[&str]) {
    let client = Client::new(&doc.url(port), "", LIMIT);
    wait(&format!("{place:?} of {port} comes to {EVENTS}"), || {
        let Some((200, told)) = client.get("/readyz") else { return false };
        place.iter().fold(&told, |value: &Value, name| &value[*name]) == EVENTS
    });
}

/// The tables that `query` serves at this port are those of the embedded run.
#[track_caller]
fn has_the_tables_of(terminal: &mut Terminal, doc: &Doc, port: u16, embedded: &World) {
    wait_for(doc, port, &["parts", "readModels", "position"]);
    for table in stories::tables() {
        let served = terminal.types(&format!("waymark table {table} --format csv --server {}", doc.url(port)));
        // A terminal shows the lines of a CSV file without their carriage returns.
        let wanted = embedded.ok(&["table", table, "--format", "csv"]).replace("\r\n", "\n");
        assert_eq!(wanted.lines().count() == 1, stories::EMPTY_IN_SAMPLE.contains(&table), "{wanted}");
        assert_eq!(served, wanted, "{table}");
    }
}

/// Every node is at the same position with the same root. Returns what stands for it in the list.
#[track_caller]
fn one_root(terminal: &mut Terminal, doc: &Doc) -> String {
    for port in [7001, 7002, 7003] {
        wait_for(doc, port, &["head"]);
    }
    let looking = doc.under("Looking at it").next().expect("commands");
    let told = terminal.does_in_the_end(looking);
    let nodes = told.lines().filter(|line| line.contains("waymark-serve") || line.contains("waymark-keep"));
    let mut roots: Vec<&str> = nodes.filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(roots.len(), 3, "{told}");
    roots.dedup();
    assert_eq!(roots.len(), 1, "{told}");
    roots[0].to_owned()
}

fn root_of(verified: &str) -> String {
    let is_root = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    verified.split_whitespace().find(is_root).unwrap_or_else(|| panic!("no root in {verified}")).to_owned()
}

#[test]
fn an_operator_comes_from_nothing_to_a_cluster_and_survives_the_loss_of_every_nats_disk() {
    let (doc, embedded) = (Doc::read(), embedded());
    let mut terminal = Terminal::open(&[]);
    terminal.follows(&doc, &SERVERS);
    terminal.follows(&doc, &["The processes"]);

    let mut commands = doc.under("The sample");
    let started = Instant::now();
    terminal.does(commands.next().expect("the import"));
    println!("imported through one service: {EVENTS} events in {:.1} s", started.elapsed().as_secs_f32());
    has_the_tables_of(&mut terminal, &doc, 7005, &embedded);
    commands.for_each(|block| terminal.does(block));
    let root = one_root(&mut terminal, &doc);
    terminal.no_log_says("Violation");

    // The backup of the keys, and then the loss.
    let mut commands = doc.under("All NATS disks are lost");
    terminal.does(commands.next().expect("the backup"));
    terminal.follows(&doc, &["Stopping"]);
    terminal.types("pkill -KILL -P $$ nats-server; wait; rm -r nats-1 nats-2 nats-3");
    terminal.follows(&doc, &["The NATS servers"]);
    commands.for_each(|block| terminal.does(block));
    terminal.follows(&doc, &["The processes"]);
    assert_eq!(one_root(&mut terminal, &doc), root);
    has_the_tables_of(&mut terminal, &doc, 7005, &embedded);
    terminal.does(doc.under("The sample").nth(1).expect("the timeline, which opens what is sealed"));

    let mut commands = doc.under("Taking something back");
    terminal.does(commands.next().expect("the command"));
    terminal.does_in_the_end(commands.next().expect("the timeline"));
}

#[test]
fn one_machines_directory_moves_into_a_cluster_with_tables_in_postgresql() {
    let (doc, embedded) = (Doc::read(), embedded());
    let postgres = PostgresServer::start();
    let database = postgres.database();
    let name = database_of(&database);
    postgres.script(name, &root().join("deploy/postgres/roles.sql"));
    let data = embedded.data();
    let [keeps, reads] = ["waymark_worker", "waymark_query"].map(|user| postgres.url(user, name));
    let mut terminal = Terminal::open(&[("DATA", text(&data)), ("DATABASE", &keeps), ("DATABASE_READ", &reads)]);
    terminal.follows(&doc, &SERVERS);
    terminal.follows(&doc, &["From one machine"]);
    terminal.follows(&doc, &["The processes", "Tables in PostgreSQL"]);
    let root = root_of(&embedded.ok(&["verify"]));
    let seen = one_root(&mut terminal, &doc);
    assert!(root.starts_with(&seen), "{root} {seen}");
    has_the_tables_of(&mut terminal, &doc, 7005, &embedded);
    has_the_tables_of(&mut terminal, &doc, 7008, &embedded);
    terminal.does(doc.under("The sample").nth(1).expect("the timeline, which opens what is sealed"));
    let told = |command: &str, port: u16| format!("waymark {command} --server {}", doc.url(port));
    assert_eq!(terminal.types(&told("timeline NF-002", 7005)), terminal.types(&told("timeline NF-002", 7008)));
    terminal.no_log_says("Violation");
}
