//! What is wrong with what was sent, in words a person can act on, and the same everywhere.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::common::{COLLEGE, World, hours, intern, with_key, world};

const LOG: &str = "/v1/coaching/log-hours";

async fn said(world: &World, field: &str, value: Value) -> String {
    let mut command = hours(1, 9);
    command[field] = value;
    let problem = world.command(LOG, "k", command.to_string()).await.is_problem(422, "unreadable");
    problem["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_field_says_what_it_can_be_and_not_what_the_parser_thinks() {
    let world = world().await;
    assert_eq!(said(&world, "minutes", json!(-5)).await, "minutes: a whole number, 0 or more, but found -5");
    assert!(said(&world, "claimable", json!("yes")).await.starts_with("claimable: true or false, but found"));
    assert!(said(&world, "mode", json!("online")).await.contains("one of: in-person, remote, but found \"online\""));
    for day in ["20240101", "1899-12-31", "9999-12-31", "2026-03-10T00:00:00"] {
        let wanted = "date: a day as YYYY-MM-DD, in the years 1900 to 2100, but found";
        assert_eq!(said(&world, "date", json!(day)).await, format!("{wanted} \"{day}\""));
    }
    assert!(said(&world, "start", json!("09:00:00.000000001")).await.starts_with("start: a time of day as HH:MM"));
    let both = json!({ "internship": intern(1), "minutes": "an hour" });
    let problem = world.command(LOG, "k", both.to_string()).await.is_problem(422, "unreadable");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("coach: missing; ") && detail.contains("minutes: a whole number"), "{detail}");
}

#[tokio::test]
async fn a_field_at_its_default_and_one_that_is_not_said_are_the_same_command() {
    let world = world().await;
    let status = async |path: &str, key: &str, body: String| world.command(path, key, body).await.status.as_u16();
    let register = "/v1/coaching/register-coach";
    let coach = json!({ "coach": "10000001/Mina", "provider": COLLEGE, "name": "Mina Okafor" });
    let mut dated = coach.clone();
    dated["date"] = json!("2026-03-11");
    assert_eq!(status(register, "k3", coach.to_string()).await, 201);
    assert_eq!(status(register, "k3", dated.to_string()).await, 200);
    assert_eq!(status(register, "k3", dated.to_string().replace("03-11", "03-10")).await, 409);
    let again = dated.to_string().replace("Mina", "Tess");
    assert_eq!(status(register, "k4", again.clone()).await, 201);
    assert_eq!(status(register, "k4", coach.to_string().replace("Mina", "Tess")).await, 200);
}

#[tokio::test]
async fn limits_are_refused_in_the_same_way_everywhere() {
    let world = world().await;
    for (path, most) in
        [("/v1/tables/journeys", 10_000), ("/v1/events", 1000), ("/v1/internships/NF-001/timeline", 1000)]
    {
        for wrong in ["0", "-1", "x", "", &(most + 1).to_string()] {
            let problem = world.get(&format!("{path}?limit={wrong}")).await.is_problem(400, "bad-question");
            assert_eq!(problem["detail"], format!("limit is a whole number from 1 to {most}"), "{path} {wrong}");
        }
        assert_eq!(world.get(&format!("{path}?limit={most}")).await.status, 200, "{path}");
    }
    for (path, what) in [("/v1/events?after=x", "after"), ("/v1/internships/NF-001/timeline?offset=-1", "offset")] {
        let problem = world.get(path).await.is_problem(400, "bad-question");
        assert_eq!(problem["detail"], format!("{what} is a whole number, 0 or more"));
    }
    let names = |day: &str| json!({ "names": [{ "kind": "coach", "name": "10000001/a", "day": day }] }).to_string();
    assert_eq!(world.command("/v1/names", "", names("2026-03-10")).await.status, 200);
    world.command("/v1/names", "", names("20260310")).await.is_problem(400, "bad-question");
    world.command("/v1/names", "", "x".repeat((1 << 20) + 1)).await.is_problem(413, "too-large");
}

#[tokio::test]
async fn a_request_names_its_host_once() {
    let world = world().await;
    let request = Request::get("/livez").header("host", "localhost").header("host", "evil.example");
    world.send(request.body(Body::empty()).unwrap()).await.is_problem(400, "two-hosts");
}

#[tokio::test]
async fn the_openapi_document_says_what_headers_and_keys_are_and_shows_every_request() {
    let world = world().await;
    let document = world.get("/openapi.json").await.json();
    let correlation = &document["components"]["parameters"]["CorrelationId"];
    assert_eq!(
        (&correlation["name"], &correlation["schema"]),
        (&json!("X-Correlation-Id"), &json!({ "type": "string", "format": "uuid" }))
    );
    for open in ["/livez", "/readyz", "/problems", "/problems/{code}"] {
        assert_eq!(document["paths"][open]["get"]["security"], json!([]), "{open}");
    }
    for closed in ["/v1/tables", "/v1/events", "/metrics"] {
        assert!(document["paths"][closed]["get"].get("security").is_none(), "{closed}");
        assert!(document["paths"][closed]["get"].is_object(), "{closed}");
    }
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(post) = operations.get("post") else { continue };
        let example = &post["requestBody"]["content"]["application/json"]["example"];
        assert!(example.as_object().is_some_and(|fields| !fields.is_empty()), "{path}");
        let request = with_key(Request::post(path)).header("content-type", "application/json");
        let request = request.header("idempotency-key", path.replace('/', "-"));
        let answer = world.send(request.body(example.to_string().into()).unwrap()).await;
        assert!(
            ![400, 413, 415].contains(&answer.status.as_u16()) && !answer.body.contains("\"unreadable\""),
            "{path}: {}",
            answer.body
        );
    }
    let within = document["paths"]["/v1/events/{position}"]["get"]["parameters"][0].clone();
    assert!(!within["example"].is_null(), "{within}");
}

#[tokio::test]
async fn a_parameter_that_a_route_does_not_know_is_told_in_words() {
    let world = world().await;
    for (path, what) in [
        ("/v1/events?afer=1", "there is no parameter \"afer\" here. Did you mean \"after\"?"),
        ("/v1/events?after=1&after=2", "after is given twice"),
        ("/v1/internships/NF-001/timeline?until=2026-01-01", "there is no parameter \"until\" here"),
        ("/v1/internships/NF-001/timeline?since=2025-13-01", "since is a day as YYYY-MM-DD"),
        ("/v1/log?before=1", "Known: after"),
        ("/v1/rules?on=2025-13-01", "on is a day as YYYY-MM-DD"),
        ("/?refernce=NF", "Did you mean \"reference\"?"),
    ] {
        let problem = world.get(path).await.is_problem(400, "bad-question");
        assert!(problem["detail"].as_str().unwrap().contains(what), "{path}: {problem}");
    }
}

#[tokio::test]
async fn the_figures_of_the_rules_are_those_of_the_day_that_is_asked_about() {
    let world = world().await;
    let wage = |rules: &serde_json::Value| {
        let figures = rules["figures"].as_array().unwrap().clone();
        figures.into_iter().find(|figure| figure["name"] == "wage-adult").map(|figure| figure["value"].clone())
    };
    let before = world.get("/v1/rules?on=2024-03-31").await.json();
    let after = world.get("/v1/rules?on=2024-04-01").await.json();
    assert_eq!((wage(&before), wage(&after)), (Some(1042.into()), Some(1144.into())));
    assert_eq!(wage(&world.get("/v1/rules?on=2019-01-01").await.json()), None);
    assert_eq!(world.get("/v1/rules").await.json()["on"], "2026-03-11");
}

#[tokio::test]
async fn events_of_nobody_are_no_empty_list() {
    let world = world().await;
    let nobody = "internship/00000000-0000-0000-0000-0000000000ff";
    for more in ["", "&after=1", "&type=hours-logged"] {
        world.get(&format!("/v1/events?subject={nobody}{more}")).await.is_problem(404, "no-such-subject");
    }
    let known = format!("internship/{}", intern(1));
    assert_eq!(world.get(&format!("/v1/events?subject={known}&type=hours-logged")).await.json(), json!([]));
}

#[tokio::test]
async fn what_is_given_twice_is_refused() {
    let world = world().await;
    let twice = hours(1, 9).to_string().replacen('{', "{\"minutes\": 5, ", 1);
    let problem = world.command(LOG, "k", twice).await.is_problem(400, "malformed");
    assert!(problem["detail"].as_str().unwrap().contains("the field \"minutes\" is given twice"), "{problem}");
    let names = with_key(Request::post("/v1/names")).body(Body::from(r#"{"names": [], "names": []}"#)).unwrap();
    world.send(names).await.is_problem(400, "bad-question");

    let command = |name: &str, value: &str| {
        let request = crate::common::post(LOG).header("idempotency-key", "k").header(name, value);
        request.body(Body::from(hours(1, 9).to_string())).unwrap()
    };
    for (name, value) in [("idempotency-key", "k"), ("authorization", "Bearer other")] {
        let problem = world.send(command(name, value)).await.is_problem(400, "bad-header");
        assert!(problem["detail"].as_str().unwrap().contains("given twice"), "{problem}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_table_is_refused() {
    let world = world().await;
    let page = world.get("/v1/tables/journeys?limit=1").await.json();
    let after = page["next"].as_str().unwrap().split("after=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert_eq!(world.get(&format!("/v1/tables/journeys?after={after}")).await.status, 200);
    for other in ["/v1/tables/coach_hours?", "/v1/tables/journeys?sort=stage&"] {
        world.get(&format!("{other}after={after}")).await.is_problem(400, "bad-question");
    }
}
