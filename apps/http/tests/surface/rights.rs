//! What each right opens, and nothing else; until when a key is good; what a read leaves behind.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use jiff::civil::date;
use tokio::sync::watch;
use waymark_http::{Access, OperatorKey, Right, router};

use crate::common::{Answer, DEAN, World, hours, intern, line, world_with};

const COMMAND: &str = "/v1/coaching/log-hours";

fn key(right: Right) -> OperatorKey {
    OperatorKey {
        name: line(right.as_str()),
        hash: OperatorKey::hash(right.as_str()),
        rights: [right].into(),
        expires: None,
    }
}

async fn one_key_a_right() -> World {
    world_with(Access::keys(Right::ALL.map(key).into()), None).await
}

async fn ask(world: &World, key: &str, method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("host", "localhost");
    let request = request.header("authorization", format!("Bearer {key}")).header("idempotency-key", "k");
    let body = if method == "POST" { hours(1, 9).to_string() } else { String::new() };
    world.send(request.header("content-type", "application/json").body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn each_right_opens_what_it_says_and_nothing_else() {
    let world = one_key_a_right().await;
    let all = |keys: &[Right]| keys.iter().map(|key| key.as_str()).collect::<Vec<_>>();
    for (method, path, may) in [
        ("POST", COMMAND, &[Right::Commands][..]),
        ("GET", COMMAND, &[Right::Commands, Right::Reads]),
        ("POST", "/v1/names", &[Right::Commands, Right::Reads]),
        ("GET", "/openapi.json", &[Right::Commands, Right::Reads]),
        ("GET", "/v1/rules", &[Right::Commands, Right::Reads]),
        ("GET", "/docs", &[Right::Commands, Right::Reads]),
        ("GET", "/", &[Right::Reads]),
        ("GET", "/v1/tables", &[Right::Reads]),
        ("GET", "/v1/tables/journeys", &[Right::Reads]),
        ("GET", "/tables/journeys", &[Right::Reads]),
        ("GET", "/v1/events", &[Right::Reads]),
        ("GET", "/v1/events/1", &[Right::Reads]),
        ("GET", "/metrics", &[Right::Metrics]),
        ("GET", "/v1/log", &[Right::Backup]),
        ("GET", "/nowhere", &[Right::Commands, Right::Reads]),
        // A timeline needs two rights: nobody here has both.
        ("GET", "/v1/internships/NF-001/timeline", &[]),
        ("GET", "/internships/NF-001", &[]),
        ("GET", "/v1/timelines/provider/10000001", &[]),
    ] {
        let mut may_here = Vec::new();
        for right in Right::ALL {
            let answer = ask(&world, right.as_str(), method, path).await;
            if answer.status == 403 {
                let problem = answer.is_problem(403, "no-right");
                assert!(problem["detail"].as_str().unwrap().contains("right"), "{problem}");
            } else {
                may_here.push(right.as_str());
            }
        }
        assert_eq!(may_here, all(may), "{method} {path}");
    }
}

#[tokio::test]
async fn who_may_read_personal_content_reads_timelines() {
    let mut reader = key(Right::Reads);
    reader.rights.insert(Right::Personal);
    let world = world_with(Access::keys(vec![reader]), None).await;
    let answer = ask(&world, "reads", "GET", "/v1/internships/NF-001/timeline").await;
    assert!(answer.status == 200 && answer.body.contains("Aisha Kaur"), "{}", answer.body);
}

#[tokio::test]
async fn a_key_is_good_up_to_its_last_day() {
    for (last, status) in [(date(2026, 3, 10), 401), (date(2026, 3, 11), 200)] {
        let expiring = OperatorKey { expires: Some(last), ..key(Right::Reads) };
        let world = world_with(Access::keys(vec![expiring]), None).await;
        assert_eq!(ask(&world, "reads", "GET", "/v1/tables").await.status, status, "{last}");
    }
}

#[tokio::test]
async fn a_key_that_is_taken_away_ends_its_sessions_too() {
    let (keys, access) = watch::channel(vec![key(Right::Reads)]);
    let world = world_with(Access::Keys(access), None).await;
    let request = Request::post("/sign-in").header("host", "localhost");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let signed_in = world.send(request.body("key=reads".into()).unwrap()).await;
    let cookie = signed_in.header("set-cookie").to_owned();
    let read = async || {
        let request = Request::get("/v1/tables").header("host", "localhost").header("cookie", &cookie);
        world.send(request.body(Body::empty()).unwrap()).await.status
    };
    assert_eq!(read().await, 200);
    keys.send_replace(vec![key(Right::Metrics)]);
    assert_eq!(read().await, 401);
    assert_eq!(ask(&world, "reads", "GET", "/v1/tables").await.status, 401);
    assert_eq!(ask(&world, "metrics", "GET", "/metrics").await.status, 200);
}

#[tokio::test]
async fn every_reading_of_a_timeline_leaves_word_of_who_read_whose() {
    let mut world = world_with(Access::Open, None).await;
    let left = readings(&mut world);
    world.get("/v1/tables/journeys").await;
    let subject = intern(1).subject().to_string();
    for path in [
        "/v1/internships/NF-001/timeline".to_owned(),
        "/internships/NF-001".to_owned(),
        format!("/v1/timelines/{subject}"),
    ] {
        assert_eq!(world.get(&path).await.status, 200, "{path}");
        assert_eq!(left.lock().unwrap().pop(), Some(("open".to_owned(), subject.clone())), "{path}");
    }
    assert!(left.lock().unwrap().is_empty());

    // What cannot be logged is not read.
    world.app.opened = Arc::new(|_, _| Err(std::io::Error::other("the disk is full")));
    world.router = router(world.app.clone());
    let answer = world.get("/v1/internships/NF-001/timeline").await;
    answer.is_problem(500, "failed");
    assert!(!answer.body.contains("Aisha"));
}

#[tokio::test]
async fn coaches_are_named_beside_their_ids_to_who_may_read_names_and_word_is_kept() {
    let mut both = key(Right::Reads);
    both.name = line("both");
    both.hash = OperatorKey::hash("both");
    both.rights.insert(Right::Personal);
    let mut world = world_with(Access::keys(vec![key(Right::Reads), both]), None).await;
    let left = readings(&mut world);
    for path in ["/tables/coaches", "/v1/tables/coaches?labels=yes", "/v1/tables/coaches?labels=yes&format=csv"] {
        let open = ask(&world, "both", "GET", path).await;
        assert!(open.status == 200 && open.body.contains("Dean Prescott"), "{path}: {}", open.body);
        assert_eq!(left.lock().unwrap().pop(), Some(("both".to_owned(), DEAN.subject().to_string())), "{path}");
        let closed = ask(&world, "reads", "GET", path).await;
        assert_eq!(closed.status, 200, "{}", closed.body);
        assert!(closed.body.contains("Northfield College") && !closed.body.contains("Dean"), "{path}: {}", closed.body);
        assert!(left.lock().unwrap().is_empty(), "{path}");
    }
    // Nobody is named who was not asked for.
    assert!(!ask(&world, "both", "GET", "/v1/tables/coaches").await.body.contains("Dean"));
    assert!(left.lock().unwrap().is_empty());
    // What cannot be logged is not read.
    world.app.opened = Arc::new(|_, _| Err(std::io::Error::other("the disk is full")));
    world.router = router(world.app.clone());
    ask(&world, "both", "GET", "/v1/tables/coaches?labels=yes").await.is_problem(500, "failed");
}

/// Logs what is opened from now on: who opened whose.
fn readings(world: &mut World) -> Arc<Mutex<Vec<(String, String)>>> {
    let left: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let leave = left.clone();
    world.app.opened = Arc::new(move |actor, subjects| {
        let of = subjects.iter().map(|subject| (actor.to_string(), subject.to_string()));
        leave.lock().unwrap().extend(of);
        Ok(())
    });
    world.router = router(world.app.clone());
    left
}
