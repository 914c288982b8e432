//! Importing again and again: edited sheets put right by what the report says, imports stopped half-way.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;
use stories::{LIMIT, World, copy_of_sample, edit, root, sample, text};

fn lines(world: &World) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(world.path("report.csv")).expect("a report");
    reader.deserialize().map(|line| line.expect("a line")).collect()
}

/// The commands of a correction, as somebody reads them off the report.
fn steps(correction: &str) -> Vec<(String, String, Value)> {
    let step = |line: &str| {
        let (_, request) = line.split_once(": POST ")?;
        let (path, rest) = request.split_once(" with Idempotency-Key \"")?;
        let (key, json) = rest.split_once("\" ")?;
        Some((path.to_owned(), key.to_owned(), serde_json::from_str(json).expect("JSON")))
    };
    correction.lines().filter_map(step).collect()
}

#[test]
fn what_the_report_says_to_send_ends_with_the_tables_of_the_edited_sheets() {
    let (world, fresh) = (World::default(), World::default());
    let report = world.path("report.csv");
    world.import_sample(&sample(), &[]);
    let sheets = copy_of_sample(&world);
    for (file, from, to) in [
        // A session that was claimed, and the claim paid.
        (
            "Coach timesheets.csv",
            "30/09/2024,Dean Prescott,NF-002,09:00,1:00",
            "30/09/2024,Dean Prescott,NF-002,09:00,0:30",
        ),
        // A job that was taken, and checked since.
        ("Job outcomes.csv", "25/06/2025,Accepted", "25/06/2025,Declined"),
        // A reference, in one sheet only; and an outcome that was cleared.
        ("Learners 2024-25.csv", "NF-990,", "NF-980,"),
        ("Learners 2024-25.csv", "19/06/2024,21,11/07/2025,Completed", "19/06/2024,21,,"),
    ] {
        edit(&sheets.join(file), from, to);
    }
    let before = world.events().len();
    world.import_sample(&sheets, &["--report", text(&report)]);
    assert_eq!(world.events().len(), before, "nothing new by itself");
    let told = lines(&world);
    assert!(told.iter().any(|line| line["reason"].contains("no longer says so: Leaving note is empty")));

    let server = world.up();
    let mut sent = 0;
    for (path, key, json) in told.iter().flat_map(|line| steps(&line["correction"])) {
        let (status, answer) = server.post(&path, &key, &json).expect("an answer");
        assert!(status == 200 || status == 201, "{path} {json}: {answer}");
        sent += 1;
    }
    assert!(sent > 4, "{told:#?}");
    let (status, said) = server.terminate();
    assert!(status.success(), "{said}");

    world.import_sample(&sheets, &["--report", text(&report)]);
    fresh.import_sample(&sheets, &[]);
    for name in stories::tables() {
        assert_eq!(world.table(name), fresh.table(name), "{name}");
    }
    let after = world.events().len();
    world.import_sample(&sheets, &["--report", text(&report)]);
    assert_eq!(world.events().len(), after);
    assert!(lines(&world).iter().all(|line| line["status"] != "changed"));
}

#[test]
fn an_import_that_is_stopped_says_how_far_it_came() {
    let world = World::default();
    let sheets = copy_of_sample(&world);
    // So many sessions more that nobody's machine is done before it is stopped.
    let mut many = "Date,Coach,Learner Ref,Start time,Duration,Activity,AtW?\n".to_owned();
    for session in 0..1_000 {
        writeln!(many, "01/10/2024,Coach {session},NF-002,09:00,1:00,Admin,N").expect("written");
    }
    fs::write(sheets.join("Coach timesheets 2.csv"), many).expect("written");
    let (report, mapping) = (world.path("report.csv"), root().join("examples/northfield.toml"));
    let arguments = ["import", text(&sheets), "--mapping", text(&mapping), "--report", text(&report)];
    let import =
        world.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let started = Instant::now();
    let persons = world.data().join("keys/persons");
    while fs::metadata(&persons).map_or(0, |file| file.len()) < 84 + 76 * 8 {
        assert!(started.elapsed() < LIMIT, "the import never began");
        std::thread::yield_now();
    }
    let asked = Command::new("kill").args(["-INT", &import.id().to_string()]).status().expect("kill runs");
    assert!(asked.success());
    let done = import.wait_with_output().expect("ended");
    let said = String::from_utf8(done.stdout).expect("text");
    assert_eq!(done.status.code(), Some(130), "{said}");
    assert!(said.contains("Stopped. What went in is safe") && said.contains("not sent"), "{said}");
    let told = lines(&world);
    let count = |status: &str| told.iter().filter(|line| line["status"] == status).count();
    assert!(count("accepted") > 0 && count("not sent") > 0);
    let before = world.events().len();
    assert_eq!(before, count("accepted"));

    let fresh = World::default();
    world.import_sample(&sheets, &["--report", text(&report)]);
    fresh.import_sample(&sheets, &[]);
    assert_eq!(lines(&world).iter().filter(|line| line["status"] == "not sent").count(), 0);
    assert!(before < world.events().len());
    for name in stories::tables() {
        assert_eq!(world.table(name), fresh.table(name), "{name}");
    }
}
