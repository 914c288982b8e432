//! Answers that need not be sent again: tables and events as they stand at a position.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH, VARY};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::Shared;
use crate::reading;

/// The answer may be kept, by who asked only, and is asked for again each time.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Gives what is read from tables and events a tag, and answers 304 to who has it already. The position is
/// taken before the answer is made: an answer that has come further has an older tag, and is sent again.
pub(crate) async fn unchanged(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let position = match (request.method(), route) {
        (&Method::GET | &Method::HEAD, "/v1/events" | "/v1/events/{position}") => Some(shared.app.feed.head().0),
        (&Method::GET | &Method::HEAD, "/v1/tables" | "/v1/tables/{name}") => {
            reading::position(&shared).await.ok().map(|read| read.0)
        }
        _ => None,
    };
    let Some(position) = position else { return next.run(request).await };
    // Some columns count up to today; another release may show other columns.
    let tag = format!("W/\"{position}-{}-{}\"", (shared.app.today)(), env!("CARGO_PKG_VERSION"));
    let known = request.headers().get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let mut known = known.flat_map(|tags| tags.split(',')).map(str::trim).map(weak);
    let is_known = known.any(|known| known == weak(&tag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { next.run(request).await };
    // An answer that says for itself whether it may be kept gets no tag.
    let kept = is_known || response.status() == StatusCode::OK && !response.headers().contains_key(CACHE_CONTROL);
    if let (true, Ok(tag)) = (kept, HeaderValue::try_from(tag)) {
        let headers = response.headers_mut();
        headers.insert(ETAG, tag);
        headers.insert(CACHE_CONTROL, KEPT);
        headers.append(VARY, HeaderValue::from_static("accept, authorization, cookie"));
    }
    response
}

/// A tag without the mark of a weak one, which makes no difference here.
fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
