//! Files that are not what the mapping says, and rows that cannot be read.

use import::{Mapping, Report, ReportLine, Status};

use crate::college::College;
use crate::scene::{commands, directory, named, today};

const MAPPING: &str = r#"
[provider]
ukprn = "10000002"
name = "Little College"

[[sheet]]
name = "Hours"
file = "hours*.csv"
ignore = ["Remark"]

[[sheet.command]]
do = "coaching.log-hours"
when = { column = "Status", is = ["done"], isnt = ["cancelled"] }
key = ["Ref", "Day"]
fields = { internship = "Ref", coach = "Coach", date = "Day", start = "Start", minutes = "Hours", activity = "What", claimable = "Claim" }
"#;

const HEADING: &str = "Ref,Coach,Day,Start,Hours,What,Claim,Status\n";
const ROW: &str = "A1,Cora,06/10/2025,09:00,1:00,Admin,N,done\n";

fn mapping() -> Mapping {
    Mapping::read(MAPPING, &commands()).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn says(files: &[(&str, &[u8])], expected: &str) {
    let said = mapping().plan(directory(files).path(), today()).unwrap_err().to_string();
    assert!(said.contains(expected), "expected: {expected}\nbut said: {said}");
}

fn told(rows: impl AsRef<[u8]>) -> Report {
    let text = [HEADING.as_bytes(), rows.as_ref()].concat();
    let plan = mapping().plan(directory(&[("hours.csv", &text)]).path(), today()).map(|draft| named(draft, &[]));
    plan.unwrap_or_else(|error| panic!("{error}")).report([])
}

/// The only line about something unreadable.
#[track_caller]
fn unreadable(rows: impl AsRef<[u8]>) -> ReportLine {
    let report = told(rows);
    let lines: Vec<&ReportLine> = report.lines.iter().filter(|line| line.status == Status::Unreadable).collect();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines[0].clone()
}

#[test]
fn a_directory_must_hold_what_the_mapping_asks_for() {
    says(&[], "there is no CSV file in");
    says(&[("readme.md", b"x")], "there is no CSV file in");
    says(
        &[("hour.csv", b"x")],
        "sheet \"Hours\": no file is called \"hours*.csv\". Did you mean \"hour.csv\"? The files are: \"hour.csv\"",
    );
    says(&[("hours.csv", b"x"), ("other.csv", b"x")], "no sheet of the mapping takes \"other.csv\"");
    says(&[("hours.csv", b"x"), ("other.xlsx", b"x")], "\"other.xlsx\" is a workbook");
    says(&[("hours.csv", b"PK\x03\x04")], "\"hours.csv\" is a workbook");
    let missing = mapping().plan(std::path::Path::new("/no/such/directory"), today()).unwrap_err().to_string();
    assert!(missing.contains("\"/no/such/directory\" cannot be listed"), "{missing}");
}

#[test]
fn a_file_must_be_text_with_the_right_columns() {
    says(&[("hours.csv", b"")], "\"hours.csv\" is empty");
    says(&[("hours.csv", b"\x89PNG\r\n\x1a\n\0\0\0")], "\"hours.csv\" is");
    says(&[("hours.csv", b"\0\0\0\0")], "is no text");
    says(&[("hours.csv", b"Ref,Coach\nCaf\xe9,x\n")], "is not UTF-8 in line 2");
    let heading = |from: &str, to: &str| HEADING.replace(from, to).into_bytes();
    says(
        &[("hours.csv", &heading("Hours", "Hour"))],
        "\"hours.csv\" has no column \"Hours\". \"Hour\" comes near. Its columns are: \"Ref\", \"Coach\", \"Day\", \"Start\", \"Hour\"",
    );
    says(
        &[("hours.csv", &heading("Status", "Status,Colour,Remark"))],
        "has columns that the mapping says nothing of: \"Colour\".",
    );
    says(&[("hours.csv", &heading("Status", "Status,ref"))], "has two columns \"Ref\"");
    says(&[("hours.csv", &heading(",", ";"))], "say delimiter = \";\" for this sheet");
    says(&[("hours 1.csv", HEADING.as_bytes()), ("hours 2.csv", b"x")], "\"hours 2.csv\" has no column");
}

#[test]
fn a_good_row_is_sent_and_headings_may_differ_in_case_and_order() {
    assert_eq!(told(ROW).counts()[&Status::NotSent], 2, "the provider and the session");
    let files = [(
        "HOURS.csv",
        "\u{feff} status ,ref,COACH,Day,Start,Hours,What,Claim,,\ndone,A1,Cora,06/10/2025,09:00,1:00,Admin,N,,\n",
    )];
    let files = files.map(|(name, text)| (name, text.as_bytes()));
    let plan = named(mapping().plan(directory(&files).path(), today()).unwrap(), &[]);
    assert_eq!((plan.commands.len(), plan.files[0].rows), (2, 1));
}

#[test]
fn a_row_of_another_length_is_unreadable_and_the_rest_goes_on() {
    let line = unreadable(format!("{ROW}A1,Cora,07/10/2025\n{}", ROW.replace("06/", "08/")));
    assert_eq!(line.row, Some(3));
    assert!(line.reason.contains("3 cells where the heading has 8"), "{}", line.reason);
    let line = unreadable(ROW.replace("done", "done,,more"));
    assert!(line.reason.contains("10 cells"), "{}", line.reason);
    assert_eq!(
        told(ROW.replace("done", "done,,,")).counts().get(&Status::Unreadable),
        None,
        "spare empty cells say nothing"
    );
}

#[test]
fn a_cell_of_ten_megabytes_is_told_in_a_few_words() {
    let line = unreadable(format!("{}{ROW}", ROW.replace("Admin", &"x".repeat(10_000_000))));
    assert_eq!((line.row, line.column.as_str(), line.value.chars().count()), (Some(2), "What", 61));
    assert!(line.reason.contains("10000000 characters") && line.reason.len() < 300, "{}", line.reason);
}

#[test]
fn a_nul_in_a_cell_is_told_by_its_column() {
    let line = unreadable(ROW.replace("Cora", "Co\0ra"));
    assert_eq!((line.row, line.column.as_str(), line.value.as_str()), (Some(2), "Coach", "Co\u{fffd}ra"));
}

#[test]
fn each_cell_that_cannot_be_read_is_told_by_column_and_value() {
    let report = told(ROW.replace("1:00", "lots").replace("Admin", "Sleeping").replace("Cora", " "));
    let told: Vec<_> = report.troubles().filter(|line| line.status == Status::Unreadable).collect();
    let cells: Vec<_> = told.iter().map(|line| (line.column.as_str(), line.value.as_str())).collect();
    assert_eq!(cells, [("Coach", ""), ("Hours", "lots"), ("What", "Sleeping")]);
    assert!(told[0].reason.contains("is empty, and coaching.log-hours needs it"), "{}", told[0].reason);
    assert!(told[2].reason.contains("is not one of: systematic-instruction"), "{}", told[2].reason);
}

#[test]
fn a_value_that_decides_between_commands_must_be_known() {
    assert_eq!(told(ROW.replace("done", "Cancelled")).lines.len(), 1, "only the provider");
    assert_eq!(told(ROW.replace(",done", ",")).lines.len(), 1, "nothing is said");
    let line = unreadable(ROW.replace("done", "don"));
    assert_eq!((line.column.as_str(), line.value.as_str(), &*line.command), ("Status", "don", ""));
    assert!(line.reason.contains("it knows \"cancelled\", \"done\""), "{}", line.reason);
}

#[test]
fn a_value_under_no_heading_is_not_passed_over() {
    let text = format!("{}{}", HEADING.replace("Status", "Status,"), ROW.replace("done", "done,late"));
    let plan = named(mapping().plan(directory(&[("hours.csv", text.as_bytes())]).path(), today()).unwrap(), &[]);
    let report = plan.report([]);
    let line = report.lines.iter().find(|line| line.status == Status::Unreadable).unwrap();
    assert_eq!((line.column.as_str(), line.value.as_str()), ("column 9", "late"));
}

#[tokio::test]
async fn a_cell_that_only_the_service_finds_unreadable_is_told_by_its_column_too() {
    let mapping = MAPPING.replace("coaching.log-hours", "referrals.refer");
    let fields = r#"fields = { internship = "Ref", person = "Ref", reference = "Ref", date = "Day", name = "Coach", dateOfBirth = "Start", homeAuthority = "Hours", source = "What", schoolYear = "Claim" }"#;
    let mapping = mapping.replace(mapping.lines().last().unwrap(), fields);
    let mapping = Mapping::read(&mapping, &commands()).unwrap_or_else(|error| panic!("{error}"));
    let text = format!("{HEADING}A1,Ada,06/10/2025,06/10/2008,Bolton,School,14,done\n");
    let report = College::new().import(&mapping, directory(&[("hours.csv", text.as_bytes())]).path()).await;
    let line = report.troubles().next().unwrap();
    assert_eq!(
        (line.status, line.column.as_str(), line.value.as_str()),
        (Status::Unreadable, "Hours", "Bolton"),
        "{line:?}"
    );
    assert!(!line.reason.contains("line 1"), "the place in the JSON is nothing to a person: {}", line.reason);
}

#[test]
fn the_report_is_a_sheet_that_no_program_takes_for_formulas() {
    let report = told(ROW.replace("1:00", "=HYPERLINK()"));
    let mut written = Vec::new();
    report.write_csv(&mut written).unwrap();
    let written = String::from_utf8(written).unwrap();
    assert!(written.starts_with(
        "sheet,file,row,command,status,rule,code,reason,column,value,position,event,correction,otherwise\n"
    ));
    assert!(written.contains("Hours,hours.csv,2,coaching.log-hours,unreadable,,unreadable-cell,"), "{written}");
    assert!(written.contains(",'=HYPERLINK(),"), "{written}");
}

/// The words that a person can write in the sheet are those of the mapping.
#[tokio::test]
async fn a_cell_that_is_none_of_the_mapping_s_words_is_told_all_of_them_and_the_nearest() {
    let mapping = MAPPING.replace("coaching.log-hours", "referrals.refer");
    let fields = r#"fields = { internship = "Ref", person = "Ref", reference = "Ref", date = "Day", name = "Coach", dateOfBirth = "Start", homeAuthority = { column = "Hours", values = { Bolton = "E08000001", Bury = "E08000002" } }, source = { column = "What", values = { LA = "council" } }, schoolYear = "Claim" }"#;
    let mapping = mapping.replace(mapping.lines().last().unwrap(), fields);
    let mapping = Mapping::read(&mapping, &commands()).unwrap_or_else(|error| panic!("{error}"));
    for (authority, source, column, says) in [
        ("Bolten", "School", "Hours", &["\"Bolton\", \"Bury\".", "The nearest is \"Bolton\"."][..]),
        ("Bury", "L.A.", "What", &["is not one of: LA, ", "school", "The nearest is \"LA\"."]),
    ] {
        let text = format!("{HEADING}A1,Ada,06/10/2025,06/10/2008,{authority},{source},14,done\n");
        let report = College::new().import(&mapping, directory(&[("hours.csv", text.as_bytes())]).path()).await;
        let line = report.troubles().next().unwrap();
        assert_eq!((line.status, line.column.as_str()), (Status::Unreadable, column), "{line:?}");
        assert!(says.iter().all(|part| line.reason.contains(part)), "{}", line.reason);
    }
    let line = unreadable(ROW.replace("done", "don"));
    assert!(line.reason.contains("The nearest is \"done\"."), "{}", line.reason);
}
