//! A number that is issued to one person: the second who has it is told who the first is, and is not taken in
//! silence. Nobody is made one person by a number.

use import::{Mapping, Report, ReportLine, Status};

use crate::college::College;
use crate::scene::{commands, directory, examples};

const LEARNERS: &str = "Ref,Name,Born,Day,ULN,UPN,NINO\n";
const AWARDS: &str = "Ref,Applied,Decided,Award,From,Until\n";
const CLAIMS: &str = "Ref,No,Invoice,Award,Day\n";
const MAPPING: &str = r#"
[provider]
ukprn = "10000002"
name = "Little College"
date = 2020-01-01

[[sheet]]
name = "Learners"
file = "learners.csv"
optional = true
[[sheet.command]]
do = "referrals.refer"
key = ["Ref"]
fields = { internship = "Ref", person = "Ref", reference = "Ref", date = "Day", name = "Name", dateOfBirth = "Born", uln = "ULN", upn = "UPN", nino = "NINO", homeAuthority = { value = "E08000001" }, source = { value = "school" } }

[[sheet]]
name = "Corrections"
file = "corrections.csv"
optional = true
[[sheet.command]]
do = "referrals.correct-details"
key = ["Ref", "Day"]
fields = { internship = "Ref", date = "Day", reason = { value = "missing" }, uln = "ULN" }

[[sheet]]
name = "Awards"
file = "awards.csv"
optional = true
[[sheet.command]]
do = "funding.apply-for-access-to-work"
key = ["Ref", "Applied"]
fields = { internship = "Ref", date = "Applied", signedBy = { value = "customer" } }
[[sheet.command]]
do = "funding.record-access-to-work-decision"
key = ["Ref", "Applied"]
fields = { internship = "Ref", date = "Decided", decision = { value = "awarded" }, reference = "Award", from = "From", until = "Until", weeklyMinutes = { value = 600 }, hourly = { value = 2000 } }

[[sheet]]
name = "Hours"
file = "hours.csv"
optional = true
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
key = ["Ref", "Day"]
fields = { internship = "Ref", coach = "Coach", date = "Day", start = { value = "09:00" }, minutes = { value = 60 }, activity = { value = "systematic-instruction" }, claimable = { value = true } }

[[sheet]]
name = "Claims"
file = "claims.csv"
optional = true
[[sheet.command]]
do = "funding.submit-claim"
key = ["No"]
fields = { internship = "Ref", claim = "No", number = "No", invoice = "Invoice", award = "Award", date = "Day", from = "Day", until = "Day", minutes = { value = 60 }, pence = { value = 2000 }, signedBy = { value = "customer" }, payeeSetUp = { value = true } }
"#;

async fn import(college: &College, ukprn: &str, files: &[(&str, String)]) -> Report {
    let mapping = MAPPING.replace("10000002", ukprn);
    let mapping = Mapping::read(&mapping, &commands()).unwrap_or_else(|error| panic!("{error}"));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    college.import(&mapping, directory(&files).path()).await
}

fn learners(rows: &str) -> (&'static str, String) {
    ("learners.csv", format!("{LEARNERS}{rows}"))
}

fn with(report: &Report, status: Status) -> Vec<&ReportLine> {
    report.lines.iter().filter(|line| line.status == status).collect()
}

const ADA: &str = "L-1,Ada Example,17/08/2004,07/05/2024,3180967926,B801200005001,AB123456C\n";

#[tokio::test]
async fn a_national_number_that_somebody_else_has_is_not_taken() {
    for (row, column, called) in [
        ("L-2,Bo Other,01/08/2005,07/05/2024,318 096 7926,,\n", "ULN", "ULN"),
        ("L-2,Bo Other,01/08/2005,07/05/2024,,b801200005001,\n", "UPN", "UPN"),
        ("L-2,Bo Other,01/08/2005,07/05/2024,,,ab 12 34 56 c\n", "NINO", "NINO"),
    ] {
        let college = College::new();
        let report = import(&college, "10000002", &[learners(&format!("{ADA}{row}"))]).await;
        let refused = with(&report, Status::Refused);
        let [line] = refused[..] else { panic!("{:#?}", report.lines) };
        assert_eq!((line.row, line.column.as_str(), line.code.as_str()), (Some(3), column, "issued-to-another"));
        assert!(line.reason.contains(&format!("this {called} ")), "{}", line.reason);
        assert!(line.reason.contains("L-1 (row 2 of \"learners.csv\") has it"), "{}", line.reason);
        assert_eq!(college.events("referrals.referred").await.len(), 1);

        // and where the log has the first
        let report = import(&college, "10000002", &[learners(row)]).await;
        let refused = with(&report, Status::Refused);
        assert!(refused[0].reason.contains("L-1 (the log has it, since 2024-05-07)"), "{}", refused[0].reason);
        assert!(!format!("{report:?}").contains("Ada"), "nothing sealed of the other is shown");
        // what is right after all can be sent as it stands
        assert!(refused[0].otherwise.contains("POST /v1/referrals/refer"), "{}", refused[0].otherwise);
    }
}

#[tokio::test]
async fn a_number_that_a_correction_gave_somebody_is_theirs() {
    let college = College::new();
    let corrections = ("corrections.csv", "Ref,Day,ULN\nL-1,21/05/2024,9276308686\n".to_owned());
    import(&college, "10000002", &[learners(ADA), corrections]).await;
    let report = import(&college, "10000002", &[learners("L-2,Bo Other,01/08/2005,22/05/2024,9276308686,,\n")]).await;
    let refused = with(&report, Status::Refused);
    let [line] = refused[..] else { panic!("{:#?}", report.lines) };
    assert_eq!((line.column.as_str(), line.code.as_str()), ("ULN", "issued-to-another"));
    assert!(line.reason.contains("L-1 (the log has it, since 2024-05-21)"), "{}", line.reason);
}

#[tokio::test]
async fn a_row_that_is_refused_for_one_number_holds_none_of_its_others() {
    let college = College::new();
    let mixed_up = "L-2,Bo Other,01/08/2005,07/05/2024,9276308686,B801200005001,\n";
    let owner = "L-3,Cy Third,02/08/2005,07/05/2024,9276308686,,\n";
    let report = import(&college, "10000002", &[learners(&format!("{ADA}{mixed_up}{owner}"))]).await;
    let refused = with(&report, Status::Refused);
    let [line] = refused[..] else { panic!("{:#?}", report.lines) };
    assert_eq!((line.row, line.column.as_str()), (Some(3), "UPN"));
    assert_eq!(college.events("referrals.referred").await.len(), 2);
}

/// Whatever the rule was: here the day of the first has not come.
#[tokio::test]
async fn a_number_of_a_row_that_a_service_refuses_is_held_against_nobody() {
    let refused_first = "L-1,Ada Example,17/08/2004,07/05/2090,3180967926,,AB123456C\n";
    let owner = "L-2,Bo Other,01/08/2005,07/05/2024,3180967926,,\n";
    let late = "L-3,Cy Third,02/08/2005,07/05/2024,3180967926,,\n";
    let hours = |reference: &str| {
        let row = format!("{reference},Cora,01/10/2024\n");
        ("hours.csv", format!("Ref,Coach,Day\n{row}{row}"))
    };
    let college = College::new();
    let sheets = [learners(&format!("{refused_first}{owner}{late}")), hours("L-2")];
    let report = import(&college, "10000002", &sheets).await;
    let told: Vec<_> = report.troubles().map(|line| (line.row, line.code.as_str(), line.status)).collect();
    let [(Some(2), code, Status::Refused), (Some(4), "issued-to-another", Status::Refused)] = told[..] else {
        panic!("{:#?}", report.lines)
    };
    assert_ne!(code, "issued-to-another");
    let third = report.troubles().last().unwrap();
    assert!(third.reason.contains("L-2 (row 3 of \"learners.csv\") has it"), "{}", third.reason);
    assert_eq!(college.events("referrals.referred").await.len(), 1);
    assert_eq!(college.events("coaching.hours-logged").await.len(), 1, "what waited for the row goes in with it");
    let counts = report.counts();
    assert_eq!(counts.get(&Status::AlreadyThere), Some(&1), "the duplicate row: {counts:?}");
    assert!(!counts.contains_key(&Status::NotSent), "{counts:?}");
}

#[tokio::test]
async fn somebody_whom_another_provider_refers_again_is_told_and_taken_and_not_merged() {
    for later in [
        "Z-9,Ada  EXAMPLE,17/08/2004,05/11/2024,3180967926,,\n",
        "Z-9,Ada Example,17/08/2004,05/11/2024,,,\n",
        "Z-9,Ada Example,17/08/2004,05/11/2024,9276308686,,AB123456C\n",
    ] {
        let college = College::new();
        import(&college, "10000002", &[learners(ADA)]).await;
        let report = import(&college, "10000011", &[learners(later)]).await;
        assert!(report.is_clean(), "{:#?}", report.lines);
        let told = with(&report, Status::Told);
        let [line] = told[..] else { panic!("{:#?}", report.lines) };
        assert!(line.reason.contains("of L-1 (the log has it, since 2024-05-07)"), "{}", line.reason);
        assert_eq!(line.code, "same-person");
        let referred = college.events("referrals.referred").await;
        assert_ne!(referred[0]["person"], referred[1]["person"]);
        let again = import(&college, "10000011", &[learners(later)]).await;
        assert_eq!(with(&again, Status::Told), Vec::<&ReportLine>::new(), "said once");
    }
}

#[tokio::test]
async fn an_award_a_claim_and_an_invoice_belong_to_one_learner() {
    let rows = format!("{ADA}L-2,Bo Other,01/08/2005,07/05/2024,,,\n");
    let two = |heading: &str, first: &str, second: &str| format!("{heading}{first}\n{second}\n");
    let award = |other: &str| {
        two(
            AWARDS,
            "L-1,01/06/2024,01/07/2024,AW-1,01/09/2024,31/07/2025",
            &format!("L-2,01/06/2024,01/07/2024,{other},01/09/2024,31/07/2025"),
        )
    };
    let college = College::new();
    let report = import(&college, "10000002", &[learners(&rows), ("awards.csv", award("aw-1"))]).await;
    let refused = with(&report, Status::Refused);
    let [line] = refused[..] else { panic!("{:#?}", report.lines) };
    assert_eq!((line.row, line.column.as_str()), (Some(3), "Award"));
    assert!(
        line.reason.contains("this award reference") && line.reason.contains("L-1 (row 2 of \"awards.csv\")"),
        "{}",
        line.reason
    );
    // the first again, and what is not the same
    let college = College::new();
    let files = [learners(&rows), ("awards.csv", award("AW-2"))];
    for _ in 0..2 {
        assert!(import(&college, "10000002", &files).await.is_clean());
    }
    let hours = ("hours.csv", "Ref,Coach,Day\nL-1,Cora,01/10/2024\n".to_owned());
    assert!(import(&college, "10000002", &[hours]).await.is_clean());
    for (first, second, called) in [
        ("L-1,C-1,I-1,AW-1,01/10/2024", "L-2,C-1,I-2,AW-2,01/10/2024", "claim number"),
        ("L-1,C-1,I-1,AW-1,01/10/2024", "L-2,C-2,I-1,AW-2,01/10/2024", "invoice"),
    ] {
        let report = import(&college, "10000002", &[("claims.csv", two(CLAIMS, first, second))]).await;
        let told: Vec<_> = report.lines.iter().filter(|line| line.code == "issued-to-another").collect();
        assert!(
            matches!(told[..], [line] if line.row == Some(3) && line.reason.contains(called)),
            "{:#?}",
            report.lines
        );
    }
}

#[tokio::test]
async fn another_provider_may_count_its_claims_alike() {
    let college = College::new();
    let files = |learner: &str, award: &str| {
        [
            learners(learner),
            ("awards.csv", format!("{AWARDS}L-1,01/06/2024,01/07/2024,{award},01/09/2024,31/07/2025\n")),
            ("hours.csv", "Ref,Coach,Day\nL-1,Cora,01/10/2024\n".to_owned()),
            ("claims.csv", format!("{CLAIMS}L-1,C-1,I-1,{award},01/10/2024\n")),
        ]
    };
    let cy = "L-1,Cy Third,02/08/2005,07/05/2024,,,\n";
    for (ukprn, learner, award) in [("10000002", ADA, "AW-1"), ("10000011", cy, "AW-2")] {
        let report = import(&college, ukprn, &files(learner, award)).await;
        assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
    }
    // its own are held against the log
    let more = [
        learners("L-2,Bo Other,01/08/2005,07/05/2024,,,\n"),
        ("claims.csv", format!("{CLAIMS}L-2,C-1,I-2,AW-9,01/10/2024\n")),
    ];
    let report = import(&college, "10000002", &more).await;
    let told: Vec<_> = report.lines.iter().filter(|line| line.code == "issued-to-another").collect();
    assert!(matches!(told[..], [line] if line.reason.contains("L-1 (the log has it")), "{:#?}", report.lines);
}

#[tokio::test]
async fn a_year_of_the_sample_has_nothing_of_the_kind() {
    let report = College::new().import(&crate::scene::northfield(), &examples().join("northfield")).await;
    let told: Vec<_> =
        report.lines.iter().filter(|line| ["issued-to-another", "same-person"].contains(&line.code.as_str())).collect();
    assert!(told.is_empty(), "{told:#?}");
}
