//! Another college's sheets, edited: other headings and forms, and no word on which days they cover.

use std::fs;

use import::{Mapping, Report, Status};

use crate::college::College;
use crate::edited::{Imported, edit};
use crate::scene::{commands, directory};
use crate::second_college::{DIARY, MAPPING, pupils};

async fn seaview() -> Imported {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap_or_else(|error| panic!("{error}"));
    let sheets = directory(&[("SI pupils 2024.csv", &pupils()), ("diary-1.csv", DIARY.as_bytes())]);
    let imported = Imported { college: College::new(), mapping, sheets };
    assert!(imported.again().await.is_clean());
    imported
}

fn told(report: &Report) -> Vec<(&str, Status, Option<u64>)> {
    let told = report.lines.iter().filter(|line| line.status != Status::AlreadyThere);
    told.map(|line| (&*line.command, line.status, line.row)).collect()
}

#[tokio::test]
async fn a_day_that_was_moved_beyond_all_others_is_told_without_a_word_on_the_days_covered() {
    for (from, to) in [("1 Oct 24,9.05am", "21 Sep 24,9.05am"), ("3 Oct 24,2.00pm", "1 Dec 24,2.00pm")] {
        let world = seaview().await;
        let report = world.edited("diary-1.csv", from, to).await;
        let [("coaching.log-hours", Status::Changed, Some(_))] = told(&report)[..] else {
            panic!("{:#?}", told(&report))
        };
        let line = report.troubles().next().unwrap();
        assert!(line.reason.contains("When was"), "{}", line.reason);
        world.college.send(&line.steps).await;
        let again = world.again().await;
        assert!(again.is_clean());
        assert_eq!(world.college.events("coaching.hours-logged").await.len(), 4, "three, one of them twice");
    }
}

#[tokio::test]
async fn the_only_row_of_a_sheet_that_was_moved_is_told() {
    let world = seaview().await;
    let costs = |day: &str| format!("Pupil no,Day,For,Cost\n7 001,{day},Clothing,12.50\n");
    fs::write(world.sheets.path().join("costs.csv"), costs("9 Sep 24")).unwrap();
    assert!(world.again().await.is_clean());
    fs::write(world.sheets.path().join("costs.csv"), costs("9 Nov 24")).unwrap();
    let report = world.again().await;
    assert_eq!(told(&report), [("funding.incur-cost", Status::Changed, Some(2))]);
    assert!(report.troubles().all(|line| line.otherwise.contains("POST /v1/funding/incur-cost")));
}

#[tokio::test]
async fn next_month_s_diary_is_new_however_like_it_is() {
    let world = seaview().await;
    let november = DIARY.replace("Oct", "Nov");
    fs::write(world.sheets.path().join("diary-1.csv"), november).unwrap();
    let report = world.again().await;
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
    assert_eq!(report.counts()[&Status::Accepted], 3);
    assert!(!report.counts().contains_key(&Status::Gone));
}

#[tokio::test]
async fn a_value_that_means_no_command_any_more_is_told() {
    let world = seaview().await;
    let report = world.edited("SI pupils 2024.csv", "gardens\";Pilot", "gardens\";none").await;
    assert_eq!(told(&report), [("referrals.verify-plan", Status::Changed, Some(5))]);
    let line = report.troubles().next().unwrap();
    assert!(line.reason.contains("Plan? is \"none\""), "{}", line.reason);
    world.college.send(&line.steps).await;
    assert!(world.again().await.is_clean());
}

#[tokio::test]
async fn a_cell_that_cannot_be_read_any_more_takes_nothing_back() {
    let world = seaview().await;
    let report =
        world.edited("diary-1.csv", "1 Oct 24,9.05am,Cora,7  001,1h30", "1 Oct 24,9.05am,Cora,7  001,long").await;
    assert_eq!(told(&report), [("coaching.log-hours", Status::Unreadable, Some(2))]);
}

#[tokio::test]
async fn an_event_about_a_whole_employer_is_taken_back_like_any_other() {
    let mapping = "[provider]\nukprn = \"10000003\"\nname = \"Seaview School\"\n[[sheet]]\nname = \"Firms\"\nfile = \"firms.csv\"\n[[sheet.command]]\ndo = \"placements.register-employer\"\nkey = [\"Firm\"]\nfields = { employer = \"Firm\", name = \"Firm\", sectorWords = \"Trade\", date = \"Since\" }\n";
    let world = Imported {
        college: College::new(),
        mapping: Mapping::read(mapping, &commands()).unwrap(),
        sheets: directory(&[("firms.csv", b"Firm,Trade,Since\nCorner Shop,retail,01/09/2024\n")]),
    };
    assert!(world.again().await.is_clean());
    edit(world.sheets.path(), "firms.csv", "retail", "food");
    let report = world.again().await;
    let line = report.troubles().next().unwrap();
    assert!(line.correction.contains("take back employer-registered"), "{}", line.correction);
    world.college.send(&line.steps).await;
    assert!(world.again().await.is_clean());
}
