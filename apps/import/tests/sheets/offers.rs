//! Editing a cell that feeds several fields of a command at once.

use import::{Mapping, Status};

use crate::college::College;
use crate::edited::{HOURS, Imported, LEARNERS, MAPPING};
use crate::scene::{commands, directory};

const OFFERS: &str = "Ref,Firm,Offered,Said,Begins\nA1,Corner Café,10/11/2025,No,01/12/2025\n";

const OFFERS_MAPPING: &str = r#"
[[sheet]]
name = "Offers"
file = "offers.csv"
covers = { from = 2025-08-01, until = 2026-07-31 }
[[sheet.command]]
do = "outcomes.offer-job"
key = ["Ref", "Firm", "Offered"]
fields = { internship = "Ref", job = { columns = ["Ref", "Firm", "Offered"], join = " " }, date = "Offered", employer = { column = "Firm" }, role = { value = "kitchen assistant" }, weeklyMinutes = { value = 960 }, hourlyPence = { value = 1221 }, contract = { value = "permanent" }, start = "Begins" }
[[sheet.command]]
do = "outcomes.answer-job-offer"
when = { column = "Said", is = ["No"] }
key = ["Ref", "Firm", "Offered"]
fields = { internship = "Ref", job = { columns = ["Ref", "Firm", "Offered"], join = " " }, date = "Offered", answer = { value = "declined" } }
[[sheet]]
name = "Firms"
file = "firms.csv"
[[sheet.command]]
do = "placements.register-employer"
key = ["Firm"]
fields = { employer = "Firm", name = "Firm", date = "Since" }
"#;

#[tokio::test]
async fn an_edited_cell_that_feeds_two_fields_is_told_and_not_taken_for_a_second_offer() {
    let mapping = Mapping::read(&format!("{MAPPING}{OFFERS_MAPPING}"), &commands());
    let imported = Imported {
        college: College::new(),
        mapping: mapping.unwrap_or_else(|error| panic!("{error}")),
        sheets: directory(&[
            ("learners.csv", LEARNERS.as_bytes()),
            ("hours.csv", HOURS.as_bytes()),
            ("offers.csv", OFFERS.as_bytes()),
            ("firms.csv", b"Firm,Since\nCorner Caf\xc3\xa9,01/09/2025\n"),
        ]),
    };
    let first = imported.again().await;
    assert!(first.is_clean(), "{:?}", first.troubles().collect::<Vec<_>>());
    let report = imported.edited("offers.csv", "10/11/2025", "11/11/2025").await;
    let told: Vec<(&str, Status, &str)> =
        report.troubles().map(|line| (&*line.command, line.status, line.column.as_str())).collect();
    assert_eq!(
        told,
        [("outcomes.offer-job", Status::Changed, "Offered"), ("outcomes.answer-job-offer", Status::Changed, "Offered")],
    );
    assert!(!report.counts().contains_key(&Status::Gone));
    assert!(report.troubles().all(|line| line.reason.contains("Offered was 10/11/2025 and is now 11/11/2025")));
}
