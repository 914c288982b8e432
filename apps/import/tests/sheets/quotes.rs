//! A stray quotation mark: every line of the sheet is accounted for, and nothing true is taken back.

use import::{FileRead, Mapping, Report, Status};

use crate::college::College;
use crate::edited::{LEARNERS, MAPPING};
use crate::scene::{commands, directory, plan};

const HEADING: &str = "Ref,Coach,Day,Start,Hours,What,Claim,Notes\n";

fn mapping() -> Mapping {
    let text = MAPPING.replace("file = \"hours.csv\"", "file = \"hours.csv\"\nignore = [\"Notes\"]");
    Mapping::read(&text, &commands()).unwrap_or_else(|error| panic!("{error}"))
}

/// Five days of one hour, with these notes.
fn days(notes: [&str; 5]) -> String {
    let rows = notes.iter().zip(6..).map(|(note, day)| format!("A1,Cora,{day:02}/10/2025,09:00,1:00,Admin,N,{note}\n"));
    format!("{HEADING}{}", rows.collect::<String>())
}

struct Told {
    /// Rows named as unreadable, and why.
    rows: Vec<(u64, String)>,
    sessions: usize,
    hours: FileRead,
}

async fn import(college: &College, hours: &str) -> (Told, Report) {
    let sheets = directory(&[("learners.csv", LEARNERS.as_bytes()), ("hours.csv", hours.as_bytes())]);
    let report = college.import(&mapping(), sheets.path()).await;
    let unreadable = report.lines.iter().filter(|line| line.status == Status::Unreadable);
    let rows = unreadable.map(|line| (line.row.unwrap(), line.reason.clone())).collect();
    let sessions = college.events("coaching.hours-logged").await.len();
    let read = report.files.iter().find(|read| &*read.sheet == "Hours").unwrap().clone();
    let lines = hours.lines().count();
    assert_eq!(read.lines(), lines as u64, "every line is counted once: {read:?}");
    (Told { rows, sessions, hours: read }, report)
}

#[tokio::test]
async fn a_mark_in_a_cell_that_nothing_uses_is_named_and_every_row_is_taken() {
    for (notes, named, why) in [
        (["", "\"late", "", "", ""], 3, "never closed"),
        (["", "\"late", "", "\"bus\"", ""], 3, "never closed"),
        (["", "\"yes\" to till work", "", "", ""], 3, "text after its closing quotation mark"),
        (["", "", "", "", "\""], 6, "never closed"),
    ] {
        let (told, report) = import(&College::new(), &days(notes)).await;
        assert!(matches!(&told.rows[..], [(row, reason)] if *row == named && reason.contains(why)), "{:?}", told.rows);
        assert_eq!((told.sessions, told.hours.used), (5, 5), "{notes:?}");
        assert!(!report.is_clean());
    }
}

#[tokio::test]
async fn a_mark_in_a_used_cell_spoils_its_own_row_and_no_other() {
    for cell in ["\"Cora", "\"Co\"ra", "Cora\",\"x", "Cora\"", "Co\"ra"] {
        let hours = days([""; 5]).replacen("A1,Cora,08", &format!("A1,{cell},08"), 1);
        let (told, _) = import(&College::new(), &hours).await;
        assert!(matches!(&told.rows[..], [(4, _)]), "{cell}: {:?}", told.rows);
        assert_eq!((told.sessions, told.hours.unreadable), (4, 1), "{cell}");
    }
}

#[tokio::test]
async fn a_cell_that_holds_whole_rows_is_named_and_none_of_its_lines_is_taken() {
    for (notes, used) in [
        (["", "\"late", "\"", "", ""], 3),
        (["", "\"late", "fine", "\"", ""], 2),
        (["", "\"late", "said \"\"yes\"\"", "\"", ""], 2),
    ] {
        let (told, _) = import(&College::new(), &days(notes)).await;
        assert!(
            matches!(&told.rows[..], [(3, why)] if why.contains("whole lines that look like rows")),
            "{:?}",
            told.rows
        );
        assert_eq!(told.hours.used, used, "{notes:?}");
    }
    // closed in another column of the next row
    let apart = days([""; 5]).replacen("N,\nA1,Cora,08", "N,\"\nA1,\",08", 1);
    let (told, _) = import(&College::new(), &apart).await;
    assert!(matches!(&told.rows[..], [(3, _), (4, _)]), "{:?}", told.rows);
    assert_eq!((told.sessions, told.hours.used), (4, 4));
    let across = days([""; 5]).replacen("A1,Cora,07", "A1,\"Cora,07", 1).replacen("A1,Cora,08", "A1,Cora\",08", 1);
    let (told, _) = import(&College::new(), &across).await;
    assert!(matches!(&told.rows[..], [(3, why)] if why.contains("whole lines")), "{:?}", told.rows);
    assert_eq!((told.sessions, told.hours.unreadable), (3, 2));
}

/// Whatever the swallowed rows look like in particular: spare cells, too few, spaces, or only words.
#[tokio::test]
async fn a_swallowed_row_is_known_by_the_shape_of_its_cells() {
    let sound = days(["", "\"late", "", "", "fine\""]);
    let rows = |change: fn(&str) -> String| {
        let lines = sound
            .lines()
            .enumerate()
            .map(|(place, line)| if (3..6).contains(&place) { change(line) } else { line.to_owned() });
        lines.map(|line| line + "\n").collect::<String>()
    };
    let spare = rows(|line| if line.ends_with('"') { line.to_owned() } else { format!("{line},,,") });
    let short = rows(|line| if line.ends_with('"') { line.to_owned() } else { line.replace(",1:00,Admin,N,", "") });
    let bare = rows(|line| if line.ends_with('"') { line.to_owned() } else { "A1,,,,,,,".to_owned() });
    let spaced = rows(|line| line.replace(',', ", "));
    let closed_early =
        days(["", "\"late", "", "", ""]).replacen("09:00,1:00,Admin,N,\nA1,Cora,09", "09:00,1:00\"\nA1,Cora,09", 1);
    for hours in [&sound, &spare, &short, &bare, &spaced, &closed_early] {
        let (told, _) = import(&College::new(), hours).await;
        assert!(
            matches!(&told.rows[..], [(3, why)] if why.contains("whole lines that look like rows")),
            "{hours}{:?}",
            told.rows
        );
    }
}

#[tokio::test]
async fn a_row_swallowed_by_the_first_row_or_by_one_with_little_in_it_is_known_too() {
    let short = |hours: String| hours.replace(",1:00,Admin,N,\n", "\n").replace(",1:00,Admin,N,\"\n", "\"\n");
    let (told, _) = import(&College::new(), &short(days(["\"late", "", "", "", "\""]))).await;
    assert!(matches!(&told.rows[..], [(2, why)] if why.contains("whole lines")), "{:?}", told.rows);
    // only the rows before say what belongs in a column
    let empty = days(["fine", "\"late", "", "", "\""]).replacen("A1,Cora,07/10/2025,09:00,1:00,Admin,N", "A1,,,,,,", 1);
    let (told, _) = import(&College::new(), &short(empty)).await;
    assert!(matches!(&told.rows[..], [(3, why)] if why.contains("whole lines")), "{:?}", told.rows);
}

/// Prose has commas, numbers, days and names in it.
#[tokio::test]
async fn ordinary_prose_in_a_cell_is_no_row() {
    for note in [
        "went well, ate lunch,\nwalked home, tired",
        "Late.\nCora said, on 08/10/2025, at 09:00, that it was fine, and so it was, all day, and well",
        "07/10/2025: late\n08/10/2025: bus, then train, 5 minutes early",
        "2 buses, 3 trains,\n1 hour late, no lunch",
        "A1 was late,\nA2 was not, 08/10 neither",
        "well,\n\nok,\n,\n",
        "Admin, N,\nN, Y",
        "on time\n08/10/2025, on time, cheerful, ate well",
    ] {
        let (told, report) = import(&College::new(), &days(["", "", &format!("\"{note}\""), "", "x"])).await;
        assert_eq!((told.rows, told.sessions), (vec![], 5), "{note}");
        assert!(report.is_clean());
    }
}

#[tokio::test]
async fn a_cell_of_several_lines_is_one_row_as_ever() {
    let notes =
        ["\"late,\nbut well\"", "\"said \"\"yes\"\"\n\n, and, so, it, was, a, good, day\"", "", "5\" ruler", "\"x\""];
    let (told, report) = import(&College::new(), &days(notes)).await;
    assert_eq!((told.rows, told.sessions), (vec![], 5));
    assert!(report.is_clean());
}

#[tokio::test]
async fn no_stray_mark_takes_back_what_was_imported_before() {
    let sound = days(["fine"; 5]);
    for stray in [
        days(["", "\"late", "", "", ""]),
        days(["", "\"late", "\"", "", ""]),
        sound.replacen("A1,Cora,08", "A1,\"Cora,08", 1),
        // the row is gone, and a new one is very like it
        sound.replacen("A1,Cora,08", "A1,\"Cora,08", 1) + "A1,Cora,11/10/2025,09:00,1:00,Admin,N,\n",
        sound.replacen("A1,Cora,08/10/2025,09:00", "A1,Cora,08/10/2025", 1),
        // a cell of the key that cannot be read
        sound.replacen("08/10/2025", "38/10/2025", 1),
    ] {
        let college = College::new();
        import(&college, &sound).await;
        let (_, report) = import(&college, &stray).await;
        let undo: Vec<_> = report.lines.iter().filter(|line| !line.steps.is_empty()).collect();
        assert!(undo.is_empty(), "{stray}\n{undo:#?}");
        let sessions = college.events("coaching.hours-logged").await.len();
        assert_eq!(sessions, 5, "nothing is doubled either");
        assert!(!report.is_clean());
    }
}

#[test]
fn the_report_accounts_for_every_line_of_every_file() {
    let hours =
        format!("\n{}\n,,,\n", days(["", "\"a\nb\"", "", "", "\"late"]).replacen("A1,Cora,06", "A1,\"Cora,06", 1));
    let sheets = directory(&[("learners.csv", LEARNERS.as_bytes()), ("hours.csv", hours.as_bytes())]);
    let mut written = Vec::new();
    plan(&mapping(), sheets.path()).report([]).write_csv(&mut written).unwrap();
    let written = String::from_utf8(written).unwrap();
    let line = "Hours,hours.csv,,,read,,,\"10 lines: 2 heading, 5 read, 2 blank, 1 unreadable\",,,,,,";
    assert!(written.contains(line), "{written}");
}

#[test]
fn a_heading_whose_marks_do_not_add_up_is_an_error_of_the_file() {
    let hours = days([""; 5]).replacen(",Coach", ",\"Coach", 1);
    let sheets = directory(&[("learners.csv", LEARNERS.as_bytes()), ("hours.csv", hours.as_bytes())]);
    let error = mapping().plan(sheets.path(), crate::scene::today()).unwrap_err().to_string();
    assert!(error.contains("the heading of \"hours.csv\"") && error.contains("never closed"), "{error}");
}
