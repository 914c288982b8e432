//! The read models over HTTP.

use axum::body::Body;
use axum::http::Request;
use events::referrals::{ReferralSource, Referred};
use events::{LocalAuthority, PersonId};
use projection_kit::Table as _;
use read_models::Library;
use read_models::journeys::Journey;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{COLLEGE, DAY, World, intern, line, with_key, world};

#[tokio::test]
async fn the_dictionary_says_what_every_column_says() {
    let tables = world().await.get("/v1/tables").await.json();
    let names: Vec<&str> = tables.as_array().unwrap().iter().map(|table| table["name"].as_str().unwrap()).collect();
    assert_eq!(names, every_table());
    let stage = tables[0]["columns"].as_array().unwrap().iter().find(|column| column["name"] == "stage").unwrap();
    assert_eq!((&stage["kind"], &stage["description"]), (&json!("text"), &json!("Where they stand now.")));
    assert!(stage["words"].as_array().unwrap().contains(&json!("on-placement")));
}

#[tokio::test]
async fn a_row_has_every_column_and_a_table_says_how_far_it_has_read() {
    let world = world().await;
    let answer = world.get("/v1/tables/journeys?reference=NF-001").await.json();
    assert_eq!((&answer["table"], &answer["position"]), (&json!("journeys"), &json!(4)));
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].as_object().unwrap().len(), Journey::DESCRIPTION.columns.len());
    assert_eq!(
        (&rows[0]["internship"], &rows[0]["stage"], &rows[0]["sectors"]),
        (&json!(intern(1)), &json!("referred"), &json!([]))
    );
    assert_eq!((&rows[0]["on_placement"], &rows[0]["employer"]), (&json!(false), &Value::Null));
    assert!(answer.get("next").is_none());
}

#[tokio::test]
async fn a_long_table_comes_in_pages_that_miss_and_repeat_nobody() {
    let world = world().await;
    many(&world, 25).await;
    for (question, backwards) in [("stage=referred", false), ("where=stage%3Dreferred&sort=-reference", true)] {
        let mut path = format!("/v1/tables/journeys?{question}&limit=10");
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let answer = world.get(&path).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let (rows, link) = (answer.json(), answer.header("link").to_owned());
            seen.extend(
                rows["rows"].as_array().unwrap().iter().map(|row| row["reference"].as_str().unwrap().to_owned()),
            );
            pages += 1;
            let next = rows.get("next").map(|next| format!("<{}>; rel=\"next\"", next.as_str().unwrap()));
            assert_eq!(next.unwrap_or_default(), link);
            let Some(next) = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) else {
                break;
            };
            path = next.to_owned();
        }
        let mut expected: Vec<String> = (1..=25).map(|n| format!("NF-{n:03}")).collect();
        if backwards {
            expected.reverse();
        }
        assert_eq!((seen, pages), (expected, 3));
    }
}

#[tokio::test]
async fn a_csv_file_holds_every_row_and_says_its_position() {
    let world = world().await;
    many(&world, 2100).await;
    let page = world.page("/tables/journeys?stage=referred&limit=50").await.body;
    let link = page.split("href=\"").find(|part| part.contains("format=csv")).unwrap();
    let address = link.split('"').next().unwrap().replace("&amp;", "&");
    for path in [address.as_str(), "/v1/tables/journeys?format=csv"] {
        let file = world.get(path).await;
        assert_eq!(file.body.lines().count(), 2101, "{path}");
        assert_eq!((file.header("x-waymark-position"), file.header("link")), ("2102", ""), "{path}");
    }
    let some =
        world.get("/v1/tables/journeys?format=csv&columns=stage,reference&where=reference+in+NF-2099,NF-2100").await;
    assert_eq!(some.body, "stage,reference\r\nreferred,NF-2099\r\nreferred,NF-2100\r\n");
    for page in ["limit=10", "after=x", "count=yes"] {
        world.get(&format!("/v1/tables/journeys?format=csv&{page}")).await.is_problem(400, "bad-question");
    }
}

#[tokio::test]
async fn rows_are_counted_and_their_columns_chosen() {
    let world = world().await;
    many(&world, 25).await;
    let counted = world.get("/v1/tables/journeys?where=reference%3E%3DNF-020&count=yes").await.json();
    assert_eq!(counted, json!({ "table": "journeys", "position": 27, "count": 6 }));
    let in_ = "where=reference+in+NF-003,NF-001&columns=stage,reference&sort=-reference";
    let answer = world.get(&format!("/v1/tables/journeys?{in_}")).await.json();
    let row = |reference: &str| json!({ "stage": "referred", "reference": reference });
    assert_eq!(answer["rows"], json!([row("NF-003"), row("NF-001")]));
}

#[tokio::test]
async fn ids_have_labels_beside_them_where_they_are_asked_for() {
    let world = world().await;
    let logged = world.command("/v1/coaching/log-hours", "k1", crate::common::hours(1, 9).to_string()).await;
    assert_eq!(logged.status, 201, "{}", logged.body);
    world.catch_up().await;
    let rows = |answer: Value| answer["rows"].as_array().unwrap().clone();
    let hours = rows(world.get("/v1/tables/coach_hours?labels=yes").await.json());
    assert_eq!((&hours[0]["coach_label"], hours.len()), (&json!("Dean Prescott"), 1));
    let journeys = rows(world.get("/v1/tables/journeys?labels=yes&columns=internship,provider,coach").await.json());
    assert_eq!(journeys[0]["internship_label"], json!("NF-001"));
    assert_eq!(
        (&journeys[0]["provider_label"], &journeys[0]["coach_label"]),
        (&json!("Northfield College"), &Value::Null)
    );
    let file = world.get("/v1/tables/journeys?labels=yes&columns=internship,stage&format=csv").await.body;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "internship,internship_label,stage");
    assert_eq!(lines[1], format!("{},NF-001,referred", intern(1)));
    let page = world.page("/tables/coach_hours").await.body;
    assert!(page.contains("Dean Prescott <code>"), "{page}");
    assert!(world.page("/tables/journeys").await.body.contains("aria-label=\"Timeline of NF-001\""));
}

#[tokio::test]
async fn what_was_probably_meant_is_said() {
    let world = world().await;
    for (path, status, code, meant) in [
        ("/v1/tables/journey", 404, "no-such-table", "journeys"),
        ("/v1/tables/journeys?stag=referred", 400, "bad-question", "stage"),
        ("/v1/tables/journeys?where=stag%3Dreferred", 400, "bad-question", "stage"),
        ("/v1/tables/journeys?stage=refered", 400, "bad-question", "referred"),
        ("/v1/tables/journeys?colums=stage", 400, "bad-question", "columns"),
        ("/v1/tables/journeys?sort=-reference_on", 400, "bad-question", "reference"),
        ("/v1/internships/NF-01/timeline", 404, "no-such-internship", "NF-001"),
        ("/v1/table", 404, "not-found", "/v1/tables"),
        ("/v1/event", 404, "not-found", "/v1/events"),
    ] {
        let problem = world.get(path).await.is_problem(status, code);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("Did you mean \"{meant}\"?")), "{path}: {detail}");
    }
    let stranger = world.get("/v1/internships/ZZ-99999/timeline").await.is_problem(404, "no-such-internship");
    assert!(!stranger["detail"].as_str().unwrap().contains("Did you mean"), "{stranger}");
}

#[tokio::test]
async fn a_spreadsheet_gets_csv_by_its_name_or_by_asking_for_it() {
    let world = world().await;
    let referred = referred(77, "the \"last\", at last");
    world.happened(intern(77).subject(), "referred", referred).await;
    world.catch_up().await;
    let by_name = world.get("/v1/tables/journeys?format=csv").await;
    assert_eq!(by_name.header("content-type"), "text/csv; charset=utf-8; header=present");
    let mut lines = by_name.body.split("\r\n");
    assert!(lines.next().unwrap().starts_with("internship,reference,provider,"));
    assert_eq!(by_name.body.matches("\r\n").count(), 4);
    assert!(by_name.body.contains("\"the \"\"last\"\", at last\""), "{}", by_name.body);
    let accept = with_key(Request::get("/v1/tables/journeys")).header("accept", "text/csv");
    assert_eq!(world.send(accept.body(Body::empty()).unwrap()).await.body, by_name.body);
    let both = with_key(Request::get("/v1/tables/journeys?format=json")).header("accept", "text/csv");
    assert_eq!(world.send(both.body(Body::empty()).unwrap()).await.header("content-type"), "application/json");
}

#[tokio::test]
async fn a_question_that_a_table_cannot_answer_is_told_why() {
    let world = world().await;
    let unknown = world.get("/v1/tables/journeys?colour=blue").await.is_problem(400, "bad-question");
    assert!(unknown["detail"].as_str().unwrap().contains("it has: internship, reference, provider"), "{unknown}");
    for wrong in [
        "stage=lost",
        "tasters=many",
        "job=maybe",
        "limit=0",
        "limit=10001",
        "limit=x",
        "after=x",
        "after=[[]]",
        "format=xml",
        "reference=a&reference=b",
        "where=reference%3Da&where=reference%3Db",
        "where=reference%3Da&reference=b",
        "sort=reference&sort=stage",
        "columns=reference,reference",
        "limit=1&limit=2",
        "format=json&format=json",
        "where=reference",
        "where=tasters%3E%3Dmany",
        "where=stage%3E%3Dreferred",
        "sort=stage;drop",
        "count=maybe",
        "reference=%00",
    ] {
        world.get(&format!("/v1/tables/journeys?{wrong}")).await.is_problem(400, "bad-question");
    }
    let problem = world.get("/v1/tables/salaries").await.is_problem(404, "no-such-table");
    assert_eq!(problem["tables"], json!(every_table()));
    let hostile = world.get("/v1/tables/journeys?reference=%27%20OR%201=1%20--").await.json();
    assert_eq!(hostile["rows"], json!([]));
}

#[tokio::test]
async fn an_internship_is_found_by_what_its_provider_calls_it() {
    let world = world().await;
    for reference in ["NF-001", "nf-001", &intern(1).to_string()] {
        let story = world.get(&format!("/v1/internships/{reference}/timeline")).await.json();
        assert_eq!(story["subject"], json!(intern(1).subject()), "{reference}");
    }
    world.happened(intern(500).subject(), "referred", referred(500, "NF-001")).await;
    world.catch_up().await;
    let problem = world.get("/v1/internships/NF-001/timeline").await.is_problem(409, "several-internships");
    assert_eq!(problem["internships"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn how_far_the_tables_are_behind_is_said_and_measured() {
    let world = world().await;
    many(&world, 5).await;
    assert_eq!(world.get("/readyz").await.status, 200);
    world.happened(intern(90).subject(), "referred", referred(90, "NF-090")).await;
    let ready = world.get("/readyz").await.json();
    let tables = json!({ "ready": true, "trouble": null, "position": 7, "lag": 1 });
    assert_eq!(ready["parts"]["readModels"], tables, "{ready}");
    let metrics = world.get("/metrics").await.body;
    assert!(
        metrics.contains("waymark_read_models_lag 1") && metrics.contains("waymark_read_models_position 7"),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_server_is_not_ready_until_its_tables_have_caught_up_once() {
    let world = world().await;
    world.happened(intern(90).subject(), "referred", referred(90, "NF-090")).await;
    let answer = world.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), &answer.json()["ready"]), (503, &json!(false)));
    let trouble = answer.json()["parts"]["readModels"]["trouble"].as_str().unwrap().to_owned();
    assert!(trouble.contains("at position 4 of 5"), "{trouble}");
    // What is recorded meanwhile does not keep it from being ready.
    world.catch_up().await;
    world.happened(intern(91).subject(), "referred", referred(91, "NF-091")).await;
    assert_eq!(world.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn a_server_with_a_table_that_cannot_be_read_is_not_ready() {
    let world = world().await;
    assert_eq!(world.get("/readyz").await.status, 200);
    let tables = rusqlite::Connection::open(world.dir.path().join(databases::FILE)).unwrap();
    tables.execute_batch("ALTER TABLE coaches RENAME COLUMN joined_on TO joined").unwrap();
    let answer = world.get("/readyz").await;
    assert_eq!(answer.status, 503);
    let trouble = answer.json()["parts"]["readModels"]["trouble"].as_str().unwrap().to_owned();
    assert!(trouble.contains("waymark rebuild"), "{trouble}");
}

#[tokio::test]
async fn the_openapi_document_has_every_table() {
    let document = world().await.get("/openapi.json").await.json();
    let row = &document["components"]["schemas"]["table.journeys"];
    assert_eq!(row["properties"]["stage"]["enum"][0], "referred");
    assert_eq!(row["required"].as_array().unwrap().len(), Journey::DESCRIPTION.columns.len());
    assert!(document["paths"]["/v1/tables/jobs"]["get"]["responses"]["200"]["content"]["text/csv"].is_object());
}

/// So many young people altogether have been referred.
pub(crate) async fn many(world: &World, number: u128) {
    for n in 3..=number {
        world.happened(intern(n).subject(), "referred", referred(n, &format!("NF-{n:03}"))).await;
    }
    world.catch_up().await;
}

fn referred(n: u128, reference: &str) -> Referred {
    Referred {
        date: DAY,
        provider: COLLEGE,
        programme: None,
        reference: line(reference),
        person: PersonId(Uuid::from_u128(1000 + n)),
        home_authority: LocalAuthority::new("E08000001").unwrap(),
        source: ReferralSource::Council,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: None,
    }
}

fn every_table() -> Vec<&'static str> {
    Library::tables().map(|table| table.name).collect()
}
