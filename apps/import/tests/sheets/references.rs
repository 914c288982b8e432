//! A learner whose reference was edited is the same learner; one who comes again for another year
//! is an internship of its own.

use import::{Mapping, Report, ReportLine, Status};

use crate::college::College;
use crate::edited::{HOURS, Imported, LEARNERS, MAPPING, edit};
use crate::scene::{commands, directory};

async fn imported(college: College, learners: &str) -> Imported {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap_or_else(|error| panic!("{error}"));
    let sheets = directory(&[("learners.csv", learners.as_bytes()), ("hours.csv", HOURS.as_bytes())]);
    let imported = Imported { college, mapping, sheets };
    assert!(imported.again().await.is_clean());
    imported
}

fn changed(report: &Report) -> Vec<&ReportLine> {
    report.lines.iter().filter(|line| line.status == Status::Changed).collect()
}

#[tokio::test]
async fn a_reference_that_stands_nowhere_else_is_told_to_be_the_same_learner() {
    for college in [College::new(), College::from_afar()] {
        let world = imported(college, LEARNERS).await;
        let report = world.edited("learners.csv", "A3,Cy Example", "A9,Cy Example").await;
        let [line] = changed(&report)[..] else { panic!("{:#?}", report.lines) };
        assert!(line.reason.contains("Ref was A3 and is now A9"), "{}", line.reason);
        assert_eq!((line.row, line.column.as_str()), (Some(4), "Ref"));

        world.college.send(&line.steps).await;
        assert_eq!(world.again().await.counts()[&Status::Accepted], 1);
        let head = world.college.head();
        assert!(world.again().await.is_clean());
        assert_eq!(world.college.head(), head);
    }
}

#[tokio::test]
async fn another_learner_in_the_place_of_one_who_left_the_sheet_is_not_taken_for_them() {
    let world = imported(College::new(), LEARNERS).await;
    edit(world.sheets.path(), "learners.csv", "A3,Cy Example,05/06/2006", "A4,Di Example,07/08/2006");
    let counts = world.again().await.counts();
    assert_eq!((counts[&Status::Accepted], counts[&Status::Gone]), (1, 1));
}

#[tokio::test]
async fn a_scheme_of_references_that_was_renamed_makes_no_second_learners() {
    let world = imported(College::new(), LEARNERS).await;
    for file in ["learners.csv", "hours.csv"] {
        let path = world.sheets.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text.replace("\nA", "\nSI/25/A")).unwrap();
    }
    let head = world.college.head();
    let report = world.again().await;
    assert_eq!(world.college.head(), head, "{:#?}", report.lines);
    assert_eq!(changed(&report).iter().filter(|line| &*line.command == "referrals.refer").count(), 3);
    for line in &report.lines {
        if !line.steps.is_empty() {
            world.college.send(&line.steps).await;
        }
    }
    let again = world.again().await;
    assert!(again.is_clean(), "{:#?}", again.troubles().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_second_year_of_the_same_person_is_an_internship_of_its_own() {
    let world = imported(College::new(), LEARNERS).await;
    // beside the first, and in next year's sheet, which says nothing of this year
    for (file, text) in [
        ("learners.csv", format!("{LEARNERS}A1-2,Ada Example,01/02/2006,01/09/2026\n")),
        ("learners.csv", "Ref,Name,Born,Day\nA2-2,Bob Example,03/04/2006,02/09/2026\n".to_owned()),
    ] {
        std::fs::write(world.sheets.path().join(file), text).unwrap();
        let report = world.again().await;
        assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
        assert_eq!(report.counts()[&Status::Accepted], 1);
    }
}

/// The report is opened by whoever puts the sheets right, and not every row is theirs.
#[tokio::test]
async fn what_is_sealed_of_another_row_stands_nowhere_in_the_report() {
    let world = imported(College::new(), LEARNERS).await;
    let report = world.edited("learners.csv", "A2,Bob Example,03/04/2006", "A1,Somebody Else,11/12/2005").await;
    let [line] = changed(&report)[..] else { panic!("{:#?}", report.lines) };
    assert_eq!(line.row, Some(3));
    assert!(line.reason.contains("Name is another (kept sealed)"), "{}", line.reason);
    assert!(line.reason.contains("Born is another (kept sealed)"), "{}", line.reason);
    for line in &report.lines {
        let own = if line.row == Some(3) { "Somebody Else" } else { "Ada Example" };
        let said = line.cells().join(" ");
        let others = ["Ada Example", "2006-02-01", "Somebody Else", "2005-12-11", "Bob Example"];
        let shown = others.iter().filter(|other| said.contains(**other) && **other != own);
        assert_eq!(shown.count(), 0, "{said}");
    }
}
