//! `waymark verify`, with what an auditor wrote down, and with the tables.
#![expect(clippy::unwrap_used, reason = "a test")]

use rusqlite::Connection;
use waymark::cli::{Global, LogFormat, Simulate, Verify};
use waymark::commands::{simulate, verify};
use waymark::data_dir::DataDir;

struct World {
    global: Global,
    _dir: tempfile::TempDir,
}

impl World {
    /// A data directory with a few invented interns.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (data, log) = (dir.path().join("data"), "error".to_owned());
        let global = Global { data, master_key_file: None, secret_file: None, log_format: LogFormat::Text, log };
        simulate::run(&global, &Simulate { interns: 6, years: 1, seed: 1 }, &mut Vec::new()).unwrap();
        Self { global, _dir: dir }
    }

    /// What it said, and how it ended.
    fn verify(&self, arguments: &Verify) -> (String, Result<(), String>) {
        let mut out = Vec::new();
        let ended = verify::run(&self.global, arguments, &mut out).map_err(|error| format!("{error:#}"));
        (String::from_utf8(out).unwrap(), ended)
    }

    fn against(&self, position: u64, root: &str) -> Result<(), String> {
        self.verify(&Verify { position: Some(position), root: Some(root.to_owned()), tables: false }).1
    }

    fn tables(&self) -> (String, Result<(), String>) {
        self.verify(&Verify { tables: true, ..Verify::default() })
    }

    fn sql(&self, sql: &str) {
        let tables = DataDir::open(&self.global.data).unwrap().read_models().join(databases::FILE);
        assert!(Connection::open(tables).unwrap().execute(sql, []).unwrap() > 0, "{sql} changed nothing");
    }
}

#[test]
fn a_root_that_was_written_down_is_found_again_as_long_as_its_events_are_the_same() {
    let world = World::new();
    let (said, ended) = world.verify(&Verify::default());
    assert_eq!(ended, Ok(()));
    let tree = said.lines().find_map(|line| line.strip_prefix("tree size ")).unwrap();
    let (size, root) = tree.split_once(", root ").unwrap();
    let size: u64 = size.parse().unwrap();
    assert_eq!(world.against(size, root), Ok(()));
    assert_eq!(world.against(size, &root.to_uppercase()), Ok(()));
    assert!(world.against(size - 1, root).unwrap_err().contains("not the recorded"));
    assert!(world.against(size + 1, root).unwrap_err().contains("events are missing"));
    assert!(world.against(size, "12").unwrap_err().contains("64 hexadecimal digits"));
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(world.against(0, empty), Ok(()), "the tree of no events");
}

#[test]
fn a_table_that_was_changed_by_hand_is_named_with_the_row_and_what_the_log_gives() {
    let world = World::new();
    let (said, ended) = world.tables();
    assert_eq!(ended, Ok(()));
    assert!(said.contains("claims: ") && said.contains("as the log gives them"), "{said}");
    assert!(!world.global.data.join("verified-tables").exists());

    world.sql("UPDATE claims SET paid_pence = paid_pence + 100000");
    world.sql("DELETE FROM journeys WHERE internship = (SELECT max(internship) FROM journeys)");
    let (said, ended) = world.tables();
    assert!(ended.unwrap_err().starts_with("2 tables are not what the log gives"), "{said}");
    let line = |table: &str| said.lines().find(|line| line.starts_with(table)).unwrap();
    assert!(line("claims: ").contains(" in paid_pence, but "), "{said}");
    assert!(line("journeys: ").contains("row"), "{said}");

    let rebuild = waymark::cli::Rebuild { name: None };
    waymark::commands::rebuild::run(&world.global, &rebuild, &mut Vec::new()).unwrap();
    assert_eq!(world.tables().1, Ok(()));
}
