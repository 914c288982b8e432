//! The sample college's year.

use std::collections::{BTreeMap, BTreeSet};

use import::{Plan, Status};
use service_kit::Rank;

use crate::college::College;
use crate::scene::{copy, examples, northfield, plan};

fn planned() -> Plan {
    plan(&northfield(), &examples().join("northfield"))
}

#[test]
fn the_year_becomes_so_many_commands_of_each_kind() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for planned in planned().commands {
        *counts.entry(planned.name.to_string()).or_default() += 1;
    }
    let expected = [
        ("coaching.assign-coach", 22),
        ("coaching.log-hours", 1359), // 1361 rows, two of them unreadable
        ("coaching.register-coach", 4),
        ("funding.apply-for-access-to-work", 21),
        ("funding.pay-claim", 105),
        ("funding.record-access-to-work-decision", 21),
        ("funding.submit-claim", 133),
        ("outcomes.answer-job-offer", 15),
        ("outcomes.check-sustainment", 57),
        ("outcomes.offer-job", 15),
        ("outcomes.start-job", 15),
        ("placements.end-placement", 40),
        ("placements.register-employer", 9),
        ("placements.start-placement", 40),
        ("referrals.accept", 23),
        ("referrals.change-travel-level", 113),
        ("referrals.complete", 20),
        ("referrals.complete-taster", 35),
        ("referrals.hold-family-conversation", 22),
        ("referrals.refer", 27),
        ("referrals.register-provider", 1),
        ("referrals.verify-plan", 26),
        ("referrals.withdraw", 2),
    ];
    assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)).into());
}

#[test]
fn two_rows_cannot_be_read_and_are_told_once_by_column_and_value() {
    let report = planned().report([]);
    let unreadable: Vec<_> = report
        .lines
        .iter()
        .filter(|line| line.status == Status::Unreadable)
        .map(|line| (&*line.file, line.row, &*line.command, line.column.as_str(), line.value.as_str()))
        .collect();
    let expected = [
        ("Coach timesheets.csv", Some(1358), "coaching.log-hours", "Date", "31/02/2025"),
        ("Coach timesheets.csv", Some(1362), "coaching.log-hours", "Duration", "lots"),
    ];
    assert_eq!(unreadable, expected);
}

#[test]
fn every_row_that_says_anything_is_counted_and_blank_ones_apart() {
    let files = planned().files;
    let truth = truth();
    let rows: u64 = truth["rows"].as_object().unwrap().values().map(|rows| rows.as_u64().unwrap()).sum();
    assert_eq!((files.len(), files.iter().map(|file| file.rows).sum::<u64>()), (9, rows));
    assert_eq!(files.iter().map(|file| file.blank).sum::<u64>(), 4);
}

#[test]
fn what_makes_things_known_comes_first_then_day_by_day_beginnings_before_ends() {
    let plan = planned();
    assert_eq!(&*plan.commands[0].name, "referrals.register-provider");
    let place = |planned: &import::Planned| {
        let known = planned.command.rank == Rank::Register;
        (!known, if known { None } else { planned.day }, planned.command.rank)
    };
    assert!(plan.commands.is_sorted_by_key(place));
    // on the last day there is still a session, and the placement ends before the programme does
    let at = |name: &str, row: u64| {
        plan.commands.iter().position(|planned| &*planned.name == name && planned.row == Some(row)).unwrap()
    };
    assert!(at("coaching.log-hours", 1357) < at("referrals.complete", 3));
    assert!(at("placements.end-placement", 4) < at("referrals.complete", 3));
}

#[test]
fn the_plan_is_the_same_every_time() {
    let told = |plan: Plan| plan.commands.into_iter().map(|p| (p.key, p.json, p.event)).collect::<Vec<_>>();
    assert_eq!(told(planned()), told(planned()));
}

#[test]
fn a_placement_that_ended_with_the_intern_leaving_says_so_and_no_claim_says_more_than_its_sheet() {
    let plan = planned();
    let json = |name: &str, row: u64| -> serde_json::Value {
        let planned = plan.commands.iter().find(|planned| &*planned.name == name && planned.row == Some(row)).unwrap();
        serde_json::from_str(&planned.json).unwrap()
    };
    assert_eq!(json("placements.end-placement", 2)["reason"], "intern-left");
    assert_eq!(json("placements.end-placement", 3)["reason"], "finished");
    let claim = json("funding.submit-claim", 2);
    assert_eq!(claim["act"], "recorded");
    assert!(claim["signedBy"].is_null() && claim["payeeSetUp"].is_null(), "{claim}");
    assert_eq!(json("referrals.refer", 2)["name"], "Amir Openshaw");
    assert_eq!(json("referrals.refer", 2)["homeAuthority"], "E08000006");
    assert_eq!(json("referrals.accept", 9)["weeklyMinutesAtWork"], 1350);
    assert_eq!(json("outcomes.offer-job", 4)["hourlyPence"], 1221);
}

#[test]
fn a_number_that_was_not_issued_yet_is_as_if_the_cell_were_empty() {
    let uln = |number: &str| -> serde_json::Value {
        let sheets = copy(&examples().join("northfield"));
        let path = sheets.path().join("Learners 2024-25.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("2422070972"));
        std::fs::write(&path, text.replace("2422070972", number)).unwrap();
        let planned = plan(&northfield(), sheets.path()).commands;
        let refer = planned.iter().find(|planned| &*planned.name == "referrals.refer" && planned.row == Some(5));
        serde_json::from_str::<serde_json::Value>(&refer.unwrap().json).unwrap()["uln"].clone()
    };
    assert_eq!((uln("9999999999"), uln("")), (serde_json::Value::Null, serde_json::Value::Null));
    assert_eq!(uln("2422070972"), "2422070972");
}

#[tokio::test]
async fn the_import_reports_exactly_the_sown_defects() {
    let college = College::new();
    let report = college.import(&northfield(), &examples().join("northfield")).await;
    let found: BTreeSet<(String, u64)> =
        report.troubles().map(|line| (line.sheet.to_string(), line.row.unwrap())).collect();
    let sheets = [
        ("learners", "Learners"),
        ("timesheets", "Coach timesheets"),
        ("claims", "Claims"),
        ("jobs", "Jobs"),
        ("followups", "Follow-ups"),
    ];
    let sheets: BTreeMap<&str, &str> = sheets.into();
    let truth = truth();
    let sown = truth["defects"].as_array().unwrap().iter();
    let (nothing_new, sown): (Vec<_>, Vec<_>) =
        sown.partition(|defect| defect["why"].as_str().unwrap().contains("nothing new"));
    let place = |defect: &&serde_json::Value| {
        (sheets[defect["file"].as_str().unwrap()].to_owned(), defect["row"].as_u64().unwrap())
    };
    assert_eq!(found, sown.iter().map(place).collect());
    for (sheet, row) in nothing_new.iter().map(place) {
        let mut of_row = report.lines.iter().filter(|line| *line.sheet == *sheet && line.row == Some(row)).peekable();
        assert!(of_row.peek().is_some());
        assert!(of_row.all(|line| line.status == Status::AlreadyThere));
    }
}

fn truth() -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(examples().join("northfield.truth.json")).unwrap()).unwrap()
}
