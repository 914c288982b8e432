//! What docs/faults.md names is there: the guards in the code, and the tests that know them.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use read_models::Library;
use service_kit::Rule;
use stories::root;

/// Where the tests of a binary stand that docs/faults.md calls so.
const BINARIES: &[(&str, &[&str])] = &[
    ("journal", &["events/journal/tests", "events/journal/src"]),
    ("keys", &["events/keys/tests", "events/keys/src"]),
    ("log", &["events/log/tests", "events/log/src"]),
    ("runtime", &["services/runtime/tests", "services/runtime/src"]),
    ("http", &["apps/http/tests", "apps/http/src"]),
    ("worker", &["projections/worker/tests"]),
    ("read-models", &["projections/read-models/src"]),
    ("import", &["apps/import/tests", "apps/import/src"]),
    ("waymark", &["apps/waymark/tests", "apps/waymark/src"]),
    ("events", &["events/vocabulary/tests", "events/vocabulary/src"]),
    ("stories", &["tests/stories"]),
];

#[test]
fn every_guard_and_every_test_that_faults_md_names_is_there() {
    let text = fs::read_to_string(root().join("docs/faults.md")).expect("docs/faults.md");
    let everywhere = sources(&["events", "services", "projections", "apps", "tests"]);
    let of_binaries: Vec<_> = BINARIES.iter().map(|(name, places)| (*name, sources(places))).collect();
    let mut seen = 0;
    for row in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what happens")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 3, "{row}");
        for guard in quoted(cells[1]) {
            let name = guard.rsplit("::").next().expect("a name");
            assert!(everywhere.iter().any(|source| source.names(name)), "no {guard} is in the code: {row}");
        }
        for test in quoted(cells[2]) {
            let (binary, part) = test.split_once(' ').unwrap_or((test, ""));
            let Some((_, places)) = of_binaries.iter().find(|(name, _)| *name == binary) else {
                assert!(everywhere.iter().any(|source| source.names(test)), "there is no {test}: {row}");
                continue;
            };
            let parts = part.split([' ', '…', ':']).filter(|part| !["", "lib", "--test"].contains(part));
            for part in parts {
                assert!(places.iter().any(|source| source.names(part)), "{binary} has no {part}: {row}");
                seen += 1;
            }
        }
    }
    assert!(seen > 80, "{seen}");
}

/// The one command that writes generated files runs every test that can write one.
#[test]
fn regenerate_runs_every_test_that_writes_a_file() {
    let script = fs::read_to_string(root().join("regenerate")).expect("regenerate");
    let mut found = 0;
    for source in sources(&["events", "services", "projections", "apps"]) {
        if !source.text.contains("var_os(\"WAYMARK_UPDATE\")") {
            continue;
        }
        let folder = source.path.ancestors().find(|folder| folder.join("Cargo.toml").exists()).expect("a crate");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        let name = manifest.split("name = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name");
        let test = source.path.file_stem().expect("a name").to_string_lossy();
        let runs = if source.path.starts_with(folder.join("src")) { "--lib".into() } else { format!("--test {test}") };
        assert!(script.contains(&format!("-p {name} ")), "./regenerate leaves out {name}");
        assert!(script.contains(&runs), "./regenerate leaves out {}", source.path.display());
        found += 1;
    }
    assert!(found > 3, "{found}");
}

/// docs/coverage.md says which events, rules and tables answer each need.
#[test]
fn every_event_rule_and_table_that_coverage_md_names_is_there() {
    let text = fs::read_to_string(root().join("docs/coverage.md")).expect("docs/coverage.md");
    let mut named = BTreeSet::new();
    for row in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| need")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 4, "{row}");
        for event in quoted(cells[1]) {
            assert!(events::types().any(|kind| kind.name == event), "there is no event {event}: {row}");
            named.insert(event);
        }
        for rule in cells[2].split(',').map(str::trim).filter(|rule| !rule.is_empty()) {
            assert!(Rule::ALL.iter().any(|known| known.name() == rule), "there is no rule {rule}: {row}");
        }
        for table in quoted(cells[3]) {
            assert!(Library::tables().any(|known| known.name == table), "there is no table {table}: {row}");
        }
    }
    let unnamed = events::types().map(|kind| kind.name).filter(|name| !named.contains(name));
    // What every history begins and ends with, or what only puts another event right.
    let of_course = BTreeSet::from([
        "declined",
        "details-corrected",
        "entered-in-error",
        "job-offer-answered",
        "programme-registered",
        "provider-registered",
        "referred",
        "withdrawn",
    ]);
    assert_eq!(unnamed.collect::<BTreeSet<&str>>(), of_course);
}

/// `waymark rules` shows no figure by which nothing is decided.
#[test]
fn every_figure_of_the_rule_table_is_used() {
    let path = root().join("events/vocabulary/src/rule_table/figures.rs");
    let figures = fs::read_to_string(&path).expect("the figures");
    let names = figures.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(" = \"")).map(|(name, _)| name);
    let sources = sources(&["events", "services", "projections", "apps"]);
    let mut found = 0;
    for name in names.filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_')) {
        let is_used = sources.iter().any(|source| source.path != path && source.names(name));
        assert!(is_used, "nothing uses the figure {name}");
        found += 1;
    }
    assert!(found > 20, "{found}");
}

#[test]
fn every_name_in_the_walk_to_a_new_table_is_there() {
    assert!(names_there("docs/adding-a-table.md", &["projections"]) > 25);
}

#[test]
fn every_name_in_the_walk_to_a_new_event_is_there() {
    assert!(names_there("docs/adding-an-event.md", &["events", "services", "apps"]) > 20);
}

/// Every name between backticks is that of a file or stands in the code of these folders. Returns how
/// many there are.
fn names_there(walk: &str, folders: &[&str]) -> usize {
    let text = fs::read_to_string(root().join(walk)).expect(walk);
    let code = sources(folders);
    let mut seen = 0;
    for name in quoted(&text).filter(|name| !name.contains('<')) {
        let there = match name.contains('/') {
            true => root().join(name).exists(),
            false => code.iter().any(|source| source.names(name.trim_end_matches('!'))),
        };
        assert!(there, "{walk} names {name}, which is not there");
        seen += 1;
    }
    seen
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Whether the file is called so, lies in such a folder, or has the name in it.
    fn names(&self, name: &str) -> bool {
        let stem = self.path.file_stem().is_some_and(|stem| stem == name);
        stem || self.path.to_string_lossy().contains(&format!("/{name}")) || self.text.contains(name)
    }
}

/// The Rust files below these folders, this one left out.
fn sources(folders: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && !path.ends_with(Path::new("documents.rs"))
            {
                found.push(Source { text: fs::read_to_string(&path).expect("a source"), path });
            }
        }
    }
    found
}
