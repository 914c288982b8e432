//! Commands over HTTP: taken once, refused with the rule, and never half done.

use crate::common::{COLLEGE, DEAN, World, hours, intern, line, post, with_key, world};
use axum::body::Body;
use axum::http::Request;
use events::{DeploymentSecret, Name, Position, Recorded};
use serde_json::json;
use service_kit::Command as _;

const LOG: &str = "/v1/coaching/log-hours";

#[tokio::test]
async fn an_accepted_command_is_answered_with_its_event_and_where_it_stands() {
    let world = world().await;
    let answer = world.command(LOG, "k1", hours(1, 9).to_string()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let position = world.journal.head();
    let id = DeploymentSecret::PUBLISHED.event(intern(1).subject(), "k1");
    let said = json!({
        "event": id, "position": position, "type": "waymark.coaching.hours-logged.v1", "repeated": false,
        "subject": intern(1).subject(),
    });
    assert_eq!(answer.json(), said);
    let event = world.get(answer.header("location")).await;
    assert_eq!((event.status.as_u16(), &event.json()["id"]), (200, &json!(id)));
    assert_eq!(event.json()["actor"], json!(DeploymentSecret::PUBLISHED.actor("office")));
}

#[tokio::test]
async fn who_it_is_for_why_and_what_it_hangs_together_with_stand_in_the_event() {
    let world = world().await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let correlation = "7d9f2a3c-5b1e-4c8d-9a6f-0123456789ab";
    let request = post(LOG)
        .header("idempotency-key", "k1")
        .header("x-on-behalf-of", "Café team")
        .header("x-origin", "Timesheets, row 7")
        .header("x-reason", "typed in later")
        .header("x-correlation-id", correlation)
        .header("traceparent", trace);
    let answer = world.send(request.body(hours(1, 9).to_string().into()).unwrap()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let event = last(&world).await.event;
    let secret = DeploymentSecret::PUBLISHED;
    assert_eq!(event.by.on_behalf_of, Some(secret.actor("Café team")));
    assert_eq!(event.by.origin, Some(line("Timesheets, row 7")));
    assert!(!String::from_utf8(event.to_canonical().unwrap()).unwrap().contains("typed in later"));
    assert_eq!(event.trace.correlation.unwrap().to_string(), correlation);
    assert_eq!(event.trace.traceparent, Some(line(trace)));
}

#[tokio::test]
async fn a_trace_that_is_not_of_its_form_is_left_out() {
    let world = world().await;
    let request = post(LOG).header("idempotency-key", "k1").header("traceparent", "00-nonsense");
    assert_eq!(world.send(request.body(hours(1, 9).to_string().into()).unwrap()).await.status, 201);
    assert_eq!(last(&world).await.event.trace.traceparent, None);
}

#[tokio::test]
async fn a_repeat_is_answered_with_the_first_receipt_and_becomes_no_event() {
    let world = world().await;
    let first = world.command(LOG, "k1", hours(1, 9).to_string()).await;
    let head = world.journal.head();
    let again = world.command(LOG, "k1", hours(1, 9).to_string()).await;
    assert_eq!((again.status.as_u16(), &again.json()["repeated"]), (200, &json!(true)));
    assert_eq!(
        (&again.json()["event"], &again.json()["position"]),
        (&first.json()["event"], &first.json()["position"])
    );
    assert_eq!(world.journal.head(), head);
}

#[tokio::test]
async fn a_key_that_belongs_to_another_command_is_told() {
    let world = world().await;
    let first = world.command(LOG, "k1", hours(1, 9).to_string()).await;
    let problem = world.command(LOG, "k1", hours(1, 11).to_string()).await.is_problem(409, "key-reused");
    assert_eq!((&problem["event"], &problem["position"]), (&first.json()["event"], &first.json()["position"]));
}

#[tokio::test]
async fn a_refusal_names_the_rule() {
    let world = world().await;
    let (mut at_work, mut in_class) = (hours(1, 9), hours(2, 9));
    (at_work["place"], in_class["place"]) = (json!("placement"), json!("class"));
    world.command(LOG, "k1", at_work.to_string()).await;
    let problem = world.command(LOG, "k2", in_class.to_string()).await;
    let problem = problem.is_problem(409, "two-places-at-once");
    assert_eq!(problem["rule"], "H15");
    assert_eq!(problem["title"], service_kit::Rule::H15.text());
    assert_eq!(problem["help"], "/docs#coaching.log-hours");

    let mut class = hours(1, 11);
    class["activity"] = json!("class-support");
    let head = world.journal.head();
    let problem = world.command(LOG, "k3", class.to_string()).await.is_problem(422, "not-claimable");
    assert_eq!(problem["rule"], "H3");
    assert_eq!(world.journal.head(), head);
}

#[tokio::test]
async fn a_command_without_a_usable_key_is_not_taken() {
    let world = world().await;
    let body = || Body::from(hours(1, 9).to_string());
    world.send(post(LOG).body(body()).unwrap()).await.is_problem(400, "no-idempotency-key");
    world.command(LOG, &"k".repeat(201), body()).await.is_problem(400, "bad-header");
    world.command(LOG, " ", body()).await.is_problem(400, "bad-header");
    let request = post(LOG).header("idempotency-key", "k").header("x-correlation-id", "7");
    world.send(request.body(body()).unwrap()).await.is_problem(400, "bad-header");
}

#[tokio::test]
async fn a_body_that_is_not_a_command_is_told_what_it_is_not() {
    let world = world().await;
    let head = world.journal.head();
    for malformed in ["", "{", "internship=1", "{\"internship\":\u{1}}"] {
        world.command(LOG, "k", malformed).await.is_problem(400, "malformed");
    }
    world.command(LOG, "k", Body::from(vec![b'"', 0xFF, b'"'])).await.is_problem(400, "malformed");

    let missing = world.command(LOG, "k", "{}").await.is_problem(422, "unreadable");
    assert!(missing["detail"].as_str().unwrap().contains("internship: missing; the id or name"), "{missing}");
    let mut unknown = hours(1, 9);
    unknown["colour"] = json!("blue");
    let unknown = world.command(LOG, "k", unknown.to_string()).await.is_problem(422, "unreadable");
    assert!(unknown["detail"].as_str().unwrap().contains("colour: there is no such field"), "{unknown}");
    let mut long = hours(1, 9);
    long["activity"] = json!("x".repeat(50_000));
    let long = world.command(LOG, "k", long.to_string()).await.is_problem(422, "unreadable");
    assert!(long["detail"].as_str().unwrap().len() < 1000);
    assert_eq!(world.journal.head(), head);
}

#[tokio::test]
async fn deep_nesting_harms_nobody() {
    let world = world().await;
    for deep in ["[".repeat(60_000), format!("{}{}", "[".repeat(30_000), "]".repeat(30_000)), "{\"a\":".repeat(12_000)]
    {
        let answer = world.command(LOG, "k", deep).await;
        assert!(matches!(answer.status.as_u16(), 400 | 422), "{}", answer.status);
    }
    let nested = format!("{{\"internship\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    world.command(LOG, "k", nested).await.is_problem(400, "malformed");
}

#[tokio::test]
async fn a_command_is_json_of_at_most_64_kib() {
    let world = world().await;
    let form = with_key(Request::post(LOG)).header("idempotency-key", "k");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    world.send(form.body("a=b".into()).unwrap()).await.is_problem(415, "not-json");
    let none = with_key(Request::post(LOG)).header("idempotency-key", "k");
    world.send(none.body("{}".into()).unwrap()).await.is_problem(415, "not-json");
    let charset = with_key(Request::post(LOG)).header("idempotency-key", "k");
    let charset = charset.header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(world.send(charset.body(hours(1, 9).to_string().into()).unwrap()).await.status, 201);

    let command = hours(1, 11).to_string();
    let padded = |length: usize| format!("{command}{}", " ".repeat(length - command.len()));
    world.command(LOG, "k2", padded(64 * 1024 + 1)).await.is_problem(413, "too-large");
    assert_eq!(world.command(LOG, "k2", padded(64 * 1024)).await.status, 201);
}

#[tokio::test]
async fn what_there_is_is_listed_when_something_else_is_asked_for() {
    let world = world().await;
    let problem = world.command("/v1/coaching/fire-coach", "k", "{}").await.is_problem(404, "no-such-command");
    assert!(problem["commands"].as_array().unwrap().contains(&json!("/v1/coaching/log-hours")), "{problem}");
    let problem = world.command("/v1/cooking/log-hours", "k", "{}").await.is_problem(404, "no-such-command");
    assert_eq!(problem["commands"].as_array().unwrap().len(), coaching::Command::TYPES.len());
    world.get("/v2/anything").await.is_problem(404, "not-found");
    world.command("/v1/%ff/%fe", "k", "{}").await.is_problem(404, "not-found");
    let answer = world.send(with_key(Request::delete(LOG)).body(Body::empty()).unwrap()).await;
    answer.is_problem(405, "other-method");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    let answer = world.command("/v1/tables", "k", "{}").await;
    answer.is_problem(405, "other-method");
    assert!(answer.header("allow").contains("GET"));
}

#[tokio::test]
async fn who_takes_a_command_tells_its_form_and_who_does_not_says_so() {
    let world = world().await;
    let answer = world.get(LOG).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let form = answer.json();
    assert_eq!((&form["becomes"], &form["about"]), (&json!("hours-logged"), &json!("internship")));
    assert!(form["rules"].as_array().unwrap().iter().any(|rule| rule["rule"] == "H15"), "{form}");
    assert!(form["schema"]["properties"]["minutes"].is_object(), "{form}");
    world.get("/v1/funding/submit-claim").await.is_problem(404, "no-such-command");
    let unknown = world.send(Request::get(LOG).header("host", "localhost").body(Body::empty()).unwrap()).await;
    unknown.is_problem(401, "no-key");
}

#[tokio::test]
async fn personal_content_comes_in_sealed_and_stays_so_in_the_log() {
    let world = world().await;
    let register =
        json!({ "coach": "00000000-0000-0000-0000-0000000000cc", "provider": COLLEGE, "name": "Mina Okafor" });
    let answer = world.command("/v1/coaching/register-coach", "k", register.to_string()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let all = world.get("/v1/events?limit=1000").await;
    assert!(!all.body.contains("Okafor") && all.body.contains("sealed\":\"coach/"));
    assert!(!answer.body.contains("Okafor"));
}

#[tokio::test]
async fn what_people_say_in_their_own_words_is_sealed_in_the_log_and_told_on_the_timeline() {
    let world = world().await;
    let assign = json!({
        "internship": intern(1), "coach": DEAN, "date": "2026-03-10", "reason": "requested",
        "note": "his grandmother asked for Dean",
    });
    let request = post("/v1/coaching/assign-coach")
        .header("idempotency-key", "k1")
        .header("x-on-behalf-of", "Sal Whitworth")
        .header("x-reason", "said on the telephone");
    let answer = world.send(request.body(assign.to_string().into()).unwrap()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let take_back = json!({
        "subject": intern(1).subject(), "event": answer.json()["event"], "reason": "did-not-happen",
        "note": "Dean could not come",
    });
    let answer = world.command("/v1/coaching/enter-in-error", "k2", take_back.to_string()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);

    let all = world.get("/v1/events?limit=1000").await.body;
    let story = world.get(&format!("/v1/internships/{}/timeline", intern(1))).await.body;
    for words in ["his grandmother asked for Dean", "Sal Whitworth", "said on the telephone", "Dean could not come"] {
        assert!(!all.contains(words), "{words} stands in the log: {all}");
        assert!(story.contains(words), "{words} is not told: {story}");
    }
    for purpose in ["attribution", "note"] {
        assert!(all.contains(&format!(":{purpose}:")), "{purpose}: {all}");
    }
}

#[tokio::test]
async fn a_reason_is_sealed_for_whomever_the_event_is_about() {
    let world = world().await;
    let supervise = json!({ "coach": DEAN, "date": "2026-03-10", "by": "line-manager" });
    let request = post("/v1/coaching/hold-supervision").header("idempotency-key", "k1").header("x-reason", "new here");
    let answer = world.send(request.body(supervise.to_string().into()).unwrap()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let supervised = world.get("/v1/events?type=supervision-held").await.body;
    assert!(!supervised.contains("new here"), "{supervised}");
    assert!(supervised.contains(&format!("sealed\":\"coach/{DEAN}:attribution:")), "{supervised}");
}

async fn last(world: &World) -> Recorded {
    let before = Position(world.journal.head().0 - 1);
    let batch = world.journal.since(before, 1).await.unwrap();
    let (position, leaf, _) = batch.iter().last().unwrap();
    Recorded::decode(position, leaf).unwrap()
}

#[tokio::test]
async fn things_are_named_as_people_name_them() {
    let world = world().await;
    let by_name = |kind: &str, text: &str| DeploymentSecret::PUBLISHED.id_of(&Name::read(kind, text).unwrap());
    let coach = json!({ "coach": "19000001/dean  prescott", "provider": COLLEGE, "name": "Dean" });
    let taken = world.command("/v1/coaching/register-coach", "c1", coach.to_string()).await.json();
    let id = by_name("coach", "19000001/Dean Prescott");
    assert_eq!(taken["subject"], format!("coach/{id}"));

    let events = world.get("/v1/events?subject=coach/19000001/Dean%20Prescott").await.json();
    assert_eq!(events[0]["id"], taken["event"]);
    let story = world.get("/v1/timelines/coach/19000001/dean%20prescott").await.json();
    assert_eq!((&story["subject"], &story["entries"]), (&taken["subject"], &json!(1)));
    world.get("/v1/timelines/coach/19000001/nobody").await.is_problem(404, "no-such-subject");
    world.get("/v1/timelines/coach/nobody").await.is_problem(400, "bad-question");
    world.get("/v1/events?subject=volunteer/1").await.is_problem(400, "bad-question");

    let wrong = json!({ "coach": "dean", "provider": COLLEGE, "name": "Dean" });
    let answer = world.command("/v1/coaching/register-coach", "c2", wrong.to_string()).await;
    assert!(answer.json()["detail"].as_str().unwrap().contains("10000001/NF-002"), "{}", answer.json());
}

#[tokio::test]
async fn a_server_derives_the_ids_for_who_has_no_secret() {
    let world = world().await;
    let ask = async |question: serde_json::Value| world.command("/v1/names", "", question.to_string()).await;
    let subject = intern(1).subject();
    let answer = ask(json!({
        "names": [{ "kind": "coach", "name": "19000001/dean  prescott" }],
        "events": [{ "subject": subject, "key": "k1" }],
    }));
    let id = DeploymentSecret::PUBLISHED.id_of(&Name::read("coach", "19000001/Dean Prescott").unwrap());
    let event = DeploymentSecret::PUBLISHED.event(subject, "k1");
    assert_eq!(answer.await.json(), json!({ "names": [id], "events": [event] }));
    ask(json!({ "names": [{ "kind": "coach", "name": "dean" }] })).await.is_problem(400, "bad-question");
    let many = vec![json!({ "subject": subject, "key": "k".repeat(190) }); 1001];
    ask(json!({ "events": many })).await.is_problem(400, "bad-question");
}
