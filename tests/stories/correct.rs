//! What a report proposes is done by one command; and a report is there as a whole, for its owner only.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use stories::{World, copy_of_sample, edit, root, sample, text};

fn lines(world: &World) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(world.path("report.csv")).expect("a report");
    reader.deserialize().map(|line| line.expect("a line")).collect()
}

#[test]
fn a_report_s_corrections_are_done_in_their_order_and_said() {
    let (world, fresh) = (World::default(), World::default());
    let report = world.path("report.csv");
    world.import_sample(&sample(), &[]);
    let sheets = copy_of_sample(&world);
    // a session that claims were paid for
    edit(
        &sheets.join("Coach timesheets.csv"),
        "30/09/2024,Dean Prescott,NF-002,09:00,1:00",
        "30/09/2024,Dean Prescott,NF-002,09:00,0:30",
    );
    edit(&sheets.join("Job outcomes.csv"), "25/06/2025,Accepted", "25/06/2025,Declined");
    world.import_sample(&sheets, &["--report", text(&report)]);
    let told = lines(&world);
    let session = told.iter().find(|line| line["reason"].contains("Duration was 1:00 and is now 0:30")).expect("told");
    let first = session["correction"].lines().next().unwrap_or_default();
    assert!(first.starts_with("under what rests on it") && first.contains("claim-submitted (1)"), "{first}");
    assert!(first.contains("claim-paid (1)"), "{first}");

    let before = world.events().len();
    let said = world.ok(&["correct", text(&report), "--dry-run"]);
    assert!(said.contains("Dry run, nothing was changed.") && said.contains("done, at"), "{said}");
    assert!(!said.contains("import the sheets again"), "{said}");
    assert_eq!(world.events().len(), before);

    let said = world.ok(&["correct", text(&report)]);
    assert!(said.contains("claim-submitted (1)") && said.contains("0 refused"), "{said}");
    assert!(said.contains("Now import the sheets again"), "{said}");
    let after = world.events().len();
    assert!(after > before);
    let said = world.ok(&["correct", text(&report)]);
    assert!(said.contains("0 done,"), "safe to repeat: {said}");
    assert!(!said.contains("import the sheets again"), "nothing was done: {said}");
    assert_eq!(world.events().len(), after);

    world.import_sample(&sheets, &["--report", text(&report)]);
    fresh.import_sample(&sheets, &[]);
    for name in stories::tables() {
        assert_eq!(world.table(name), fresh.table(name), "{name}");
    }
    assert!(world.ok(&["correct", text(&report)]).contains("proposes nothing"));
}

/// Sheets are cut down for many good reasons, and what they no longer say was paid for.
#[test]
fn what_is_no_longer_in_the_sheets_is_taken_back_only_if_that_is_asked_for() {
    let world = World::default();
    let report = world.path("report.csv");
    world.import_sample(&sample(), &[]);
    let sheets = copy_of_sample(&world);
    for row in [
        "07/10/2024,Dean Prescott,NF-002,09:00,1:00,Admin,N\r\n",
        "14/10/2024,Dean Prescott,NF-002,09:00,1:00,Admin,N\r\n",
    ] {
        edit(&sheets.join("Coach timesheets.csv"), row, "");
    }
    world.import_sample(&sheets, &["--report", text(&report)]);
    let gone = lines(&world).iter().filter(|line| line["status"] == "no longer in the sheet").count();
    assert_eq!(gone, 2);

    let before = world.events().len();
    for arguments in [&["correct", text(&report)][..], &["correct", text(&report), "--dry-run"]] {
        let said = world.ok(arguments);
        assert!(said.contains("2 rows are no longer in the sheets; --missing takes them back too"), "{said}");
        assert!(said.contains("take back hours-logged of 2024-10-07") && said.contains("left"), "{said}");
        assert!(said.contains("0 done,") && !said.contains("import the sheets again"), "{said}");
        assert_eq!(world.events().len(), before);
    }
    let said = world.ok(&["correct", text(&report), "--missing"]);
    assert!(said.contains("0 refused") && !said.contains("no longer in the sheets"), "{said}");
    assert!(world.events().len() > before);
    world.import_sample(&sheets, &["--report", text(&report)]);
    assert!(world.ok(&["correct", text(&report)]).contains("proposes nothing"));
}

#[test]
fn what_is_no_report_is_said_to_be_none() {
    let world = World::default();
    let other = world.path("other.csv");
    fs::write(&other, "a,b\n1,2\n").expect("written");
    assert!(world.fails(&["correct", text(&other)]).contains("name a report that `waymark import --report` wrote"));
    let cut = "sheet,row,status,correction\nHours,3,changed,\"take back x (sheet Hours, row 3): POST /v1/coaching/enter-in-error with Idem\"\n";
    fs::write(&other, cut).expect("written");
    assert!(world.fails(&["correct", text(&other)]).contains("Hours, row 3"));
}

/// However early it comes, and whatever it was doing.
#[test]
fn an_import_that_is_interrupted_at_once_ends_with_130_and_leaves_nothing_half_written() {
    let world = World::default();
    let (report, mapping) = (world.path("report.csv"), root().join("examples/northfield.toml"));
    fs::write(&report, "the old one").expect("written");
    let sheets = sample();
    let arguments = ["import", text(&sheets), "--mapping", text(&mapping), "--report", text(&report)];
    for millis in [0, 1, 2, 4, 8, 16, 32] {
        let import = world.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let import = import.expect("the binary runs");
        std::thread::sleep(Duration::from_millis(millis));
        let asked = Command::new("kill").args(["-INT", &import.id().to_string()]).status().expect("kill runs");
        assert!(asked.success());
        let done = import.wait_with_output().expect("ended");
        // before it runs at all, the system ends it: a shell says 130 of both
        let ended = done.status.code().or_else(|| done.status.signal().map(|signal| 128 + signal));
        assert_eq!(ended, Some(130), "after {millis} ms: {}", String::from_utf8_lossy(&done.stdout));
        let beside = fs::read_dir(report.parent().expect("a folder")).expect("listed");
        let beside = beside.filter(|entry| {
            entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(".report"))
        });
        assert_eq!(beside.count(), 0, "after {millis} ms");
    }
    world.import_sample(&sheets, &["--report", text(&report)]);
    let mode = fs::metadata(&report).expect("a report").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
