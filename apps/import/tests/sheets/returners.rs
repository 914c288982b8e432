//! Somebody who comes back under the same reference after an internship ended has a second one, and
//! the first stays as it is.

use import::{Mapping, Report, Status};

use crate::college::College;
use crate::scene::{commands, directory, examples};

const LEARNERS: &str = "Learner Ref,Forename,Surname,DOB,ULN,Home LA,Year,Referred by,Referred on,Family meeting,\
    Last EHCP review,Accepted on,Weekly hours,Left on,Leaving note\n";
const HOURS: &str = "Date,Coach,Learner Ref,Start time,Duration,Activity,AtW?\n";
const FIRST: &str = "S-1,Ida,Example,17/08/2004,,Bolton,13,LA,07/05/2023,15/06/2023,15/01/2023,22/06/2023,20,04/11/2023,Withdrew - health\n";
const SECOND: &str = "S-1,Ida,Example,17/08/2004,,Bolton,14,LA,07/05/2024,15/06/2024,15/01/2024,22/06/2024,20,,\n";
const OTHERS: &str = "S-2,Jo,Example,24/04/2005,,Bury,13,Family,09/04/2023,17/05/2023,05/01/2023,08/06/2023,20,,\n\
    S-3,Kay,Example,25/04/2005,,Bury,13,Family,09/04/2023,17/05/2023,05/01/2023,08/06/2023,20,,\n";

/// The sample's mapping, each sheet of which may be missing.
pub(crate) fn mapping() -> Mapping {
    let text = std::fs::read_to_string(examples().join("northfield.toml")).unwrap();
    let text = text.replace("\nfile = ", "\noptional = true\nfile = ");
    Mapping::read(&text, &commands()).unwrap_or_else(|error| panic!("{error}"))
}

async fn import(college: &College, files: &[(&str, String)]) -> Report {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    college.import(&mapping(), directory(&files).path()).await
}

#[track_caller]
fn takes_nothing_back(report: &Report) {
    let undo: Vec<_> =
        report.lines.iter().filter(|line| line.status == Status::Gone || !line.steps.is_empty()).collect();
    assert!(undo.is_empty(), "{undo:#?}");
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
}

async fn counts(college: &College) -> [usize; 3] {
    let mut counts = [0; 3];
    for (count, kind) in counts.iter_mut().zip(["referrals.referred", "referrals.accepted", "referrals.withdrawn"]) {
        *count = college.events(kind).await.len();
    }
    counts
}

#[tokio::test]
async fn next_year_s_sheet_records_a_second_internship() {
    let college = College::new();
    import(&college, &[("Learners 23.csv", format!("{LEARNERS}{FIRST}"))]).await;
    for _ in 0..2 {
        takes_nothing_back(&import(&college, &[("Learners 24.csv", format!("{LEARNERS}{SECOND}"))]).await);
        assert_eq!(counts(&college).await, [2, 2, 1]);
    }
    let referred = college.events("referrals.referred").await;
    assert_eq!(referred[0]["person"], referred[1]["person"], "one person");
    assert_eq!(referred[1]["reference"], "S-1");
}

#[tokio::test]
async fn a_row_that_is_overwritten_by_the_second_year_takes_nothing_of_the_first_back() {
    let college = College::new();
    let hours = format!("{HOURS}02/10/2023,Cora,S-1,09:00,1:00,Admin,N\n02/10/2023,Cora,S-2,10:00,1:00,Admin,N\n");
    let learners = |row: &str| ("Learners.csv", format!("{LEARNERS}{row}{OTHERS}"));
    import(&college, &[learners(FIRST), ("Coach timesheets.csv", hours.clone())]).await;
    takes_nothing_back(&import(&college, &[learners(SECOND), ("Coach timesheets.csv", hours.clone())]).await);
    assert_eq!(counts(&college).await, [4, 4, 1]);

    // sessions go to the internship of their day
    let more = format!("{hours}02/10/2024,Cora,S-1,09:00,1:00,Admin,N\n");
    takes_nothing_back(&import(&college, &[learners(SECOND), ("Coach timesheets.csv", more)]).await);
    let sessions: Vec<_> = college
        .all()
        .await
        .into_iter()
        .filter(|known| crate::college::named(known) == "coaching.hours-logged")
        .collect();
    assert_eq!(sessions.len(), 3);
    assert_ne!(sessions[0].subject, sessions[2].subject);
    // an edit of the second is an edit, and of nothing else
    let report = import(&college, &[learners(&SECOND.replace("22/06/2024", "23/06/2024"))]).await;
    let changed: Vec<_> = report.lines.iter().filter(|line| line.status == Status::Changed).collect();
    assert!(matches!(changed[..], [line] if &*line.command == "referrals.accept"), "{changed:#?}");
}

#[tokio::test]
async fn both_years_in_one_directory_are_two_internships_from_the_start() {
    let files = [
        ("Learners 23.csv", format!("{LEARNERS}{FIRST}")),
        ("Learners 24.csv", format!("{LEARNERS}{SECOND}")),
        (
            "Coach timesheets.csv",
            format!("{HOURS}02/10/2023,Cora,S-1,09:00,1:00,Admin,N\n02/10/2024,Cora,S-1,09:00,1:00,Admin,N\n"),
        ),
    ];
    let college = College::new();
    for _ in 0..2 {
        takes_nothing_back(&import(&college, &files).await);
        assert_eq!(counts(&college).await, [2, 2, 1]);
        assert_eq!(college.events("coaching.hours-logged").await.len(), 2);
    }
}

#[tokio::test]
async fn a_second_referral_before_the_first_internship_ends_is_one_too() {
    let college = College::new();
    let first = FIRST.replace("04/11/2023,Withdrew - health", "14/07/2024,Completed");
    import(&college, &[("Learners 23.csv", format!("{LEARNERS}{first}"))]).await;
    takes_nothing_back(&import(&college, &[("Learners 24.csv", format!("{LEARNERS}{SECOND}"))]).await);
    assert_eq!(counts(&college).await, [2, 2, 0]);
}

#[tokio::test]
async fn a_referral_that_is_only_put_right_is_the_same_internship() {
    let college = College::new();
    import(&college, &[("Learners.csv", format!("{LEARNERS}{FIRST}"))]).await;
    let report =
        import(&college, &[("Learners.csv", format!("{LEARNERS}{}", FIRST.replace("07/05/2023", "06/05/2023")))]).await;
    assert_eq!(counts(&college).await, [1, 1, 1]);
    assert!(report.troubles().all(|line| line.status == Status::Changed), "{:#?}", report.lines);
}
