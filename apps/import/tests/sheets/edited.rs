//! Importing again: nothing new by itself, and a row that was edited is told and never doubled.

use std::path::Path;

use import::{Mapping, Report, ReportLine, Status};
use tempfile::TempDir;

use crate::college::College;
use crate::scene::{commands, directory, examples, northfield};

#[tokio::test]
async fn a_second_import_of_the_year_changes_nothing() {
    let (college, mapping, sheets) = (College::new(), northfield(), examples().join("northfield"));
    let first = college.import(&mapping, &sheets).await;
    let head = college.head();
    let second = college.import(&mapping, &sheets).await;
    assert_eq!(college.head(), head);
    let accepted = |report: &Report| report.counts().get(&Status::Accepted).copied().unwrap_or_default();
    assert_eq!((accepted(&first), accepted(&second)), (usize::try_from(head.0).unwrap(), 0));
    let trouble = |report: &Report| {
        report.troubles().map(|line| (line.sheet.clone(), line.row, line.code.clone())).collect::<Vec<_>>()
    };
    assert_eq!(trouble(&first), trouble(&second));
    assert!(!second.counts().contains_key(&Status::Gone));
}

pub(crate) const LEARNERS: &str = "Ref,Name,Born,Day\nA1,Ada Example,01/02/2006,01/09/2025\nA2,Bob Example,03/04/2006,01/09/2025\nA3,Cy Example,05/06/2006,01/09/2025\n";
pub(crate) const HOURS: &str = "Ref,Coach,Day,Start,Hours,What,Claim\n\
    A1,Cora,06/10/2025,09:00,1:00,Systematic instruction,Y\n\
    A1,Cora,07/10/2025,09:00,1:00,Systematic instruction,Y\n\
    A1,Cora,08/10/2025,09:00,2:00,Admin,N\n\
    A2,Cora,09/10/2025,09:00,1:00,Systematic instruction,Y\n";

pub(crate) const MAPPING: &str = r#"
[provider]
ukprn = "10000002"
name = "Little College"
date = 2020-01-01

[[sheet]]
name = "Learners"
file = "learners.csv"
[[sheet.command]]
do = "referrals.refer"
key = ["Ref"]
fields = { internship = "Ref", person = "Ref", reference = "Ref", date = "Day", name = "Name", dateOfBirth = "Born", homeAuthority = { value = "E08000001" }, source = { value = "school" } }

[[sheet]]
name = "Hours"
file = "hours.csv"
[[sheet.command]]
do = "coaching.register-coach"
once = true
key = ["Coach"]
fields = { coach = "Coach", name = "Coach", date = "Day" }
[[sheet.command]]
do = "coaching.assign-coach"
once = true
key = ["Ref", "Coach"]
fields = { internship = "Ref", coach = "Coach", date = "Day" }
[[sheet.command]]
do = "coaching.log-hours"
key = ["Ref", "Coach", "Day", "Start"]
fields = { internship = "Ref", coach = "Coach", date = "Day", start = "Start", minutes = "Hours", activity = "What", claimable = "Claim" }
"#;

/// A college that has imported its sheets once.
pub(crate) struct Imported {
    pub(crate) college: College,
    pub(crate) mapping: Mapping,
    pub(crate) sheets: TempDir,
}

impl Imported {
    async fn new() -> Self {
        let mapping = Mapping::read(MAPPING, &commands()).unwrap_or_else(|error| panic!("{error}"));
        let imported = Self {
            college: College::new(),
            mapping,
            sheets: directory(&[("learners.csv", LEARNERS.as_bytes()), ("hours.csv", HOURS.as_bytes())]),
        };
        let report = imported.again().await;
        assert!(report.is_clean(), "{:?}", report.troubles().collect::<Vec<_>>());
        imported
    }

    pub(crate) async fn again(&self) -> Report {
        self.college.import(&self.mapping, self.sheets.path()).await
    }

    /// Edits the sheets and imports them again: nothing new may be recorded.
    pub(crate) async fn edited(&self, file: &str, from: &str, to: &str) -> Report {
        edit(self.sheets.path(), file, from, to);
        let head = self.college.head();
        let report = self.again().await;
        assert_eq!(self.college.head(), head, "nothing is recorded of an edited row by itself");
        report
    }

    /// What the import says about hours logged, but for what is already there.
    async fn minutes(&self) -> i64 {
        let all = self.college.events("coaching.hours-logged").await;
        all.iter().map(|data| data["session"]["minutes"].as_i64().unwrap()).sum()
    }
}

pub(crate) fn edit(directory: &Path, file: &str, from: &str, to: &str) {
    let path = directory.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

#[track_caller]
fn only(report: &Report) -> &ReportLine {
    let told: Vec<&ReportLine> = report.lines.iter().filter(|line| line.status != Status::AlreadyThere).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    told[0]
}

#[tokio::test]
async fn an_edited_duration_is_told_with_the_command_that_corrects_the_session() {
    let world = Imported::new().await;
    let report = world.edited("hours.csv", "08/10/2025,09:00,2:00", "08/10/2025,09:00,1:30").await;
    let line = only(&report);
    assert_eq!((line.status, line.row, line.column.as_str()), (Status::Changed, Some(4), "Hours"));
    assert!(line.reason.contains("Hours was 2:00 and is now 1:30"), "{}", line.reason);
    assert_eq!((line.steps.len(), line.again), (1, false));
    assert!(line.correction.contains(": POST /v1/coaching/correct-hours with Idempotency-Key "), "{}", line.correction);
    assert!(line.correction.contains("sheet Hours, row 4"), "{}", line.correction);
    assert!(!line.correction.contains("activity"), "only what changed: {}", line.correction);

    world.college.send(&line.steps).await;
    let again = world.again().await;
    assert!(again.is_clean(), "once it is put right nothing is told any more: {:?}", again.troubles().next());
}

#[tokio::test]
async fn an_edited_start_or_date_or_learner_is_recognised_by_the_event_it_left_behind() {
    let edits = [
        ("07/10/2025,09:00", "07/10/2025,10:30", "Start", "was 09:00", "10:30"),
        ("07/10/2025,09:00", "06/10/2025,14:00", "Day", "was 09:00", "14:00"),
        ("A1,Cora,07/10/2025", "A2,Cora,07/10/2025", "Ref", "", ""),
        ("07/10/2025,09:00", "10/10/2025,09:00", "Day", "was 07/10/2025", "10/10/2025"),
    ];
    for (from, to, column, was, is) in edits {
        let world = Imported::new().await;
        let report = world.edited("hours.csv", from, to).await;
        let line = only(&report);
        assert_eq!((line.status, line.row, line.column.as_str()), (Status::Changed, Some(3), column), "{line:#?}");
        assert!(line.reason.contains(was) && line.reason.contains(is), "{}", line.reason);
        assert!(line.correction.contains("POST /v1/coaching/enter-in-error"), "{}", line.correction);
        assert!(line.correction.ends_with("then import again"), "{}", line.correction);
        assert!(line.otherwise.contains("POST /v1/coaching/log-hours"), "{}", line.otherwise);

        world.college.send(&line.steps).await;
        let again = world.again().await;
        assert!(again.is_clean());
        assert_eq!(again.counts()[&Status::Accepted], 1);
        assert_eq!(world.minutes().await, 60 * 5 + 60, "one session was taken back and logged again");
        let head = world.college.head();
        assert!(world.again().await.is_clean());
        assert_eq!(world.college.head(), head);
    }
}

#[tokio::test]
async fn a_row_that_is_gone_is_told_but_is_no_trouble() {
    let world = Imported::new().await;
    let report = world.edited("hours.csv", "A1,Cora,07/10/2025,09:00,1:00,Systematic instruction,Y\n", "").await;
    let line = only(&report);
    assert_eq!((line.status, line.row), (Status::Gone, None));
    assert!(line.reason.contains("2025-10-07"), "{}", line.reason);
    assert!(report.is_clean());
    world.college.send(&line.steps).await;
    assert!(world.again().await.lines.iter().all(|line| line.status == Status::AlreadyThere));
}

#[tokio::test]
async fn sheets_of_another_month_leave_the_earlier_month_alone() {
    let world = Imported::new().await;
    let november = "Ref,Coach,Day,Start,Hours,What,Claim\nA1,Cora,10/11/2025,09:00,1:00,Systematic instruction,Y\n";
    std::fs::write(world.sheets.path().join("hours.csv"), november).unwrap();
    let report = world.again().await;
    let line = only(&report);
    assert_eq!((line.status, &*line.command), (Status::Accepted, "coaching.log-hours"));
}

#[tokio::test]
async fn an_edited_referral_is_taken_back_and_the_next_import_sends_it_again() {
    let world = Imported::new().await;
    let report = world
        .edited("learners.csv", "A3,Cy Example,05/06/2006,01/09/2025", "A3,Cy Example,05/06/2006,02/09/2025")
        .await;
    let line = only(&report);
    assert_eq!((line.status, line.column.as_str()), (Status::Changed, "Day"));
    assert!(line.reason.contains("was 01/09/2025 and is now 02/09/2025"), "{}", line.reason);
    world.college.send(&line.steps).await;
    let again = world.again().await;
    assert_eq!(only(&again).status, Status::Accepted);
    let head = world.college.head();
    assert!(world.again().await.is_clean());
    assert_eq!(world.college.head(), head);
}

#[tokio::test]
async fn what_is_sealed_is_told_to_have_changed_without_being_shown() {
    let world = Imported::new().await;
    let report = world.edited("learners.csv", "Bob Example", "Robert Example").await;
    let line = only(&report);
    assert_eq!(line.status, Status::Changed);
    assert!(line.reason.contains("sealed") && !line.reason.contains("Robert"), "{}", line.reason);
}

#[tokio::test]
async fn a_row_whose_event_was_taken_back_is_not_believed_again_by_itself() {
    let world = Imported::new().await;
    let row = "A1,Cora,07/10/2025,09:00,1:00,Systematic instruction,Y\n";
    let report = world.edited("hours.csv", row, "").await;
    world.college.send(&only(&report).steps).await;
    edit(world.sheets.path(), "hours.csv", "A2,Cora,09", &format!("{row}A2,Cora,09"));
    let head = world.college.head();
    let report = world.again().await;
    assert_eq!((only(&report).code.as_str(), world.college.head()), ("taken-back", head));
    world.college.send(&only(&report).steps).await;
    assert!(world.again().await.is_clean());
}

#[tokio::test]
async fn two_rows_of_one_key_that_disagree_are_told_with_each_other_s_row() {
    let world = Imported::new().await;
    let twice = "A2,Cora,09/10/2025,09:00,1:00,Systematic instruction,Y\n";
    let report = world
        .edited("hours.csv", twice, &format!("{twice}A2,Cora,9/10/2025,9:00,3:00,Systematic instruction,Y\n{twice}"))
        .await;
    let line = only(&report);
    assert_eq!((line.status, line.row, line.code.as_str()), (Status::Changed, Some(6), "rows-at-odds"));
    assert!(
        line.reason.contains("row 5 of \"hours.csv\"") && line.reason.contains("Hours: 1:00 there, 3:00 here"),
        "{line:?}"
    );
}

#[tokio::test]
async fn an_earlier_session_that_turns_up_later_does_not_change_since_when_the_coach_is_known() {
    let world = Imported::new().await;
    edit(world.sheets.path(), "hours.csv", "Claim\n", "Claim\nA1,Cora,01/10/2025,09:00,1:00,Admin,N\n");
    let report = world.again().await;
    assert!(report.is_clean(), "{:?}", report.troubles().next());
    assert_eq!(report.counts()[&Status::Accepted], 1);
}

#[tokio::test]
async fn a_sheet_that_says_which_days_it_covers_has_no_edge_for_an_edited_date_to_fall_off() {
    let (from, to) = ("A2,Cora,09/10/2025", "A2,Cora,02/10/2025");
    let covers = "file = \"hours.csv\"\ncovers = { from = 2025-08-01, until = 2026-07-31 }";
    let mut world = Imported::new().await;
    world.mapping = Mapping::read(&MAPPING.replace("file = \"hours.csv\"", covers), &commands()).unwrap();
    let report = world.edited("hours.csv", from, to).await;
    assert_eq!((only(&report).status, only(&report).column.as_str()), (Status::Changed, "Day"));
}
