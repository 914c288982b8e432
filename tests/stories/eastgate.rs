//! Two cohorts of a second college, from its own sheets to the tables, held against their truth.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use stories::{World, root, text};

fn truth() -> Value {
    let text = fs::read_to_string(root().join("examples/eastgate.truth.json")).expect("the truth");
    serde_json::from_str(&text).expect("JSON")
}

/// Imports the sheets; what was refused or could not be read, by file and row.
fn import(world: &World) -> BTreeSet<(String, u64)> {
    let (sheets, mapping) = (root().join("examples/eastgate"), root().join("examples/eastgate.toml"));
    let report = world.path("report.csv");
    let done = world.run(&["import", text(&sheets), "--mapping", text(&mapping), "--report", text(&report)]);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let mut reader = csv::Reader::from_path(&report).expect("a report");
    let lines = reader.deserialize().map(|line| line.expect("a line of the report"));
    let lines = lines.filter(|line: &BTreeMap<String, String>| {
        ["refused", "unreadable", "changed", "not sent"].contains(&line["status"].as_str())
    });
    lines.map(|line| (line["file"].clone(), line["row"].parse().unwrap_or(0))).collect()
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a Value>, column: &str) -> u64 {
    rows.into_iter().map(|row| row[column].as_u64().unwrap_or(0)).sum()
}

#[test]
fn exactly_the_sown_defects_are_refused_and_a_second_import_adds_nothing() {
    let world = World::default();
    let defects = truth()["defects"].as_array().expect("defects").clone();
    let sown = defects
        .iter()
        .map(|defect| (defect["file"].as_str().expect("a file").to_owned(), defect["row"].as_u64().expect("a row")));
    let sown: BTreeSet<_> = sown.collect();
    assert_eq!(import(&world), sown);
    let events = world.events().len();
    assert_eq!(import(&world), sown);
    assert_eq!(world.events().len(), events);
}

#[test]
fn the_tables_give_the_figures_of_the_truth() {
    let world = World::default();
    import(&world);
    let truth = truth();
    for table in stories::tables() {
        let is_filled = !["attendance", "reviews", "roles", "transport"].contains(&table);
        assert_eq!(!world.table(table).is_empty(), is_filled, "{table}");
    }
    let claims = world.table("claims");
    let rejected = || claims.iter().filter(|claim| claim["status"] == "rejected");
    let hours = world.table("coach_hours");
    for (figure, found) in [
        ("claimed_pence", sum(&claims, "claimed_pence")),
        ("claimed_minutes", sum(&claims, "minutes_claimed")),
        ("paid_pence", sum(&claims, "paid_pence")),
        ("disallowed_pence", sum(&claims, "disallowed_pence")),
        ("disallowed_minutes", sum(&claims, "minutes_disallowed")),
        ("rejected_pence", sum(rejected(), "claimed_pence")),
        ("open_pence", sum(&claims, "open_pence")),
        ("minutes_logged", sum(&hours, "minutes")),
        ("minutes_claimable", sum(&hours, "minutes_claimable")),
    ] {
        assert_eq!(Some(found), truth[figure].as_u64(), "{figure}");
    }
    assert_eq!(sum(&world.table("payments"), "pence"), truth["paid_pence"].as_u64().expect("pence"));

    let mut days: Vec<u64> =
        world.table("applications").iter().filter_map(|application| application["days_to_decide"].as_u64()).collect();
    let mut decided: Vec<u64> =
        truth["decide_calendar_days"].as_array().expect("days").iter().filter_map(Value::as_u64).collect();
    days.sort_unstable();
    decided.sort_unstable();
    assert_eq!(days, decided);

    let mut costs: BTreeMap<String, u64> = BTreeMap::new();
    for cost in world.table("costs").iter().chain(&world.table("shared_costs")) {
        let word = |column: &str| cost[column].as_str().expect("a word").replace('-', " ");
        *costs.entry(format!("{}/{}", word("head"), word("funder"))).or_default() += sum([cost], "pence");
    }
    let expected = truth["costs"].as_object().expect("costs").iter();
    assert_eq!(costs, expected.map(|(key, pence)| (key.clone(), pence.as_u64().expect("pence"))).collect());
}
