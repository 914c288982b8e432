//! The sample college's year, from its own sheets to the tables.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::BTreeSet;

use serde_json::Value;
use stories::{World, copy_of_sample, edit, sample, text, truth};

/// The sheets as the truth calls them, and as the mapping does.
const SHEETS: [(&str, &str); 5] = [
    ("learners", "Learners"),
    ("timesheets", "Coach timesheets"),
    ("claims", "Claims"),
    ("jobs", "Jobs"),
    ("followups", "Follow-ups"),
];

fn sheet(defect: &Value) -> &'static str {
    SHEETS.into_iter().find(|(truth, _)| defect["file"] == *truth).expect("a sheet of the sample").1
}

/// Lines of an import's report.
struct Report(Vec<Vec<(String, String)>>);

impl Report {
    fn read(world: &World) -> Self {
        let mut reader = csv::Reader::from_path(world.path("report.csv")).expect("a report");
        let headers = reader.headers().expect("a header").clone();
        let line = |record: csv::StringRecord| {
            headers.iter().zip(&record).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
        };
        Self(reader.records().map(|record| line(record.expect("a line"))).collect())
    }

    fn with_status(&self, status: &[&str]) -> BTreeSet<(String, u64)> {
        let of = |line: &[(String, String)], name: &str| cell(line, name);
        let lines = self.0.iter().filter(|line| status.contains(&of(line, "status").as_str()));
        lines.map(|line| (of(line, "sheet"), of(line, "row").parse().unwrap_or(0))).collect()
    }

    fn only(&self, status: &str) -> &[(String, String)] {
        let lines: Vec<_> = self.0.iter().filter(|line| cell(line, "status") == status).collect();
        assert_eq!(lines.len(), 1, "{lines:#?}");
        lines[0]
    }
}

fn cell(line: &[(String, String)], name: &str) -> String {
    line.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name} in {line:?}")).1.clone()
}

fn imported(world: &World) -> Report {
    let report = world.path("report.csv");
    world.import_sample(&sample(), &["--report", text(&report)]);
    Report::read(world)
}

#[test]
fn the_import_reports_exactly_the_sown_defects() {
    let world = World::default();
    let report = imported(&world);
    let sown = |nothing_new: bool| -> BTreeSet<(String, u64)> {
        let defects = truth()["defects"].as_array().expect("defects").clone();
        let wanted = defects.iter().filter(|defect| {
            defect["why"].as_str().is_some_and(|why| why.contains("nothing new happens") == nothing_new)
        });
        wanted.map(|defect| (sheet(defect).to_owned(), defect["row"].as_u64().expect("a row"))).collect()
    };
    assert_eq!(report.with_status(&["refused", "unreadable", "changed"]), sown(false));
    assert_eq!(report.with_status(&["already there"]), sown(true));
    for defect in truth()["defects"].as_array().expect("defects") {
        let why = defect["why"].as_str().expect("a reason");
        let Some(rule) = ["H1", "H5", "H7", "H14"]
            .into_iter()
            .find(|rule| why.contains(&format!("({rule})")) || why.ends_with(rule))
        else {
            continue;
        };
        let row = defect["row"].to_string();
        let same_row = |line: &&Vec<(String, String)>| cell(line, "row") == row && cell(line, "sheet") == sheet(defect);
        assert!(report.0.iter().filter(same_row).any(|line| cell(line, "rule") == rule), "{defect}");
    }
}

#[test]
fn the_tables_agree_with_the_truth() {
    let world = World::default();
    imported(&world);
    let truth = truth();
    // NF-991 is one of the sown defects: referred, and then not accepted.
    let journeys: Vec<Value> = world.table("journeys").into_iter().filter(|row| row["reference"] != "NF-991").collect();
    let jobs = world.table("jobs");
    let claims = world.table("claims");
    let count = |rows: &[Value], holds: &dyn Fn(&Value) -> bool| rows.iter().filter(|row| holds(row)).count() as u64;
    let sum = |rows: &[Value], column: &str| rows.iter().map(|row| row[column].as_u64().unwrap_or(0)).sum::<u64>();
    let started = |row: &Value| !row["started_on"].is_null();

    let found = [
        ("learners", journeys.len() as u64),
        ("accepted", count(&journeys, &|row| !row["accepted_on"].is_null())),
        ("withdrawn", count(&journeys, &|row| row["ended_as"] == "withdrawn")),
        ("completed", count(&journeys, &|row| row["ended_as"] == "completed")),
        ("jobs_started", count(&jobs, &started)),
        ("jobs_16h", count(&jobs, &|row| started(row) && row["weekly_minutes"].as_u64() >= Some(16 * 60))),
        ("minutes_logged", sum(&journeys, "minutes_logged")),
        ("minutes_claimable", sum(&journeys, "minutes_claimable")),
        ("claimed_pence", sum(&claims, "claimed_pence")),
        ("paid_pence", sum(&claims, "paid_pence")),
        ("sustained_13", count(&jobs, &|row| row["sustained_13"] == "yes")),
        ("sustained_26", count(&jobs, &|row| row["sustained_26"] == "yes")),
        ("unknown_26", count(&jobs, &|row| row["sustained_26"] == "unknown")),
    ];
    for (name, found) in found {
        assert_eq!(Some(found), truth[name].as_u64(), "{name}");
    }
    assert_eq!(sum(&world.table("coach_hours"), "minutes"), truth["minutes_logged"].as_u64().expect("minutes"));
    assert_eq!(sum(&journeys, "claimed_pence"), truth["claimed_pence"].as_u64().expect("pence"));
}

#[test]
fn a_claim_ages_until_it_is_paid() {
    let world = World::default();
    imported(&world);
    let claim = |number: &str| {
        let found = world.table("claims").into_iter().find(|row| row["number"] == number);
        found.expect("a claim of the sample")
    };
    // Submitted on 29 October 2024, paid on 27 December.
    assert_eq!((&claim("NF-001/2409")["age_days"], &claim("NF-001/2409")["days_to_pay"]), (&59.into(), &59.into()));
    // Submitted on 5 December 2024, and waiting since.
    assert!(claim("NF-002/2410")["age_days"].as_u64() > Some(600));
}

#[test]
fn a_second_import_changes_nothing() {
    let world = World::default();
    imported(&world);
    let (events, journeys) = (world.events(), world.table("journeys"));
    let report = imported(&world);
    assert_eq!(world.events().len(), events.len());
    assert_eq!(world.table("journeys"), journeys);
    assert!(report.with_status(&["accepted", "changed"]).is_empty());
}

#[test]
fn a_dry_run_changes_nothing_and_says_the_same() {
    let world = World::default();
    let report = world.path("report.csv");
    world.import_sample(&sample(), &["--report", text(&report), "--dry-run"]);
    let dry = Report::read(&world);
    assert!(!world.data().exists());
    let wet = imported(&world);
    for status in ["accepted", "refused", "unreadable", "already there"] {
        assert_eq!(dry.with_status(&[status]), wet.with_status(&[status]), "{status}");
    }
}

#[test]
fn the_same_sheets_mean_the_same_internships_on_another_machine() {
    let ids = || -> Vec<(Value, Value)> {
        let world = World::default();
        imported(&world);
        world.table("journeys").into_iter().map(|row| (row["internship"].clone(), row["reference"].clone())).collect()
    };
    assert_eq!(ids(), ids());
}

#[test]
fn an_edited_row_is_reported_with_its_correction_and_never_doubled() {
    for (file, from, to, correction) in [
        // What a session was.
        (
            "Coach timesheets.csv",
            "30/09/2024,Dean Prescott,NF-002,09:00,1:00",
            "30/09/2024,Dean Prescott,NF-002,09:00,1:30",
            "correct-hours",
        ),
        // When it began: part of what names the row.
        (
            "Coach timesheets.csv",
            "30/09/2024,Dean Prescott,NF-002,09:00,1:00",
            "30/09/2024,Dean Prescott,NF-002,17:00,1:00",
            "enter-in-error",
        ),
        ("Job outcomes.csv", "05/08/2025,8,12.21,Fixed term", "05/08/2025,9,12.21,Fixed term", "enter-in-error"),
    ] {
        let world = World::default();
        imported(&world);
        let before = world.events().len();
        let sheets = copy_of_sample(&world);
        edit(&sheets.join(file), from, to);
        let report = world.path("report.csv");
        world.import_sample(&sheets, &["--report", text(&report)]);
        assert_eq!(world.events().len(), before, "{to}");
        let report = Report::read(&world);
        let line = report.only("changed");
        assert!(cell(line, "correction").contains(correction), "{line:#?}");
    }
}

#[test]
fn the_timeline_tells_the_story_newest_last() {
    let world = World::default();
    imported(&world);
    let story = world.ok(&["timeline", "NF-002"]);
    for part in ["Bethany Rigby", "Dean Prescott", "Royal Infirmary", "9 April 2024", "Access to Work"] {
        assert!(story.contains(part), "{part} is missing in\n{story}");
    }
    let at = |part: &str| story.find(part).unwrap_or_else(|| panic!("{part} is missing in\n{story}"));
    assert!(at("9 April 2024") < at("30 September 2024"));
    assert!(at("30 September 2024") < at("4 August 2026"));
    assert!(world.fails(&["timeline", "NF-777"]).contains("NF-777"));

    let lines = |more: &[&str]| {
        let told = world.ok(&[&["timeline", "NF-002", "--format", "json"][..], more].concat());
        let told: serde_json::Value = serde_json::from_str(&told).expect("an object");
        let count = |of: &str| told[of].as_array().expect("a list").len();
        (count("lines"), count("months"), told["entries"].as_u64().expect("a number"))
    };
    let (milestones, months, entries) = lines(&[]);
    assert!(milestones < 50 && months > 5 && entries > 100, "{milestones} lines and {months} months of {entries}");
    assert!(at("4 August 2026") < at("Coaching sessions by month"), "milestones come first:\n{story}");
    assert!(story.contains("March 2025: ") && story.contains(" with Dean Prescott\n"), "{story}");
    assert_eq!(lines(&["--all"]), (usize::try_from(entries).expect("few"), 0, entries));
    let sessions = lines(&["--kind", "hours-logged", "--since", "2025-03-01"]);
    assert!(sessions.0 > 5 && sessions.0 < 77 && sessions.1 == 0, "{sessions:?}");
    assert!(world.fails(&["timeline", "NF-002", "--kind", "hours-lost"]).contains("hours-lost"));
}

#[test]
fn the_events_of_a_subject_are_listed_by_its_name_or_its_id() {
    let world = World::default();
    imported(&world);
    let listed = |subject: &str| world.ok(&["events", "--subject", subject]);
    let named = listed("coach/10000001/dean prescott");
    let first: Value = serde_json::from_str(named.lines().next().expect("an event")).expect("JSON");
    assert!(first["type"] == "waymark.coaching.coach-registered.v1", "{named}");
    assert_eq!(listed(first["subject"].as_str().expect("its id")), named);
    assert!(world.fails(&["events", "--subject", "nobody"]).contains("write a kind and an id or a name"));
}

#[test]
fn a_rebuild_gives_the_same_tables() {
    let world = World::default();
    imported(&world);
    let all =
        || stories::tables().into_iter().map(|name| world.ok(&["table", name, "--format", "csv"])).collect::<Vec<_>>();
    let live = all();
    world.ok(&["rebuild"]);
    assert_eq!(all(), live);
    std::fs::remove_dir_all(world.data().join("read-models")).expect("removed");
    assert_eq!(all(), live);
    world.ok(&["rebuild", "jobs"]);
    assert_eq!(all(), live);
}

#[test]
fn the_log_verifies_and_no_name_stands_in_it() {
    let world = World::default();
    imported(&world);
    let said = world.ok(&["verify"]);
    assert!(said.contains("The log is whole"), "{said}");
    let events = world.ok(&["events"]);
    for name in ["Bethany", "Rigby", "8899143306", "2005-04-24", "Prescott"] {
        assert!(!events.contains(name), "{name} stands in an event");
        for table in stories::tables() {
            assert!(!world.ok(&["table", table, "--format", "csv"]).contains(name), "{name} stands in {table}");
        }
    }
}

#[test]
fn an_import_through_a_server_gives_the_same_tables() {
    let (direct, served) = (World::default(), World::default());
    imported(&direct);
    let server = served.up();
    let report = served.path("report.csv");
    served.import_sample(&sample(), &["--report", text(&report), "--server", &server.url]);
    let (status, said) = server.terminate();
    assert!(status.success(), "{said}");
    for name in stories::tables() {
        assert_eq!(served.table(name), direct.table(name), "{name}");
    }
    assert_eq!(Report::read(&served).with_status(&["accepted"]), Report::read(&direct).with_status(&["accepted"]));
}
