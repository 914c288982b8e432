//! What a problem's `type` points at explains it.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use service_kit::Refusal as _;

use crate::common::{World, hours, world};

async fn page(world: &World, path: &str, accept: &str) -> crate::common::Answer {
    world
        .send(Request::get(path).header("host", "localhost").header("accept", accept).body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn a_refusal_points_to_what_explains_it_with_its_rule_and_without_a_key() {
    let world = world().await;
    let (mut at_work, mut in_class) = (hours(1, 9), hours(2, 9));
    (at_work["place"], in_class["place"]) = (json!("placement"), json!("class"));
    world.command("/v1/coaching/log-hours", "k1", at_work.to_string()).await;
    let refused = world.command("/v1/coaching/log-hours", "k2", in_class.to_string()).await.json();
    let explained = page(&world, refused["type"].as_str().unwrap(), "text/html").await;
    assert_eq!((explained.status.as_u16(), explained.header("content-type")), (200, "text/html; charset=utf-8"));
    for part in ["Two places at once", "H15", "correct one of the two", "409"] {
        assert!(explained.body.contains(part), "{part} is missing in {}", explained.body);
    }
    let plain = page(&world, refused["type"].as_str().unwrap(), "*/*").await;
    assert_eq!(plain.header("content-type"), "text/plain; charset=utf-8");
    assert!(plain.body.starts_with("two-places-at-once (409)") && plain.body.contains("Rule H15"), "{}", plain.body);
}

#[tokio::test]
async fn every_refusal_of_the_services_and_every_problem_of_the_server_is_listed_and_explained() {
    let world = world().await;
    let list = page(&world, "/problems", "*/*").await.body;
    let refusals: Vec<_> = coaching::Refusal::types().iter().map(|refusal| refusal.code).collect();
    assert!(refusals.contains(&"in-the-future") && refusals.contains(&"no-minutes"), "{refusals:?}");
    for code in refusals.into_iter().chain(["no-key", "too-large", "failed"]) {
        assert!(list.contains(&format!("/problems/{code}\n")), "{code} is missing in {list}");
        assert_eq!(page(&world, &format!("/problems/{code}"), "text/html").await.status, 200, "{code}");
    }
    world.get("/problems/nothing-of-the-kind").await.is_problem(404, "not-found");
}
