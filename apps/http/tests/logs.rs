//! What the server writes about its requests: enough to find one, nothing about anybody. A test
//! program of its own: what is logged is decided for the whole process.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[expect(dead_code, reason = "the world has more than this test needs")]
#[path = "surface/common.rs"]
mod common;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use common::{KEY, hours, intern, post, world};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_request_is_logged_with_its_route_and_nothing_about_anybody() {
    let world = world().await;
    let written = Written::default();
    let subscriber =
        tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE).with_writer(written.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    world.page("/internships/NF-001").await;
    world.get("/v1/tables/journeys?reference=NF-002").await;
    let request = post("/v1/coaching/log-hours").header("idempotency-key", "secret-key").header("x-reason", "a reason");
    world.send(request.body(hours(1, 9).to_string().into()).unwrap()).await;
    world.command("/v1/coaching/log-hours", "other", "{\"internship\": \"NF-003\"}").await;
    drop(guard);

    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let answered: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["fields"]["message"] == "answered a request")
        .collect();
    let routes: Vec<_> = answered.iter().map(|line| (&line["fields"]["route"], &line["fields"]["status"])).collect();
    let expected = [
        ("/internships/{internship}", 200),
        ("/v1/tables/{name}", 200),
        ("/v1/{context}/{command}", 201),
        ("/v1/{context}/{command}", 422),
    ];
    assert_eq!(routes.len(), 4, "{log}");
    for ((route, status), expected) in routes.iter().zip(expected) {
        assert_eq!((route.as_str().unwrap(), status.as_u64().unwrap()), expected, "{log}");
    }
    assert!(answered.iter().all(|line| line["fields"]["latency_ms"].is_u64()), "{log}");
    let id = intern(1).to_string();
    for told in ["NF-00", KEY, "secret-key", "a reason", "Aisha", "Prescott", &id] {
        assert!(!log.contains(told), "{told} stands in the log:\n{log}");
    }
}
