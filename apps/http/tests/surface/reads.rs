//! What can be read: the log, one story, the forms of things, and how the server is.

use axum::body::Body;
use axum::http::Request;
use events::coaching::Event as Coached;
use events::{EnteredInError, ErrorReason, PersonId};
use serde_json::{Value, json};
use service_kit::Command as _;
use uuid::Uuid;
use waymark_http::Part;

use crate::common::{Answer, DAY, KEY, World, hours, intern, world};

#[tokio::test]
async fn the_log_reads_as_cloudevents_with_their_positions_and_nothing_personal() {
    let world = world().await;
    let answer = world.get("/v1/events").await;
    assert_eq!(answer.header("content-type"), "application/cloudevents-batch+json");
    let events = answer.json();
    let positions: Vec<u64> =
        events.as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, [1, 2, 3, 4]);
    assert_eq!((&events[1]["specversion"], &events[1]["subject"]), (&json!("1.0"), &json!(intern(1).subject())));
    assert!(!answer.body.contains("Aisha") && !answer.body.contains("Prescott"));
    assert!(!answer.headers.contains_key("link"));
}

#[tokio::test]
async fn a_long_answer_says_where_to_go_on() {
    let world = world().await;
    for n in 0..5 {
        world.command("/v1/coaching/log-hours", &format!("k{n}"), hours(1, 9 + n).to_string()).await;
    }
    for question in ["limit=2", "limit=2&type=hours-logged", &format!("limit=2&subject={}", intern(1).subject())] {
        let mut path = format!("/v1/events?{question}");
        let mut seen = Vec::new();
        loop {
            let answer = world.get(&path).await;
            let events = answer.json();
            assert!(events.as_array().unwrap().len() <= 2);
            seen.extend(events.as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()));
            let Some(next) =
                answer.header("link").strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""))
            else {
                break;
            };
            path = next.to_owned();
        }
        let all = world.get(&format!("/v1/events?{}", question.replace("limit=2", "limit=1000"))).await.json();
        let all: Vec<u64> = all.as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()).collect();
        assert_eq!(seen, all, "{question}");
        assert!(seen.len() >= 5);
    }
}

#[tokio::test]
async fn after_a_persons_key_was_destroyed_their_timeline_is_told_without_names_and_goes_on() {
    let world = world().await;
    let timeline = format!("/v1/internships/{}/timeline", intern(1));
    assert!(world.get(&timeline).await.body.contains("Aisha"));
    world.app.keys.destroy(PersonId(Uuid::from_u128(1001))).await.unwrap();
    world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await;
    let told = world.get(&timeline).await;
    assert!(!told.body.contains("Aisha") && told.body.contains("Dean Prescott"), "{}", told.body);
    assert_eq!(told.json()["entries"], 2);
}

#[tokio::test]
async fn a_question_about_the_log_that_makes_no_sense_is_told_why() {
    let world = world().await;
    for wrong in ["after=x", "limit=-1", "subject=dog/7", "type=hours-lost", "colour=blue", "type=entered-in-error"] {
        world.get(&format!("/v1/events?{wrong}")).await.is_problem(400, "bad-question");
    }
    for nowhere in ["0", "99", "x", "-1", "18446744073709551616"] {
        world.get(&format!("/v1/events/{nowhere}")).await.is_problem(404, "not-found");
    }
    let problem = world.get("/v1/events?after=18446744073709551615").await.is_problem(400, "bad-question");
    assert!(problem["detail"].as_str().unwrap().contains("the last is "), "{problem}");
    let head = world.journal.head();
    assert_eq!(world.get(&format!("/v1/events?after={head}")).await.json(), json!([]));
}

#[tokio::test]
async fn a_story_is_told_by_the_day_it_happened_with_names_opened_and_errors_marked() {
    let world = world().await;
    let logged = world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await.json();
    let assign = json!({ "internship": intern(1), "coach": crate::common::DEAN, "date": "2026-03-05" });
    world.command("/v1/coaching/assign-coach", "k2", assign.to_string()).await;
    let event = logged["event"].as_str().unwrap().parse().map(events::EventId).unwrap();
    world
        .happened(
            intern(1).subject(),
            "wrong",
            Coached::from(EnteredInError { event, date: DAY, reason: ErrorReason::WrongSubject, note: None }),
        )
        .await;

    let story = world.get(&format!("/v1/internships/{}/timeline?all=true", intern(1))).await.json();
    assert_eq!(
        (&story["name"], &story["reference"], &story["entries"]),
        (&json!("Aisha Kaur"), &json!("NF-001"), &json!(4))
    );
    let said: Vec<(&str, bool)> =
        lines(&story).map(|line| (line["text"].as_str().unwrap(), line["inError"].as_bool().unwrap())).collect();
    let session = "Dean Prescott worked with them for 1 h on 10 March 2026 from 09:00: systematic instruction (a task \
                   learnt step by step); can be claimed from Access to Work.";
    let taken_back =
        format!("An earlier entry was taken back (it belongs to somebody or something else). It said: “{session}”");
    let expected = [
        (
            "Aisha Kaur was referred to Northfield College for a supported internship, by their school, as NF-001. Born on 3 May 2007.",
            false,
        ),
        ("Dean Prescott became their job coach from 5 March 2026.", false),
        (session, true),
        (taken_back.as_str(), false),
    ];
    assert_eq!(said, expected);
    let line = lines(&story).nth(2).unwrap();
    assert_eq!(
        (&line["actor"], &line["happened"], &line["position"]),
        (&json!("office"), &json!("2026-03-10"), &logged["position"])
    );

    let part = world.get(&format!("/v1/internships/{}/timeline?offset=1&limit=2&all=true", intern(1))).await.json();
    assert_eq!(lines(&part).next().unwrap()["text"], expected[1].0);
    assert_eq!(part["next"], format!("/v1/internships/{}/timeline?offset=3&limit=2&all=true", intern(1)));
}

#[tokio::test]
async fn a_story_shows_its_milestones_and_counts_sessions_by_month_unless_each_is_asked_for() {
    let world = world().await;
    let log = |key: &str, day: u32| {
        let mut session = hours(1, 9);
        session["date"] = json!(format!("2026-03-{day:02}"));
        let (world, key) = (&world, key.to_owned());
        async move { world.command("/v1/coaching/log-hours", &key, session.to_string()).await.json() }
    };
    let first = log("k1", 2).await;
    log("k2", 3).await;
    log("k3", 4).await;
    let correct = json!({ "internship": intern(1), "corrects": first["event"], "minutes": 90, "reason": "checked" });
    let corrected = world.command("/v1/coaching/correct-hours", "k4", correct.to_string()).await;
    assert_eq!(corrected.status, 201, "{}", corrected.body);
    let timeline = |question: &str| format!("/v1/internships/{}/timeline{question}", intern(1));

    let story = world.get(&timeline("")).await.json();
    assert_eq!((&story["entries"], lines(&story).count()), (&json!(5), 1), "{story}");
    let months = json!([{
        "month": "2026-03", "sessions": 3, "minutes": 210, "coaches": ["Dean Prescott"],
        "text": "March 2026: 3 sessions, 3 h 30 min with Dean Prescott"
    }]);
    assert_eq!(story["months"], months);
    let all = world.get(&timeline("?all=true")).await.json();
    assert_eq!((lines(&all).count(), &all["months"]), (5, &json!([])));
    let since = world.get(&timeline("?since=2026-03-03")).await.json();
    assert_eq!((lines(&since).count(), &since["months"][0]["sessions"]), (0, &json!(2)));
    let sessions = world.get(&timeline("?kind=hours-logged&since=2026-03-03&limit=1")).await.json();
    assert_eq!((lines(&sessions).count(), &sessions["months"]), (1, &json!([])));
    let next = world.get(sessions["next"].as_str().unwrap()).await.json();
    assert_eq!((lines(&next).count(), &next["next"]), (1, &Value::Null));
    assert_ne!(lines(&next).next().unwrap()["event"], lines(&sessions).next().unwrap()["event"]);
    for wrong in ["?since=March", "?kind=hours-lost", "?all=perhaps"] {
        world.get(&timeline(wrong)).await.is_problem(400, "bad-question");
    }

    let page = world.page(&format!("/internships/{}", intern(1))).await.body;
    assert!(
        page.contains("March 2026: 3 sessions") && page.contains("?all=true") && !page.contains("worked with them")
    );
    assert!(world.page(&format!("/internships/{}?all=true", intern(1))).await.body.contains("worked with them"));
}

#[tokio::test]
async fn nobodys_story_is_not_told() {
    let world = world().await;
    let stranger = "00000000-0000-0000-0000-000000000001";
    world.get(&format!("/v1/internships/{stranger}/timeline")).await.is_problem(404, "no-such-internship");
    world.get("/v1/internships/NF-999/timeline").await.is_problem(404, "no-such-internship");
    world.get(&format!("/v1/internships/{}/timeline?page=2", intern(1))).await.is_problem(400, "bad-question");
}

#[tokio::test]
async fn every_event_has_its_schema_at_the_address_it_names() {
    let world = world().await;
    for event in world.get("/v1/events").await.json().as_array().unwrap() {
        let address = event["dataschema"].as_str().unwrap();
        let answer = world.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/schema+json"));
        assert_eq!(answer.json()["$id"], address);
    }
    world.get("/schemas/waymark.coaching.hours-lost.v1.json").await.is_problem(404, "not-found");
}

#[tokio::test]
async fn the_openapi_document_has_every_command_and_points_nowhere_outside_itself() {
    let world = world().await;
    let document = world.get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    for command in coaching::Command::TYPES {
        let path = format!("/v1/{}/{}", command.context, command.name);
        let operation = &document["paths"][&path]["post"];
        assert_eq!(operation["operationId"], command.full_name());
        let schema = &document["components"]["schemas"][&command.full_name()];
        assert_eq!(schema["type"], "object", "{path}");
    }
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn a_schemas_own_definitions_become_the_documents() {
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "only its schema is wanted")]
    struct Outer {
        inner: Option<Inner>,
    }
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "only its schema is wanted")]
    struct Inner {
        again: Vec<Inner>,
    }
    let command = service_kit::CommandType { schema: || schemars::schema_for!(Outer), ..coaching::Command::TYPES[0] };
    let document = waymark_http::openapi([&command].into_iter(), std::iter::empty());
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["coaching.Inner"]["properties"]["again"]["items"]["$ref"],
        "#/components/schemas/coaching.Inner"
    );
    let mut references = Vec::new();
    collect(&document, &mut references);
    references.iter().for_each(|reference| assert!(document.pointer(&reference[1..]).is_some(), "{reference}"));
}

#[tokio::test]
async fn readiness_says_which_part_of_the_server_is_troubled() {
    let mut world = world().await;
    let ready = bare(&world, "/readyz").await;
    assert_eq!((ready.status.as_u16(), &ready.json()["ready"], &ready.json()["head"]), (200, &json!(true), &json!(4)));
    assert_eq!(ready.json()["parts"]["commands"]["contexts"], json!(["coaching"]));
    let part = |name, trouble: Option<&str>| Part { name, trouble: trouble.map(str::to_owned) };
    let parts = vec![part("worker", None), part("log", Some("the log takes no events"))];
    world.app.parts = std::sync::Arc::new(move || parts.clone());
    world.router = waymark_http::router(world.app.clone());
    let troubled = bare(&world, "/readyz").await;
    assert_eq!(troubled.status.as_u16(), 503);
    let parts = &troubled.json()["parts"];
    assert_eq!(parts["log"], json!({ "ready": false, "trouble": "the log takes no events" }));
    assert_eq!((&parts["worker"]["ready"], &parts["readModels"]["ready"]), (&json!(true), &json!(true)));
    assert_eq!(bare(&world, "/livez").await.status, 200);
}

#[tokio::test]
async fn a_server_without_tables_or_without_a_context_says_so() {
    let mut world = world().await;
    world.app.library = None;
    world.router = waymark_http::router(world.app.clone());
    let ready = bare(&world, "/readyz").await;
    assert_eq!((ready.status.as_u16(), ready.json()["parts"].get("readModels")), (200, None));
    world.get("/v1/tables/journeys").await.is_problem(404, "no-tables-here");
    assert_eq!(world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await.status, 201);
    let elsewhere = world.command("/v1/funding/submit-claim", "k2", "{}").await.is_problem(404, "no-such-command");
    assert!(elsewhere["detail"].as_str().unwrap().contains("takes commands of coaching"), "{elsewhere}");
}

#[tokio::test]
async fn what_is_done_is_counted_and_no_reference_stands_in_a_label() {
    let world = world().await;
    let (mut at_work, mut in_class) = (hours(1, 9), hours(2, 9));
    (at_work["place"], in_class["place"]) = (json!("placement"), json!("class"));
    world.command("/v1/coaching/log-hours", "k1", at_work.to_string()).await;
    world.command("/v1/coaching/log-hours", "k1", at_work.to_string()).await;
    world.command("/v1/coaching/log-hours", "k2", in_class.to_string()).await;
    world.get("/v1/internships/NF-777/timeline").await;
    world.get("/nowhere/NF-777").await;
    let metrics = world.get("/metrics").await;
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    for expected in [
        "waymark_commands_total{context=\"coaching\",outcome=\"failed\"} 0",
        "waymark_commands_total{context=\"coaching\",outcome=\"accepted\"} 1",
        "waymark_commands_total{context=\"coaching\",outcome=\"repeated\"} 1",
        "waymark_commands_total{context=\"coaching\",outcome=\"refused\"} 1",
        "waymark_command_duration_seconds_count{context=\"coaching\"} 3",
        "waymark_command_duration_seconds_bucket{context=\"coaching\",le=\"5\"} 3",
        "waymark_http_requests_total{method=\"POST\",route=\"/v1/{context}/{command}\",status=\"201\"} 1",
        "waymark_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "waymark_journal_head 5",
    ] {
        assert!(metrics.body.contains(expected), "{expected} is not in\n{}", metrics.body);
    }
    assert!(!metrics.body.contains("NF-777") && !metrics.body.contains(KEY));
}

fn lines(story: &Value) -> impl Iterator<Item = &Value> {
    story["lines"].as_array().unwrap().iter()
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            references.extend(object.get("$ref").and_then(Value::as_str));
            object.values().for_each(|value| collect(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

async fn bare(world: &World, path: &str) -> Answer {
    world.send(Request::get(path).header("host", "localhost:7878").body(Body::empty()).unwrap()).await
}
