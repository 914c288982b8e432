//! No cell of a CSV file that leaves the program is run as a formula, whichever way it leaves.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::fs;
use std::path::Path;

use stories::{World, copy_of_sample, edit, root, text};

/// What a sheet says in the column of the job title.
const TITLES: [&str; 2] = ["=1+1", "@SUM(A1)"];

#[test]
fn a_formula_in_a_sheet_leaves_as_text_in_tables_over_http_and_in_reports() {
    let world = World::default();
    let (sheets, report) = (copy_of_sample(&world), world.path("report.csv"));
    let jobs = sheets.join("Job outcomes.csv");
    for (title, row) in TITLES
        .iter()
        .zip(["NF-002,Leisure & Gym Trust,cleaner", "NF-004,Riverside Museum and Library,kitchen assistant"])
    {
        let (before, _) = row.rsplit_once(',').expect("a title");
        edit(&jobs, row, &format!("{before},{title}"));
    }
    world.import_sample(&sheets, &["--report", text(&report)]);
    let tables = world.ok(&["table", "jobs", "--format", "csv"]);
    let server = world.up();
    let (_, served) = server.get_text("/v1/tables/jobs?format=csv");
    drop(server);
    // A row that was edited since and a cell that cannot be read are quoted in the report.
    edit(&jobs, "Trust,=1+1,25/06/2025", "Trust,＝1,@SUM(A1)");
    edit(&jobs, "Library,@SUM(A1),09/07/2025", "Library,+44,09/07/2025");
    world.import_sample(&sheets, &["--report", text(&report)]);
    let report = fs::read_to_string(&report).expect("a report");
    for (way, file, expected) in [
        ("the command line", &tables, &["'=1+1", "'@SUM(A1)"][..]),
        ("HTTP", &served, &["'=1+1", "'@SUM(A1)"]),
        ("a report", &report, &["'@SUM(A1)"]),
    ] {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.as_bytes());
        let cells: Vec<String> = reader
            .records()
            .flat_map(|record| record.expect("a record").iter().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        for cell in &cells {
            let is_number = cell.trim_start_matches('-').parse::<u64>().is_ok();
            assert!(
                is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
                "{way}: {cell}"
            );
        }
        for cell in expected {
            assert!(cells.iter().any(|found| found == cell), "{cell} is not among what left by {way}:\n{file}");
        }
    }
    let said = world.run(&["correct", text(&world.path("report.csv")), "--dry-run"]);
    assert!(said.out.contains("Dry run"), "{said:?}");
}

#[test]
fn nothing_else_in_the_program_writes_csv() {
    let mut found = Vec::new();
    for room in ["apps", "events", "projections", "services"] {
        collect(&root().join(room), &mut found);
    }
    found.sort();
    let known = ["apps/http/src/formats.rs", "apps/import/src/report.rs"];
    assert_eq!(found, known, "a file that writes CSV guards each cell, and is exercised by the story above");
}

/// The sources that make a writer of CSV, without those of tests.
fn collect(dir: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !["tests", "benches", "target"].iter().any(|name| path.ends_with(name)) {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && fs::read_to_string(&path).expect("a source").contains("csv::Writer")
        {
            found.push(text(path.strip_prefix(root()).expect("in the tree")).to_owned());
        }
    }
}
