//! The arrows between the crates go one way, and what is fenced stays behind its fence.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate may know of ours.
const ARROWS: &[(&str, &[&str])] = &[
    ("events", &[]),
    ("test-servers", &[]),
    ("service-kit", &["events"]),
    ("event-log", &["events"]),
    ("event-keys", &["events"]),
    ("projection-kit", &["events"]),
    ("databases", &["events", "projection-kit"]),
    ("event-journal", &["events", "event-log", "event-keys"]),
    ("referrals", &["events", "service-kit"]),
    ("placements", &["events", "service-kit"]),
    ("coaching", &["events", "service-kit"]),
    ("funding", &["events", "service-kit"]),
    ("outcomes", &["events", "service-kit"]),
    ("service-runtime", &["events", "event-keys", "event-journal", "service-kit"]),
    ("read-models", &["events", "projection-kit", "databases"]),
    ("projection-worker", &["events", "event-journal", "projection-kit", "databases"]),
    ("timeline", &["events", "event-keys", "event-journal"]),
    ("import", &["events", "service-kit"]),
    ("simulation", &["events", "event-log", "event-keys", "event-journal", "service-kit", "service-runtime"]),
    (
        "waymark-http",
        &[
            "events",
            "event-keys",
            "event-journal",
            "service-kit",
            "service-runtime",
            "read-models",
            "projection-kit",
            "timeline",
        ],
    ),
];

/// May know everything: the binary, and the stories about it.
const ALL: &[&str] = &["waymark", "stories"];

/// Where a dependency may be used, and nowhere else.
const FENCES: &[(&str, &[&str])] = &[
    ("sled", &["event-log"]),
    ("async-nats", &["event-journal"]),
    ("rusqlite", &["databases"]),
    ("tokio-postgres", &["databases"]),
    ("tokio-rustls", &["databases", "test-servers"]),
    ("axum", &["waymark-http"]),
    ("maud", &["waymark-http"]),
    ("rcgen", &["waymark", "test-servers"]),
    ("clap", &["waymark"]),
    ("anyhow", &["waymark"]),
    ("ureq", &["waymark", "stories"]),
];

/// Rules have no runtime.
const WITHOUT_TOKIO: &[&str] = &[
    "events",
    "service-kit",
    "projection-kit",
    "referrals",
    "placements",
    "coaching",
    "funding",
    "outcomes",
    "import",
    "read-models",
];

struct Crate {
    dependencies: BTreeSet<String>,
    /// With those of tests and benchmarks.
    manifest: PathBuf,
}

#[test]
fn every_crate_knows_only_what_it_may() {
    let crates = crates();
    let ours: BTreeSet<&str> = crates.keys().map(String::as_str).collect();
    for (name, found) in &crates {
        if ALL.contains(&name.as_str()) {
            continue;
        }
        let (_, may) = ARROWS.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name} has no arrows"));
        for dependency in found.dependencies.iter().filter(|dependency| ours.contains(dependency.as_str())) {
            assert!(
                may.contains(&dependency.as_str()),
                "{name} must not know {dependency}: {}",
                found.manifest.display()
            );
        }
    }
}

#[test]
fn what_is_fenced_stays_behind_its_fence() {
    for (name, found) in crates() {
        for (fenced, inside) in FENCES {
            let uses = found.dependencies.contains(*fenced);
            assert!(!uses || inside.contains(&name.as_str()), "{fenced} does not belong in {name}");
        }
        let rules = WITHOUT_TOKIO.contains(&name.as_str());
        assert!(!rules || !found.dependencies.contains("tokio"), "{name} has no runtime");
    }
}

#[test]
fn no_table_of_arrows_speaks_of_a_crate_that_is_gone() {
    let crates = crates();
    let named = ARROWS.iter().map(|(name, _)| name).chain(ALL).chain(WITHOUT_TOKIO);
    for name in named {
        assert!(crates.contains_key(*name), "{name} is gone");
    }
}

#[test]
fn a_dependency_is_named_once_in_the_workspace() {
    for (name, found) in crates() {
        let manifest = read(&found.manifest);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let listed = manifest.get(section).and_then(toml::Value::as_table);
            for (dependency, how) in listed.into_iter().flatten() {
                let from_workspace = how.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(from_workspace, "{name} names the version of {dependency} itself");
            }
        }
    }
}

/// What only tests can read must not get into a program that is built for use.
#[test]
fn no_program_is_built_with_the_older_version_that_tests_read() {
    for (name, found) in crates() {
        let manifest = read(&found.manifest);
        for section in ["dependencies", "build-dependencies"] {
            let events = manifest.get(section).and_then(|section| section.get("events"));
            let features = events.and_then(|events| events.get("features"));
            assert!(features.is_none(), "{name} asks for a feature of events in its {section}");
        }
        assert!(manifest.get("features").is_none_or(|_| name == "events"), "{name} has features");
    }
}

fn crates() -> BTreeMap<String, Crate> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let workspace = read(&root.join("Cargo.toml"));
    let members = workspace["workspace"]["members"].as_array().expect("members");
    let member = |member: &toml::Value| {
        let manifest = root.join(member.as_str().expect("a path")).join("Cargo.toml");
        let parsed = read(&manifest);
        let name = parsed["package"]["name"].as_str().expect("a name").to_owned();
        let dependencies = parsed.get("dependencies").and_then(toml::Value::as_table);
        let dependencies = dependencies.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        (name, Crate { dependencies, manifest })
    };
    members.iter().map(member).collect()
}

fn read(manifest: &Path) -> toml::Table {
    let text = fs::read_to_string(manifest).unwrap_or_else(|error| panic!("{}: {error}", manifest.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", manifest.display()))
}
