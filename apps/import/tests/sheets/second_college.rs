//! Another college, with other headings and other ways to write things, by its mapping file alone.

use import::{Mapping, Status};
use serde_json::{Value, json};

use crate::college::College;
use crate::scene::{commands, directory, plan};

pub(crate) const MAPPING: &str = r#"
ignore-files = ["notes*.txt"]

[provider]
ukprn = "10000003"
name = "Seaview School"
kind = "school"
date = 2020-09-01

[formats]
dates = ["%d %b %y", "%-d.%-m.%Y"]
durations = ["1h30", "decimal-hours"]
yes = ["ja", "x"]
no = ["nein", "-"]
empty = ["n/k", "?"]

[[sheet]]
name = "Pupils"
file = "SI pupils ????.csv"
delimiter = ";"
header-row = 3
ignore = ["Tutor"]
encoding = "windows-1252"

[[sheet.command]]
do = "referrals.refer"
key = ["Admission no"]
[sheet.command.fields]
internship = "Admission no"
person = "Admission no"
reference = "Admission no"
date = "Start of referral"
name = "Pupil"
dateOfBirth = { column = "Born", dates = ["%Y%m%d"] }
homeAuthority = { value = "E06000001" }
source = { column = "Came from", values = { "us" = "school", "Mum/Dad" = "family" }, default = "school" }
schoolYear = "Yr"
sectorWords = "Likes"

[[sheet.command]]
do = "referrals.verify-plan"
when = { column = "Plan?", is = ["EHCP", "Pilot"], isnt = ["none"] }
key = ["Admission no"]
[sheet.command.fields]
internship = "Admission no"
date = "Start of referral"
kind = { column = "Plan?", values = { EHCP = "ehc-plan", Pilot = "non-ehc-pilot" } }
localAuthority = { value = "E06000001" }

[[sheet]]
name = "Diary"
file = "diary-*.csv"

[[sheet.command]]
do = "coaching.register-coach"
once = true
key = ["Who"]
fields = { coach = "Who", name = "Who", date = "When" }

[[sheet.command]]
do = "coaching.log-hours"
key = ["When", "At", "Who", "Pupil no"]
[sheet.command.fields]
internship = "Pupil no"
coach = "Who"
date = "When"
start = { column = "At", times = ["%I.%M%p"] }
minutes = "How long"
activity = { column = "Doing", values = { SI = "systematic-instruction", "Bus" = "travel-training" } }
claimable = "Claim"
mode = { column = "Zoom", values = { "x" = "remote", "nein" = "in-person" } }

[[sheet]]
name = "Costs"
file = "costs.csv"
optional = true

[[sheet.command]]
do = "funding.incur-cost"
key = ["Pupil no", "Day", "For"]
[sheet.command.fields]
internship = "Pupil no"
date = "Day"
head = "For"
funder = { value = "family" }
pence = "Cost"
"#;

const PUPILS: &[u8] =
    b"Seaview School;;;;;;;;\r\n\r\nAdmission no;Pupil;Born;Start of referral;Came from;Yr;Likes;Plan?;Tutor\r\n\
    7 001;Zo\xeb Example;20060509;9 Sep 24;us;14;caf\xe9s; EHCP;Mr T\r\n\
    7 002;\"Example, Yan\";20060101;30.9.2024;Mum/Dad;n/k;animals; gardens;Pilot;Ms U\r\n\
    7 003;Xena Example;20060101;1 Oct 24;;13;?;none;\r\n";
pub(crate) const DIARY: &str = "When,At,Who,Pupil no,How long,Doing,Claim,Zoom\n\
    1 Oct 24,9.05am,Cora,7  001,1h30,SI,ja,\n\
    2 Oct 24,2.00pm,Cora,7 001,1.5,bus,x,nein\n\
    3 Oct 24,2.00pm,cora ,7 001,45m,Class support,-,x\n";
const COSTS: &str = "Pupil no,Day,For,Cost\n7 001,9 Sep 24,Clothing,\"£1,234.50\"\n";

pub(crate) fn pupils() -> Vec<u8> {
    // the list of wished-for sectors stands in quotation marks, since it holds the delimiter
    String::from_utf8_lossy(PUPILS).replace("animals; gardens", "\"animals; gardens\"").into_bytes()
}

#[test]
fn other_headings_and_other_forms_need_no_code() {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap_or_else(|error| panic!("{error}"));
    let pupils = pupils();
    let sheets = directory(&[
        ("SI pupils 2024.csv", &pupils),
        ("Diary-autumn.CSV", DIARY.as_bytes()),
        ("costs.csv", COSTS.as_bytes()),
        ("notes.txt", b"nothing to import"),
    ]);
    let plan = plan(&mapping, sheets.path());
    let json = |name: &str, row: u64| -> Value {
        let planned = plan.commands.iter().find(|planned| &*planned.name == name && planned.row == Some(row));
        let planned = planned.unwrap_or_else(|| panic!("{name} {row}"));
        let mut json: Value = serde_json::from_str(&planned.json).unwrap();
        json.as_object_mut().unwrap().retain(|_, value| value.as_str().is_none_or(|text| text.len() != 36));
        json
    };
    assert_eq!(
        json("referrals.refer", 5),
        json!({ "reference": "7 002", "date": "2024-09-30", "name": "Example, Yan", "dateOfBirth": "2006-01-01",
            "homeAuthority": "E06000001", "source": "family", "sectorWords": ["animals", "gardens"] })
    );
    assert_eq!(json("referrals.refer", 6)["source"], "school");
    assert_eq!(json("referrals.verify-plan", 5)["kind"], "non-ehc-pilot");
    assert_eq!(
        json("coaching.log-hours", 2),
        json!({ "date": "2024-10-01", "start": "09:05:00", "minutes": 90, "activity": "systematic-instruction", "claimable": true })
    );
    assert_eq!(json("coaching.log-hours", 3)["minutes"], 90);
    assert_eq!(json("coaching.log-hours", 3)["mode"], "in-person");
    assert_eq!(json("coaching.log-hours", 4)["activity"], "class-support");
    assert_eq!(json("funding.incur-cost", 2)["pence"], 123_450);
    let coaches = plan.commands.iter().filter(|planned| &*planned.name == "coaching.register-coach").count();
    assert_eq!(coaches, 1, "Cora and cora are one");
}

#[tokio::test]
async fn and_the_services_take_it() {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap();
    let pupils = pupils();
    let sheets = directory(&[("SI pupils 2024.csv", &pupils), ("diary-1.csv", DIARY.as_bytes())]);
    let report = College::new().import(&mapping, sheets.path()).await;
    assert!(report.is_clean(), "{:#?}", report.troubles().collect::<Vec<_>>());
    assert_eq!(report.counts()[&Status::Accepted], 10);
}

#[test]
fn text_from_an_old_program_is_read_as_what_the_mapping_says_it_is() {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap();
    let sheets = directory(&[("SI pupils 2024.csv", PUPILS), ("diary-1.csv", DIARY.as_bytes())]);
    let plan = plan(&mapping, sheets.path());
    let zoe = plan.commands.iter().find(|planned| planned.row == Some(4)).unwrap();
    assert!(zoe.json.contains("Zoë Example") && zoe.json.contains("cafés"), "{}", zoe.json);
    // without quotation marks the delimiter within the cell parts it: the row is told, not guessed
    let report = plan.report([]);
    let torn = report.troubles().find(|line| line.row == Some(5) && line.status == Status::Unreadable).unwrap();
    assert!(torn.reason.contains("10 cells where the heading has 9"), "{}", torn.reason);
}

#[test]
fn what_began_first_ends_last_whatever_the_order_of_the_sheets() {
    let sheet = |name: &str, command: &str, fields: &str| {
        format!(
            "[[sheet]]\nname = \"{name}\"\nfile = \"{name}.csv\"\n[[sheet.command]]\ndo = \"{command}\"\nkey = [\"Ref\"]\nfields = {{ internship = \"Ref\", date = \"Day\", {fields} }}\n"
        )
    };
    let mapping = format!(
        "[provider]\nukprn = \"10000003\"\nname = \"x\"\n{}{}",
        sheet("pupils", "referrals.complete", "reason = { value = \"finished\" }"),
        sheet(
            "jobs",
            "outcomes.end-job",
            "job = \"Ref\", reason = { value = \"other\" }, endedBy = { value = \"both\" }"
        ),
    );
    let mapping = Mapping::read(&mapping, &commands()).unwrap_or_else(|error| panic!("{error}"));
    let rows = b"Ref,Day\nA,02/07/2025\nB,01/07/2025\n";
    let plan = plan(&mapping, directory(&[("pupils.csv", rows), ("jobs.csv", rows)]).path());
    let order: Vec<_> = plan.commands.iter().skip(1).map(|planned| (&*planned.name, planned.row.unwrap())).collect();
    let expected =
        [("outcomes.end-job", 3), ("referrals.complete", 3), ("outcomes.end-job", 2), ("referrals.complete", 2)];
    assert_eq!(order, expected);
}
