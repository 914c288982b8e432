//! Whatever a coordinator edits: it is told, nothing is doubled, and what the report says to send
//! ends with what the edited sheets say.

mod believed;
mod edits;
mod taken_back;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use import::{Mapping, Report, Status};
use tempfile::TempDir;

use crate::college::College;
use crate::scene::{copy, examples, northfield};
use believed::{Believed, believed};
use edits::Edit;

/// What is wrong with rows, without what is only new or known.
type Troubles = BTreeSet<(String, Option<u64>, String, Status)>;

fn troubles(report: &Report) -> Troubles {
    let told = report.lines.iter().filter(|line| line.status.is_trouble() || line.status == Status::Gone);
    told.map(|line| (line.sheet.to_string(), line.row, line.command.to_string(), line.status)).collect()
}

/// A college that has imported its sheets, to be copied for each edit.
struct Year {
    college: College,
    mapping: Mapping,
    sheets: PathBuf,
    troubles: Troubles,
    believed: Believed,
}

/// Those of the sample's learners that the edits are about.
const FEW: [&str; 10] =
    ["NF-001", "NF-002", "NF-003", "NF-004", "NF-005", "NF-007", "NF-014", "NF-777", "NF-990", "NF-991"];

/// Those of them whose sessions and claims stay too.
const COACHED: [&str; 5] = ["NF-001", "NF-002", "NF-003", "NF-004", "NF-777"];

impl Year {
    async fn northfield() -> Self {
        Self::of(&examples().join("northfield")).await
    }

    async fn of(sheets: &Path) -> Self {
        let (college, mapping, sheets) = (College::new(), northfield(), sheets.to_owned());
        let troubles = troubles(&college.import(&mapping, &sheets).await);
        let believed = believed(&college).await;
        Self { college, mapping, sheets, troubles, believed }
    }

    /// Edits a copy of the sheets, and follows the report until nothing is left to do.
    async fn put_right(&self, name: &str, edits: &[Edit]) {
        let sheets = copy(&self.sheets);
        edits.iter().for_each(|edit| edit.make(sheets.path()));
        let fresh = College::new();
        let wanted = troubles(&fresh.import(&self.mapping, sheets.path()).await);
        let fresh = believed(&fresh).await;

        let college = self.college.copied().await;
        let report = college.import(&self.mapping, sheets.path()).await;
        let after = believed(&college).await;
        let more = |kind: &str| after.count(kind) > self.believed.count(kind).max(fresh.count(kind));
        let doubled: Vec<&str> = after.kinds().into_iter().filter(|kind| more(kind)).collect();
        assert!(doubled.is_empty(), "{name}: doubled {doubled:?}");
        if fresh != self.believed {
            let is_told = troubles(&report) != self.troubles || after == fresh;
            assert!(is_told, "{name}: nothing is told of it");
        }

        for line in &report.lines {
            if line.steps.is_empty() {
                assert!(line.correction.is_empty(), "{name}: {}", line.correction);
                continue;
            }
            assert_eq!(line.correction.ends_with("then import again"), line.again, "{}", line.correction);
            college.send(&line.steps).await;
        }
        let again = college.import(&self.mapping, sheets.path()).await;
        assert_eq!(troubles(&again), wanted, "{name}: {:#?}", again.troubles().collect::<Vec<_>>());
        believed(&college).await.assert_is(&fresh, name);
        let head = college.head();
        college.import(&self.mapping, sheets.path()).await;
        assert_eq!(college.head(), head, "{name}: a further import adds nothing");
    }
}

/// The sample without the rows of most learners: as many kinds of rows, a fifth of them.
fn of_few() -> TempDir {
    let sheets = copy(&examples().join("northfield"));
    for file in fs::read_dir(sheets.path()).unwrap() {
        let path = file.unwrap().path();
        let is_about_coaching = ["Coach timesheets.csv", "AtW claims.csv"].into_iter().any(|name| path.ends_with(name));
        let learners: &[&str] = if is_about_coaching { &COACHED } else { &FEW };
        let text = fs::read_to_string(&path).unwrap();
        let rows = text.split_inclusive('\n').enumerate().filter(|(row, text)| {
            let is_heading_or_blank = *row == 0 || !text.contains("NF-");
            is_heading_or_blank || learners.iter().any(|learner| text.contains(&format!("{learner},")))
        });
        fs::write(&path, rows.map(|(_, text)| text).collect::<String>()).unwrap();
    }
    sheets
}

async fn each(edits: &[(&str, &[Edit])]) {
    let sheets = of_few();
    let year = Year::of(sheets.path()).await;
    for (name, edits) in edits {
        year.put_right(name, edits).await;
    }
}

#[tokio::test]
async fn an_edited_session_ends_as_the_sheet_says() {
    each(edits::SESSIONS).await;
}

#[tokio::test]
async fn an_edited_learner_ends_as_the_sheet_says() {
    each(edits::LEARNERS).await;
}

#[tokio::test]
async fn edited_funding_ends_as_the_sheet_says() {
    each(edits::FUNDING).await;
}

#[tokio::test]
async fn edited_jobs_and_placements_end_as_the_sheet_says() {
    each(edits::WORK).await;
}

#[tokio::test]
async fn several_edits_at_once_end_as_the_sheets_say() {
    let all: Vec<Edit> = edits::SEVERAL.to_vec();
    Year::northfield().await.put_right("several at once", &all).await;
}

#[tokio::test]
async fn sheets_that_were_sorted_otherwise_change_nothing() {
    let year = Year::northfield().await;
    let sheets = copy(&year.sheets);
    for file in fs::read_dir(sheets.path()).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (heading, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.sort_by_key(|row| row.chars().rev().collect::<String>());
        fs::write(&path, format!("{heading}\n{}\n", rows.join("\n"))).unwrap();
    }
    let college = year.college.copied().await;
    let report = college.import(&year.mapping, sheets.path()).await;
    assert_eq!(college.head(), year.college.head());
    let without_rows = |troubles: &Troubles| -> Vec<(String, String, Status)> {
        let mut found: Vec<_> =
            troubles.iter().map(|(sheet, _, command, status)| (sheet.clone(), command.clone(), *status)).collect();
        found.sort();
        found
    };
    assert_eq!(without_rows(&troubles(&report)), without_rows(&year.troubles));
}
