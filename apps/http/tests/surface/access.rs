//! Who may ask: keys, sessions, hosts.

use crate::common::{Answer, KEY, World, hours, post, world, world_with};
use axum::body::Body;
use axum::http::Request;
use events::DeploymentSecret;
use waymark_http::Access;

#[tokio::test]
async fn without_a_key_there_is_nothing_but_probes_and_the_way_in() {
    let world = world().await;
    for path in ["/livez", "/readyz", "/sign-in", "/style.css"] {
        assert_eq!(bare(&world, path).await.status, 200, "{path}");
    }
    for path in [
        "/",
        "/metrics",
        "/openapi.json",
        "/docs",
        "/v1/tables",
        "/v1/events",
        "/v1/events/1",
        "/nowhere",
        "/livez/",
        "/tables/journeys",
        "/internships/NF-001",
        "/v1/internships/NF-001/timeline",
        "/schemas/waymark.coaching.hours-logged.v1.json",
    ] {
        let answer = bare(&world, path).await;
        answer.is_problem(401, "no-key");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"waymark\"", "{path}");
    }
    let head = world.journal.head();
    let command = Request::post("/v1/coaching/log-hours").header("host", "localhost").header("idempotency-key", "k");
    let command = command.header("content-type", "application/json").body(hours(1, 9).to_string().into());
    world.send(command.unwrap()).await.is_problem(401, "no-key");
    assert_eq!(world.journal.head(), head);
}

#[tokio::test]
async fn only_the_right_key_opens() {
    let world = world().await;
    assert_eq!(with(&world, "authorization", &format!("Bearer {KEY}")).await.status, 200);
    assert_eq!(with(&world, "authorization", &format!("bearer {KEY}")).await.status, 200);
    for wrong in [&format!("Bearer {KEY}x"), "Bearer ", "Bearer", KEY, &format!("Basic {KEY}"), "Bearer é"] {
        with(&world, "authorization", wrong).await.is_problem(401, "no-key");
    }
}

#[tokio::test]
async fn a_browser_is_shown_where_to_sign_in() {
    let world = world().await;
    let request = Request::get("/tables/journeys").header("host", "localhost").header("accept", "text/html,*/*;q=0.8");
    let page = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (401, "text/html; charset=utf-8"));
    assert!(
        page.body.contains("action=\"/sign-in\"") && page.body.contains("value=\"/tables/journeys\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_browser_signs_in_with_the_key_and_out_again() {
    let world = world().await;
    let wrong = sign_in(&world, "key=wrong&next=%2Fdocs").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("not known here") && !wrong.headers.contains_key("set-cookie"));

    let signed_in = sign_in(&world, &format!("key={KEY}&next=%2Fdocs")).await;
    assert_eq!((signed_in.status.as_u16(), signed_in.header("location")), (303, "/docs"));
    let cookie = signed_in.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains(KEY) && !cookie.contains("Secure"), "{cookie}");
    let session = cookie.split(';').next().unwrap();

    assert_eq!(with(&world, "cookie", &format!("other=1; {session}")).await.status, 200);
    with(&world, "cookie", &format!("{session}x")).await.is_problem(401, "no-key");
    let both = Request::get("/v1/tables").header("host", "localhost").header("cookie", session);
    let both = both.header("authorization", "Bearer wrong").body(Body::empty()).unwrap();
    world.send(both).await.is_problem(401, "no-key");

    let out = Request::post("/sign-out").header("host", "localhost").header("cookie", session);
    assert_eq!(world.send(out.body(Body::empty()).unwrap()).await.status, 303);
    with(&world, "cookie", session).await.is_problem(401, "no-key");
}

#[tokio::test]
async fn a_session_records_under_the_name_of_its_key() {
    let world = world().await;
    let cookie = sign_in(&world, &format!("key={KEY}")).await.header("set-cookie").to_owned();
    let mut request = post("/v1/coaching/log-hours").header("idempotency-key", "k").header("cookie", cookie);
    request.headers_mut().unwrap().remove("authorization");
    assert_eq!(world.send(request.body(hours(1, 9).to_string().into()).unwrap()).await.status, 201);
    let events = world.get("/v1/events?type=hours-logged").await;
    assert_eq!(events.json()[0]["actor"], DeploymentSecret::PUBLISHED.actor("office").to_string());
}

#[tokio::test]
async fn behind_a_proxy_with_tls_the_cookie_stays_there() {
    let world = world().await;
    let request = Request::post("/sign-in").header("host", "localhost").header("x-forwarded-proto", "https");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = world.send(request.body(format!("key={KEY}").into()).unwrap()).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn another_sites_page_cannot_send_anything() {
    let world = world_with(Access::Open, None).await;
    for site in ["cross-site", "same-site"] {
        let request = post("/v1/coaching/log-hours").header("idempotency-key", "k").header("sec-fetch-site", site);
        world.send(request.body(hours(1, 9).to_string().into()).unwrap()).await.is_problem(403, "cross-site");
    }
    let own = post("/v1/coaching/log-hours").header("idempotency-key", "k").header("sec-fetch-site", "same-origin");
    assert_eq!(world.send(own.body(hours(1, 9).to_string().into()).unwrap()).await.status, 201);
}

#[tokio::test]
async fn a_name_that_is_not_this_servers_is_refused_to_everybody() {
    for access in [Access::Open, Access::keys(Vec::new())] {
        let world = world_with(access, None).await;
        let ask = async |host: &str| {
            let request = Request::get("/livez").header("host", host).body(Body::empty()).unwrap();
            world.send(request).await
        };
        for known in ["localhost:7878", "127.0.0.1", "[::1]:7878", "192.0.2.7:80", "waymark.college.example"] {
            assert_eq!(ask(known).await.status, 200, "{known}");
        }
        ask("evil.example").await.is_problem(421, "unknown-host");
        ask("127.0.0.1.evil.example:7878").await.is_problem(421, "unknown-host");
        let none = world.send(Request::get("/livez").body(Body::empty()).unwrap()).await;
        none.is_problem(400, "no-host");
    }
}

#[tokio::test]
async fn where_everybody_may_ask_nobody_has_to_sign_in() {
    let world = world_with(Access::Open, None).await;
    assert_eq!(bare(&world, "/v1/tables").await.status, 200);
    assert_eq!(bare(&world, "/sign-in?next=/docs").await.header("location"), "/docs");
    let request = post("/v1/coaching/log-hours").header("idempotency-key", "k");
    assert_eq!(world.send(request.body(hours(1, 9).to_string().into()).unwrap()).await.status, 201);
    assert_eq!(
        bare(&world, "/v1/events?type=hours-logged").await.json()[0]["actor"],
        DeploymentSecret::PUBLISHED.actor("open").to_string()
    );
}

#[tokio::test]
async fn every_answer_tells_a_browser_to_be_careful() {
    let world = world().await;
    for path in ["/livez", "/docs", "/v1/tables", "/v1/tables/jobs", "/nowhere", "/style.css"] {
        let answer = world.get(path).await;
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let kept = match path {
            "/style.css" => "max-age=3600",
            "/v1/tables/jobs" => "private, no-cache",
            _ => "no-store",
        };
        assert_eq!(answer.header("cache-control"), kept, "{path}");
    }
}

async fn bare(world: &World, path: &str) -> Answer {
    world.send(Request::get(path).header("host", "localhost:7878").body(Body::empty()).unwrap()).await
}

async fn with(world: &World, header: &str, value: &str) -> Answer {
    let request = Request::get("/v1/tables").header("host", "localhost").header(header, value);
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn sign_in(world: &World, form: &str) -> Answer {
    let request = Request::post("/sign-in").header("host", "localhost");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    world.send(request.body(form.to_owned().into()).unwrap()).await
}
