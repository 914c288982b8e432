//! What need not be sent again, and what is sent smaller.

use axum::body::Body;
use axum::body::to_bytes;
use axum::http::Request;
use tower::ServiceExt as _;

use crate::common::{Answer, KEY, World, hours, world};

async fn ask(world: &World, path: &str, header: (&str, &str)) -> Answer {
    let request = Request::get(path).header("host", "localhost").header("authorization", format!("Bearer {KEY}"));
    world.send(request.header(header.0, header.1).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn tables_and_events_are_sent_again_only_when_something_was_recorded_since() {
    let mut world = world().await;
    for path in [
        "/v1/tables/journeys",
        "/v1/tables/journeys?format=csv",
        "/v1/tables/journeys?count=yes",
        "/v1/events",
        "/v1/events/4",
    ] {
        let first = world.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(first.status == 200 && tag.starts_with("W/\"4-"), "{path}: {tag}");
        assert_eq!(first.header("cache-control"), "private, no-cache", "{path}");
        assert!(first.headers.get_all("vary").iter().any(|vary| vary == "accept, authorization, cookie"), "{path}");
        for asked in [tag.clone(), format!("\"other\", {tag}"), tag.replace("W/", "")] {
            let again = ask(&world, path, ("if-none-match", &asked)).await;
            assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{path}");
            assert_eq!(again.header("etag"), tag, "{path}");
        }
        assert_eq!(ask(&world, path, ("if-none-match", "\"other\"")).await.status, 200, "{path}");
    }
    let tag = |answer: &Answer| answer.header("etag").to_owned();
    // A file has another tag than the same rows as JSON, and what is wrong stays wrong.
    let json = tag(&world.get("/v1/tables/journeys").await);
    assert_eq!(ask(&world, "/v1/tables/journeys?format=csv", ("if-none-match", &json)).await.status, 200);
    assert_eq!(ask(&world, "/v1/tables/journeys?stauts=x", ("if-none-match", &json)).await.status, 400);
    assert_eq!(ask(&world, "/v1/tables/salaries", ("if-none-match", &json)).await.status, 404);
    // Tables may have been rebuilt while the server was away.
    world.router = waymark_http::router(world.app.clone());
    assert_eq!(ask(&world, "/v1/tables/journeys", ("if-none-match", &json)).await.status, 200);
    let (events, table) = (tag(&world.get("/v1/events").await), tag(&world.get("/v1/tables/journeys").await));
    world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await;
    assert_eq!(ask(&world, "/v1/events", ("if-none-match", &events)).await.status, 200);
    // A table is as old as what it has read.
    assert_eq!(ask(&world, "/v1/tables/journeys", ("if-none-match", &table)).await.status, 304);
    world.catch_up().await;
    assert_eq!(ask(&world, "/v1/tables/journeys", ("if-none-match", &table)).await.status, 200);
    // What is wrong or needs another key has no tag, and neither has what may be personal.
    for path in [
        "/v1/tables/salaries",
        "/v1/events?after=x",
        "/v1/internships/NF-001/timeline",
        "/v1/tables/coaches?labels=yes",
        "/v1/tables/coaches?labels=yes&format=csv",
    ] {
        let answer = world.get(path).await;
        assert!(!answer.headers.contains_key("etag") && answer.header("cache-control") == "no-store", "{path}");
    }
    let request = Request::get("/v1/events").header("host", "localhost").header("if-none-match", &events);
    assert_eq!(world.send(request.body(Body::empty()).unwrap()).await.status, 401);
}

#[tokio::test]
async fn who_accepts_gzip_or_zstd_is_sent_less() {
    let world = world().await;
    let plain = world.get("/openapi.json").await.body.len();
    for (coding, magic) in [("gzip", &[0x1f, 0x8b][..]), ("zstd", &[0x28, 0xb5, 0x2f, 0xfd])] {
        let request = Request::get("/openapi.json").header("host", "localhost");
        let request = request.header("authorization", format!("Bearer {KEY}")).header("accept-encoding", coding);
        let answer = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!((answer.status().as_u16(), &answer.headers()["content-encoding"]), (200, &coding.parse().unwrap()));
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(body.starts_with(magic) && body.len() * 4 < plain, "{coding}: {} of {plain}", body.len());
    }
    // A file that is sent in parts is whole as well, however its parts come.
    let whole = world.get("/v1/tables/journeys?format=csv").await.body;
    for _ in 0..200 {
        let request = Request::get("/v1/tables/journeys?format=csv").header("host", "localhost");
        let request = request.header("authorization", format!("Bearer {KEY}")).header("accept-encoding", "gzip");
        let answer = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        // The length of what was compressed stands at the end (RFC 1952).
        let length = u32::from_le_bytes(*body.last_chunk().unwrap());
        assert_eq!(length as usize, whole.len());
    }
    // Who says nothing gets it as it is.
    assert!(!world.get("/v1/tables").await.headers.contains_key("content-encoding"));
}
