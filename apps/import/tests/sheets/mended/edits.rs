//! What coordinators do to their sheets.

use std::fs;
use std::path::Path;

use Edit::{All, Cell, NoRow, Swap};

/// One thing done to a sheet.
#[derive(Clone, Copy)]
pub(super) enum Edit {
    /// In the first row that has this, it is that.
    Cell(&'static str, &'static str, &'static str),
    /// Wherever there is this, it is that.
    All(&'static str, &'static str, &'static str),
    /// The first row that has this is deleted.
    NoRow(&'static str, &'static str),
    /// Two texts, each of which is in one row, change places.
    Swap(&'static str, &'static str, &'static str),
}

impl Edit {
    pub(super) fn make(&self, directory: &Path) {
        let (Cell(file, ..) | All(file, ..) | NoRow(file, ..) | Swap(file, ..)) = self;
        let path = directory.join(format!("{file}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        let edited = match self {
            Cell(_, from, to) => text.replacen(from, to, 1),
            All(_, from, to) => text.replace(from, to),
            NoRow(_, row) => {
                let row = text.split_inclusive('\n').find(|line| line.contains(row)).unwrap();
                text.replacen(row, "", 1)
            }
            Swap(_, one, other) if !text.contains(one) || !text.contains(other) => text.clone(),
            Swap(_, one, other) => text.replacen(one, "\u{1f}", 1).replacen(other, one, 1).replacen('\u{1f}', other, 1),
        };
        assert!(text != edited, "nothing was edited in {file}");
        fs::write(&path, edited).unwrap();
    }
}

type Named = (&'static str, &'static [Edit]);

const SHEET: &str = "Coach timesheets";
const FIRST: &str = "30/09/2024,Dean Prescott,NF-002,09:00,1:00,Systematic instruction,Y";

pub(super) const SESSIONS: &[Named] = &[
    (
        "longer than it was claimed",
        &[Cell(SHEET, FIRST, "30/09/2024,Dean Prescott,NF-002,09:00,1:30,Systematic instruction,Y")],
    ),
    (
        "shorter than it was claimed",
        &[Cell(SHEET, FIRST, "30/09/2024,Dean Prescott,NF-002,09:00,0:30,Systematic instruction,Y")],
    ),
    ("another start", &[Cell(SHEET, FIRST, "30/09/2024,Dean Prescott,NF-002,17:00,1:00,Systematic instruction,Y")]),
    (
        "another day, before all others",
        &[Cell(SHEET, FIRST, "28/09/2024,Dean Prescott,NF-002,09:00,1:00,Systematic instruction,Y")],
    ),
    (
        "another day and start",
        &[Cell(SHEET, FIRST, "06/10/2024,Dean Prescott,NF-002,18:00,1:00,Systematic instruction,Y")],
    ),
    ("another learner", &[Cell(SHEET, FIRST, "30/09/2024,Dean Prescott,NF-014,09:00,1:00,Systematic instruction,Y")]),
    (
        "not claimable after all",
        &[Cell(SHEET, FIRST, "30/09/2024,Dean Prescott,NF-002,09:00,1:00,Systematic instruction,N")],
    ),
    (
        "another coach for one session",
        &[Cell(SHEET, FIRST, "30/09/2024,Dina Prescott,NF-002,09:00,1:00,Systematic instruction,Y")],
    ),
    ("a coach is spelt otherwise", &[All(SHEET, "Dean Prescott", "Dean Prescot")]),
    ("a session that was claimed is deleted", &[NoRow(SHEET, FIRST)]),
    (
        "two sessions change places",
        &[Swap(SHEET, "30/09/2024,Dean Prescott,NF-002,09:00", "08/10/2024,Lorna Fielding,NF-004,09:00")],
    ),
    (
        "a session is there twice",
        &[Cell(
            SHEET,
            FIRST,
            "30/09/2024,Dean Prescott,NF-002,09:00,1:00,Systematic instruction,Y\n30/09/2024,Dean Prescott,NF-002,09:00,1:00,Systematic instruction,Y",
        )],
    ),
    (
        "a session is added between",
        &[Cell(
            SHEET,
            FIRST,
            "30/09/2024,Dean Prescott,NF-002,09:00,1:00,Systematic instruction,Y\n30/09/2024,Dean Prescott,NF-002,18:00,0:30,Admin,N",
        )],
    ),
];

const ROLL: &str = "Learners 2024-25";

pub(super) const LEARNERS: &[Named] = &[
    ("a name is spelt otherwise", &[Cell(ROLL, "NF-004,Daisy,Entwistle", "NF-004,Daisy,Entwhistle")]),
    ("a reference, in this sheet only", &[Cell(ROLL, "NF-004,", "NF-904,")]),
    ("a reference that stands nowhere else", &[Cell(ROLL, "NF-990,", "NF-980,"), Cell(ROLL, "3180967927", "")]),
    ("a day of referral", &[Cell(ROLL, "School,22/04/2024", "School,23/04/2024")]),
    ("a day of acceptance", &[Cell(ROLL, "16/01/2024,19/06/2024", "16/01/2024,20/06/2024")]),
    ("a review", &[Cell(ROLL, "16/01/2024,19/06/2024", "16/02/2024,19/06/2024")]),
    ("weekly hours", &[Cell(ROLL, "19/06/2024,21,", "19/06/2024,22,")]),
    ("completed no longer", &[Cell(ROLL, "19/06/2024,21,11/07/2025,Completed", "19/06/2024,21,,")]),
    (
        "completed, and then withdrawn",
        &[Cell(ROLL, "19/06/2024,21,11/07/2025,Completed", "19/06/2024,21,11/07/2025,Withdrew - health")],
    ),
    (
        "left earlier",
        &[
            Cell(ROLL, "19/06/2024,21,11/07/2025", "19/06/2024,21,10/07/2025"),
            Cell(PLACES, "front desk,03/02/2025,11/07/2025", "front desk,03/02/2025,10/07/2025"),
        ],
    ),
    ("no family meeting", &[Cell(ROLL, "22/04/2024,12/05/2024", "22/04/2024,")]),
    ("two references change places", &[Swap(ROLL, "NF-004,", "NF-005,")]),
    ("a taster on another day", &[Cell("Tasters", "NF-007,29/01/2024", "NF-007,22/01/2024")]),
    ("a travel step and its day", &[Cell("Travel training", "NF-001,20/06/2024,2", "NF-001,21/06/2024,1")]),
    ("a learner is deleted", &[NoRow(ROLL, "NF-991,")]),
];

const AWARDS: &str = "Access to Work";
const CLAIMS: &str = "AtW claims";

pub(super) const FUNDING: &[Named] = &[
    ("applied on another day", &[Cell(AWARDS, "NF-004,22/09/2024", "NF-004,21/09/2024")]),
    ("another hourly rate", &[Cell(AWARDS, "30/03/2025,12,23.80", "30/03/2025,12,24.80")]),
    (
        "no decision yet",
        &[Cell(
            AWARDS,
            "NF-003,02/09/2024,Appointee,18/11/2024,Awarded,ATW99487848,30/09/2024,30/03/2025,12,23.80",
            "NF-003,02/09/2024,Appointee,,,,,,,",
        )],
    ),
    ("submitted on another day", &[Cell(CLAIMS, "23.80,14/10/2024", "23.80,15/10/2024")]),
    ("fewer hours claimed", &[Cell(CLAIMS, "31/10/2024,17:00,404.60", "31/10/2024,16:00,380.80")]),
    ("another claim number", &[Cell(CLAIMS, "NF-002/2410,", "NF-002/24-10,")]),
    ("not paid yet", &[Cell(CLAIMS, "Paid,12/12/2024,23.80", "Awaiting,,")]),
    ("paid on another day", &[Cell(CLAIMS, "Paid,12/12/2024", "Paid,13/12/2024")]),
    ("a claim is deleted", &[NoRow(CLAIMS, "NF-001/2410")]),
];

const JOBS: &str = "Job outcomes";
const PLACES: &str = "Placements";

pub(super) const WORK: &[Named] = &[
    ("offered on another day", &[Cell(JOBS, "cleaner,25/06/2025", "cleaner,26/06/2025")]),
    ("declined after all", &[Cell(JOBS, "25/06/2025,Accepted", "25/06/2025,Declined")]),
    ("not answered yet", &[Cell(JOBS, "25/06/2025,Accepted", "25/06/2025,")]),
    ("started later", &[Cell(JOBS, "02/08/2025,16", "09/08/2025,16")]),
    ("more hours and pay", &[Cell(JOBS, "02/08/2025,16,10.00", "02/08/2025,20,12.21")]),
    ("another employer for the job", &[Cell(JOBS, "NF-002,Leisure & Gym Trust", "NF-002,Corner Café")]),
    ("an offer is deleted", &[NoRow(JOBS, "NF-004,")]),
    ("checked on another day", &[Cell("Follow-ups", "NF-002,05/11/2025", "NF-002,06/11/2025")]),
    ("another milestone", &[Cell("Follow-ups", "04/08/2026,52", "04/08/2026,26")]),
    (
        "ended earlier",
        &[Cell(
            PLACES,
            "NF-004,Northern Bakeries,food,packing,30/09/2024,31/01/2025",
            "NF-004,Northern Bakeries,food,packing,30/09/2024,24/01/2025",
        )],
    ),
    ("ends in the future", &[Cell(PLACES, "03/02/2025,11/07/2025,20,2", "03/02/2025,11/07/2027,20,2")]),
    ("another employer", &[Cell(PLACES, "NF-004,Northern Bakeries", "NF-004,Southern Bakeries")]),
    ("an employer is spelt otherwise", &[All(PLACES, "Northern Bakeries", "Northern Bakery")]),
    ("started later", &[Cell(PLACES, "packing,30/09/2024", "packing,01/10/2024")]),
    (
        "placements change places",
        &[Swap(
            PLACES,
            "NF-004,Northern Bakeries,food,packing",
            "NF-004,Riverside Museum and Library,culture,front desk",
        )],
    ),
    ("a placement is deleted", &[NoRow(PLACES, "NF-004,Northern Bakeries")]),
];

pub(super) const SEVERAL: &[Edit] = &[
    Cell(SHEET, FIRST, "30/09/2024,Dean Prescott,NF-002,09:00,0:30,Systematic instruction,Y"),
    Cell(SHEET, "01/10/2024,Dean Prescott,NF-002,09:00", "01/10/2024,Dean Prescott,NF-002,18:00"),
    Cell(ROLL, "19/06/2024,21,11/07/2025,Completed", "19/06/2024,21,,"),
    Cell(ROLL, "NF-005,", "NF-905,"),
    Cell(CLAIMS, "Paid,12/12/2024,23.80", "Awaiting,,"),
    Cell(JOBS, "25/06/2025,Accepted", "25/06/2025,Declined"),
    Cell(PLACES, "NF-004,Northern Bakeries", "NF-004,Southern Bakeries"),
    NoRow("Tasters", "NF-018,03/02/2024"),
];
