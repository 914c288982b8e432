//! What happens around every request: it is answered in a task of its own, logged, counted, and what
//! goes wrong is said in the form that the client can read.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::app::Shared;
use crate::pages;
use crate::problem::{Problem, wants_page};

/// Numbers the requests of a process, so that an answer can be found in the log.
static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// Logs the route, never the path or the query: they may hold a reference. Logs no header and no body.
pub(crate) async fn observe(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let (page, path) = (wants_page(request.headers()), request.uri().path().to_owned());

    let span = tracing::info_span!("request", id, method, route);
    // In a task of its own: nobody's leaving cuts short what was begun, and a panic ends here.
    let answering = tokio::spawn(next.run(request).instrument(span.clone()));
    let mut response = match tokio::time::timeout(shared.limits.answer, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            span.in_scope(|| tracing::error!("answering a request panicked"));
            Problem::failed().into_response()
        }
        Err(_) => Problem::out_of_time().into_response(),
    };
    if page && let Some(problem) = response.extensions().get::<Problem>() {
        response = problem_page(&shared, problem, &response, &path);
    }
    guard_headers(&mut response, id);

    let (status, took) = (response.status().as_u16(), started.elapsed());
    shared.meters.request(method, &route, status, took);
    let latency_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(method, route, status, latency_ms, "answered a request"));
    response
}

/// The method, if it is one of those anybody has a use for: it becomes a label.
fn known_method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| method == known).unwrap_or("OTHER")
}

fn problem_page(shared: &Shared, problem: &Problem, answer: &Response, path: &str) -> Response {
    let mut page = if problem.status == StatusCode::UNAUTHORIZED {
        pages::sign_in::page(path, None)
    } else {
        pages::error::page(shared, problem)
    };
    if let Some(allow) = answer.headers().get(ALLOW) {
        page.headers_mut().insert(ALLOW, allow.clone());
    }
    page
}

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

fn guard_headers(response: &mut Response, id: u64) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.append(VARY, HeaderValue::from_static("accept"));
    headers.insert(HeaderName::from_static("x-request-id"), HeaderValue::from(id));
}
