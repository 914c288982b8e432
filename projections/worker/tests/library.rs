//! What the worker wrote, asked for through the library.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::collections::BTreeMap;

use common::home::{Home, Homes};
use common::store::{Told, lives};
use databases::{FILE, OpenError};
use events::Position;
use projection_kit::Value;
use read_models::{Condition, Cursor, Library, Question, Rows, SortedBy, Unanswered, chosen_columns};
use rusqlite::Connection;
use std::ops::ControlFlow;

in_both! {
    async fn page_after_page_gives_every_row_once_and_in_order(homes: Homes) {
        let (_home, library) = library(homes).await;
        let mut long = 0;
        for table in Library::tables() {
            let all = library.rows(&Question::all(table, 10_000)).unwrap();
            let (mut paged, mut question) = (Vec::new(), Question::all(table, 7));
            loop {
                let page = library.rows(&question).unwrap();
                assert!(page.rows.len() <= 7);
                paged.extend(page.rows);
                match page.next {
                    Some(next) => question.after = Some(next),
                    None => break,
                }
            }
            assert_eq!(paged, all.rows, "{}", table.name);
            long += usize::from(paged.len() > 7);
            assert_eq!(all.position, Position(900));
        }
        // Nobody registers anything in these lives: registers stay empty.
        assert!(long > 3, "{long}");
    }
}

in_both! {
    async fn a_filter_leaves_only_the_rows_that_have_it(homes: Homes) {
        let (_home, library) = library(homes).await;
        let table = Library::table("jobs").unwrap();
        let all = library.rows(&Question::all(table, 10_000)).unwrap().rows;
        let with = |name: &str, text: &str| {
            let conditions = vec![Condition::is(table, name, text)?];
            library.rows(&Question { conditions, ..Question::all(table, 10_000) }).map(|rows| rows.rows)
        };
        let at = table.columns.iter().position(|column| column.name == "sixteen_hours").unwrap();
        let expected: Vec<_> = all.iter().filter(|row| row[at] == Value::Flag(true)).cloned().collect();
        assert_eq!(with("sixteen_hours", "yes").unwrap(), expected);
        assert_eq!(with("sixteen_hours", "no").unwrap().len(), all.len() - expected.len());
        let started = table.columns.iter().position(|column| column.name == "started_on").unwrap();
        let expected = all.iter().filter(|row| row[started] == Value::Null).count();
        assert_eq!(with("started_on", "").unwrap().len(), expected);
    }
}

in_both! {
    async fn a_range_and_several_values_leave_the_rows_that_are_within(homes: Homes) {
        let (_home, library) = library(homes).await;
        let table = Library::table("jobs").unwrap();
        let question = |conditions: &[&str]| {
            let conditions = conditions.iter().map(|text| Condition::read(table, text).unwrap()).collect();
            Question { conditions, ..Question::all(table, 10_000) }
        };
        let all = library.rows(&question(&[])).unwrap().rows;
        let at = |name: &str| table.columns.iter().position(|column| column.name == name).unwrap();
        let (minutes, started, contract) = (at("weekly_minutes"), at("started_on"), at("contract"));
        let mut days: Vec<String> =
            all.iter().map(|row| row[started].to_string()).filter(|day| !day.is_empty()).collect();
        days.sort();
        let middle = days[days.len() / 2].clone();
        let number = |row: &Vec<Value>| row[minutes].to_string().parse::<i64>().unwrap();
        let words: Vec<String> = all.iter().map(|row| row[contract].to_string()).collect();
        let words = format!("contract in {}, {}", words[0], words[words.len() - 1]);
        type Holds<'h> = Box<dyn Fn(&Vec<Value>) -> bool + 'h>;
        let cases: Vec<(Vec<String>, Holds<'_>)> = vec![
            (vec!["weekly_minutes>=960".into()], Box::new(|row| number(row) >= 960)),
            (vec!["weekly_minutes>600".into(), "weekly_minutes<=960".into()],
                Box::new(|row| number(row) > 600 && number(row) <= 960)),
            (vec![format!("started_on<{middle}")],
                Box::new(|row| row[started] != Value::Null && row[started].to_string() < middle)),
            (vec![format!("started_on!={middle}")], Box::new(|row| row[started].to_string() != middle)),
            (vec!["started_on!=".into()], Box::new(|row| row[started] != Value::Null)),
            (vec![words.clone()], Box::new(|row| words.contains(&row[contract].to_string()))),
        ];
        let mut some = 0;
        for (conditions, holds) in cases {
            let texts: Vec<&str> = conditions.iter().map(String::as_str).collect();
            let found = library.rows(&question(&texts)).unwrap().rows;
            let expected: Vec<_> = all.iter().filter(|row| holds(row)).cloned().collect();
            assert_eq!(found, expected, "{conditions:?}");
            assert_eq!(library.count(&question(&texts)).unwrap(), (expected.len() as u64, Position(900)));
            some += usize::from(!expected.is_empty() && expected.len() < all.len());
        }
        assert!(some > 3, "{some} of the cases tell rows apart");
        let twice = library.rows(&question(&["contract=permanent", "contract=zero-hours"])).unwrap_err();
        assert!(matches!(twice, Unanswered::Repeated { .. }), "{twice}");
    }
}

in_both! {
    async fn sorted_pages_give_every_row_once_with_nothing_last(homes: Homes) {
        let (_home, library) = library(homes).await;
        for (name, sort) in [
            ("jobs", "-started_on"), ("jobs", "started_on"), ("jobs", "sector,-weekly_minutes"),
            ("jobs", "-sixteen_hours,ended_on,-role"), ("jobs", "job"), ("journeys", "-coach,reference"),
            ("journeys", "-stage"), ("claims", "-age_days"), ("coach_hours", "-minutes"),
        ] {
            let table = Library::table(name).unwrap();
            let on = Some(jiff::civil::date(2026, 3, 9));
            let sort = SortedBy::read(table, sort).unwrap();
            let by = sort.clone();
            let whole = Question { sort, on, ..Question::all(table, 10_000) };
            let all = library.rows(&whole).unwrap().rows;
            let (mut paged, mut question) = (Vec::new(), Question { limit: 7, ..whole.clone() });
            loop {
                let page = library.rows(&question).unwrap();
                paged.extend(page.rows);
                match page.next {
                    Some(next) => question.after = Some(next),
                    None => break,
                }
            }
            assert_eq!(paged, all, "{name} by {by:?}");
            let mut streamed = Vec::new();
            library.pages(&Question { after: None, ..question.clone() }, |Rows { rows, .. }| {
                streamed.extend(rows);
                ControlFlow::Continue(())
            }).unwrap();
            assert_eq!(streamed, all);
            let columns = whole.columns();
            let place = |by: &SortedBy| columns.iter().position(|column| column.name == by.column.name).unwrap();
            let key = |row: &[Value]| by.iter().map(|by| row[place(by)].clone()).collect::<Vec<_>>();
            for pair in all.windows(2) {
                let order = key(&pair[0]).into_iter().zip(key(&pair[1])).zip(&by).map(|((one, other), by)| {
                    let usual = (one == Value::Null).cmp(&(other == Value::Null));
                    let values = if by.descending { other.cmp(&one) } else { one.cmp(&other) };
                    usual.then(values)
                });
                assert!(order.into_iter().find(|order| order.is_ne()).is_none_or(std::cmp::Ordering::is_lt), "{name} by {by:?}: {pair:?}");
            }
            // A cursor is one of its own order only.
            if let Some(after) = question.after {
                let other = SortedBy::read(table, "-internship,claim").or_else(|_| SortedBy::read(table, "-coach"));
                let other = other.unwrap_or_else(|_| Vec::new());
                if other.len() != by.len() || other[0].column.name != by[0].column.name {
                    let asked = Question { after: Some(after), sort: other, ..whole };
                    assert!(matches!(library.rows(&asked), Err(Unanswered::WrongCursor)), "{name} by {by:?}");
                }
            }
        }
    }
}

in_both! {
    async fn chosen_columns_come_in_their_order_page_after_page(homes: Homes) {
        let (_home, library) = library(homes).await;
        let table = Library::table("journeys").unwrap();
        let at = |name: &str| table.columns.iter().position(|column| column.name == name).unwrap();
        let all = library.rows(&Question::all(table, 10_000)).unwrap().rows;
        let expected: Vec<_> =
            all.iter().map(|row| vec![row[at("stage")].clone(), row[at("referred_on")].clone()]).collect();
        let chosen = chosen_columns(table, "stage, referred_on").unwrap();
        let mut streamed = Vec::new();
        library.pages(&Question { chosen, ..Question::all(table, 5) }, |Rows { rows, .. }| {
            streamed.extend(rows);
            ControlFlow::Continue(())
        }).unwrap();
        assert_eq!(streamed, expected);
    }
}

in_both! {
    async fn a_wrong_question_says_what_is_wrong_with_it(homes: Homes) {
        let (_home, library) = library(homes).await;
        let table = Library::table("jobs").unwrap();
        let with = |name: &str, text: &str| {
            let rows = |condition| {
                library.rows(&Question { conditions: vec![condition], ..Question::all(table, 10) })
            };
            Condition::is(table, name, text).and_then(rows).unwrap_err()
        };
        let injected = with("offer; DROP TABLE jobs", "1");
        assert!(matches!(injected, Unanswered::NoSuchColumn { .. }) && injected.is_wrong_question(), "{injected}");
        assert!(with("weekly_minutes", "many").to_string().contains("whole numbers"));
        assert!(with("sustained_13", "perhaps").to_string().contains("yes, no, unknown"));
        let after = Some(Cursor("[]".to_owned()));
        assert!(library.rows(&Question { after, ..Question::all(table, 10) }).unwrap_err().is_wrong_question());
    }
}

in_both! {
    async fn the_stages_of_the_start_page_agree_with_the_rows(homes: Homes) {
        let (_home, library) = library(homes).await;
        let table = Library::table("journeys").unwrap();
        let stage = table.columns.iter().position(|column| column.name == "stage").unwrap();
        let mut counted = BTreeMap::<String, u64>::new();
        for row in library.rows(&Question::all(table, 10_000)).unwrap().rows {
            let Value::Text(stage) = &row[stage] else { panic!("{row:?}") };
            *counted.entry(stage.to_string()).or_default() += 1;
        }
        assert!(counted.len() > 1);
        assert_eq!(library.stages().unwrap(), counted.into_iter().collect::<Vec<_>>());
    }
}

in_both! {
    async fn an_internship_is_found_by_its_reference_whatever_the_case_and_spacing(homes: Homes) {
        let (_home, library) = library(homes).await;
        let rows = library.rows(&Question::all(Library::table("journeys").unwrap(), 1)).unwrap().rows;
        let (id, reference) = (rows[0][0].to_string(), rows[0][1].to_string());
        let found = library.internships_by_reference(&format!("  {} ", reference.to_lowercase())).unwrap();
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), [id]);
        assert!(library.internships_by_reference("nobody").unwrap().is_empty());
    }
}

in_both! {
    async fn a_table_of_another_revision_is_said_to_be_in_the_making(homes: Homes) {
        let (home, library) = library(homes).await;
        let sql = "UPDATE read_models SET revision = revision - 1 WHERE name = 'journeys'";
        home.tamper(sql);
        let table = Library::table("journeys").unwrap();
        assert!(matches!(library.rows(&Question::all(table, 1)), Err(Unanswered::BeingMade { table: "journeys" })));
        assert!(library.rows(&Question::all(Library::table("jobs").unwrap(), 1)).is_ok(), "the others serve");
        // The worker that opens the file next rebuilds it.
        let worker = home.open(read_models::ALL);
        let making = home.ask("SELECT name, position FROM read_models WHERE state = 'building'");
        assert_eq!(making, [[Value::Text("journeys".into()), Value::Integer(0)]]);
        drop(worker);
    }
}

#[test]
fn no_file_a_newer_file_and_no_database_each_say_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Library::open(dir.path()), Err(OpenError::Missing(_))));
    Connection::open(dir.path().join(FILE)).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Library::open(dir.path()), Err(OpenError::OtherFormat { found: 99, .. })));
    std::fs::write(dir.path().join(FILE), "a letter to a friend, and no database at all, however long it is").unwrap();
    let error = Library::open(dir.path()).unwrap_err();
    assert!(error.to_string().contains("waymark rebuild"), "{error}");
}

async fn library(homes: Homes) -> (Home, Library) {
    let (home, mut told) = (homes.fresh(), Told::nothing());
    for event in lives(3, 12, 900) {
        told.tell(event).await;
    }
    home.open(read_models::ALL).catch_up(told.journal(), |_| {}).await.unwrap();
    let library = home.library();
    (home, library)
}
