//! What spreadsheet programs and the clipboard do to cells: what a reader sees alike is alike, and what was lost
//! is told.

use import::{Mapping, Report, ReportLine, Status};

use crate::college::College;
use crate::edited::{HOURS, LEARNERS, MAPPING};
use crate::scene::{commands, directory};

async fn import(college: &College, learners: &str, hours: &str) -> Report {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap_or_else(|error| panic!("{error}"));
    college
        .import(&mapping, directory(&[("learners.csv", learners.as_bytes()), ("hours.csv", hours.as_bytes())]).path())
        .await
}

fn with(report: &Report, status: Status) -> Vec<&ReportLine> {
    report.lines.iter().filter(|line| line.status == status).collect()
}

fn coaches(hours: &str, names: [&str; 4]) -> String {
    let mut rows = hours.lines();
    let heading = rows.next().unwrap().to_owned();
    rows.zip(names).fold(heading, |text, (row, name)| format!("{text}\n{}", row.replace("Cora", name)))
}

#[tokio::test]
async fn a_coach_spelt_with_other_characters_that_look_the_same_is_the_same_coach() {
    let college = College::new();
    let names = ["Zo\u{eb}", "Zoe\u{308}", "Z\u{200b}o\u{eb}\u{2069}", "\u{feff}ZO\u{cb} \u{e0041}"];
    let report = import(&college, LEARNERS, &coaches(HOURS, names)).await;
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
    let coaches = college.events("coaching.coach-registered").await;
    assert_eq!(coaches.len(), 1);
    // the same sheet typed anew is the same sheet
    let head = college.head();
    let again = import(&college, LEARNERS, &coaches_plain()).await;
    assert_eq!((again.is_clean(), college.head()), (true, head), "{:#?}", again.troubles().collect::<Vec<_>>());
}

fn coaches_plain() -> String {
    coaches(HOURS, ["zo\u{eb}"; 4])
}

#[tokio::test]
async fn invisible_characters_hide_no_day_no_number_and_no_empty_cell() {
    let hours = HOURS
        .replace("06/10/2025", "\u{200e}06\u{200e}/10/2025")
        .replace("07/10/2025,09:00,1:00", "07/10/2025,\u{200b}09:00,\u{202a}1:00\u{202c}")
        .replace("Admin", "Adm\u{ad}in");
    let report = import(&College::new(), LEARNERS, &hours).await;
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
    let blank = format!("{HOURS}\u{200b},\u{feff},,,,,\n");
    assert_eq!(import(&College::new(), LEARNERS, &blank).await.files[1].blank, 1);
}

#[tokio::test]
async fn a_reference_that_was_shortened_is_unreadable_and_takes_nothing_back() {
    let learners = LEARNERS.replace("A1", "1234567890123").replace("A2", "1234567891999");
    let hours = HOURS.replace("A1", "1234567890123").replace("A2", "1234567891999");
    let college = College::new();
    assert!(import(&college, &learners, &hours).await.is_clean());
    let (learners, hours) = [&learners, &hours]
        .map(|text| text.replace("1234567890123", "1.23457E+12").replace("1234567891999", "1.23457E+12"))
        .into();
    for college in [College::new(), college] {
        let report = import(&college, &learners, &hours).await;
        let unreadable = with(&report, Status::Unreadable);
        assert_eq!(unreadable.len(), 6, "{unreadable:#?}");
        assert!(unreadable.iter().all(|line| line.column == "Ref" && line.reason.contains("shortened")));
        assert!(report.lines.iter().all(|line| line.steps.is_empty()), "{:#?}", report.lines);
    }
}

/// What a spreadsheet program writes where it has no value to show.
#[tokio::test]
async fn what_stands_for_a_value_that_was_lost_is_unreadable_and_says_what_happened() {
    for (cell, happened, remedy) in [
        ("1.23457E12", "shortened", "enter the number again"),
        ("1.23457e12", "shortened", "enter the number again"),
        ("#N/A", "a formula found nothing", "enter the value itself"),
        ("#REF!", "a formula refers to cells that were deleted", "enter the value itself"),
        ("#VALUE!", "a formula was given the wrong kind of value", "enter the value itself"),
        ("#DIV/0!", "a formula divided by zero", "enter the value itself"),
        ("#NAME?", "a formula has a name in it that the program does not know", "enter the value itself"),
        (" #num! ", "a formula cannot calculate the number", "enter the value itself"),
        ("#NULL!", "a formula refers to cells that do not meet", "enter the value itself"),
        ("####", "too narrow", "widen the column"),
    ] {
        for (learners, hours, column) in [
            (LEARNERS.replace("A3,", &format!("{cell},")), HOURS.to_owned(), "Ref"),
            (LEARNERS.replace("Cy Example", cell), HOURS.to_owned(), "Name"),
        ] {
            let college = College::new();
            let report = import(&college, &learners, &hours).await;
            let unreadable = with(&report, Status::Unreadable);
            let [line] = unreadable[..] else { panic!("{cell}: {unreadable:#?}") };
            assert_eq!((line.row, line.column.as_str(), line.value.trim()), (Some(4), column, cell.trim()));
            assert!(line.reason.contains(happened) && line.reason.contains(remedy), "{}", line.reason);
            assert_eq!(college.events("referrals.referred").await.len(), 2);
        }
    }
}

#[tokio::test]
async fn a_lost_value_is_found_in_another_sheet_too_and_is_none_where_the_mapping_says_what_it_means() {
    let looked_up = MAPPING.replace(
        "activity = \"What\"",
        "activity = { from = \"Learners\", on = \"Ref\", column = \"Activity\", values = { \"admin\" = \"systematic-instruction\" } }",
    );
    let looked_up = looked_up.replace("file = \"hours.csv\"", "file = \"hours.csv\"\nignore = [\"What\"]");
    let learners = LEARNERS.replace("Day\n", "Day,Activity\n").replace("2025\n", "2025,#N/A\n");
    let import = async |mapping: &str| {
        let mapping = Mapping::read(mapping, &commands()).unwrap_or_else(|error| panic!("{error}"));
        let sheets = directory(&[("learners.csv", learners.as_bytes()), ("hours.csv", HOURS.as_bytes())]);
        College::new().import(&mapping, sheets.path()).await
    };
    let report = import(&looked_up).await;
    let unreadable = with(&report, Status::Unreadable);
    assert_eq!(unreadable.len(), 3 + 4, "where it stands, and where it is looked up: {unreadable:#?}");
    assert!(unreadable.iter().all(|line| line.reason.contains("a formula found nothing")), "{unreadable:#?}");
    let meant = looked_up.replace("\"admin\" =", "\"#N/A\" =");
    let report = import(&meant).await;
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
}

#[tokio::test]
async fn an_apostrophe_that_keeps_a_number_as_text_is_no_part_of_it() {
    let college = College::new();
    let learners = LEARNERS.replace("A1", "00123");
    let report = import(&college, &learners, &HOURS.replace("A1", "'00123")).await;
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
    assert_eq!(college.events("coaching.hours-logged").await.len(), 4);
}

#[tokio::test]
async fn two_ways_to_write_one_reference_are_told_once_each() {
    let hours = HOURS.replace("A1", "A1\u{200b}");
    let report = import(&College::new(), LEARNERS, &hours).await;
    assert!(report.is_clean());
    let told = with(&report, Status::Told);
    let [line] = told[..] else { panic!("{told:#?}") };
    assert_eq!((&*line.file, line.row, line.code.as_str()), ("hours.csv", Some(2), "same-reference"));
    assert!(
        line.reason.contains("\"A1<U+200B>\"") && line.reason.contains("row 2 of \"learners.csv\""),
        "{}",
        line.reason
    );
    // everywhere the same: there is nothing to tell
    let learners = LEARNERS.replace("A1", "A1\u{200b}");
    let report = import(&College::new(), &learners, &hours).await;
    assert_eq!(with(&report, Status::Told), Vec::<&ReportLine>::new());
}

#[tokio::test]
async fn the_difference_between_two_ways_to_write_a_reference_can_be_seen() {
    for (one, other, shown) in [
        ("No\u{eb}1", "Noe\u{308}1", ["\"Noe<U+0308>1\"", "\"No\u{eb}1\""]),
        ("A\u{c5}1", "A\u{212b}1", ["\"A<U+212B>1\"", "\"A\u{c5}1\""]),
        ("A\u{200b}1", "A\u{200d}1", ["\"A<U+200B>1\"", "\"A<U+200D>1\""]),
    ] {
        let (learners, hours) = (LEARNERS.replace("A1", one), HOURS.replace("A1", other));
        let report = import(&College::new(), &learners, &hours).await;
        let told = with(&report, Status::Told);
        assert!(!told.is_empty(), "{one}");
        for line in told {
            assert!(shown.iter().all(|way| line.reason.contains(way)), "{}", line.reason);
        }
    }
}

#[tokio::test]
async fn a_text_that_was_saved_twice_is_told_and_not_repaired() {
    let report = import(&College::new(), LEARNERS, &HOURS.replacen("Cora", "JosÃ© Dell", 1)).await;
    let unreadable = with(&report, Status::Unreadable);
    let [line] = unreadable[..] else { panic!("{unreadable:#?}") };
    assert_eq!((line.row, line.column.as_str(), line.value.as_str()), (Some(2), "Coach", "JosÃ© Dell"));
    assert!(line.reason.contains("saved twice") && line.reason.contains("José Dell"), "{}", line.reason);
}
