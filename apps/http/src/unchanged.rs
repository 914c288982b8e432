//! Answers that need not be sent again: those that say up to which position they were read.
//!
//! The answer is made either way, so nothing is answered 304 that would be refused, and the tag is that of
//! exactly these rows. A 304 saves sending them.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use events::Position;

use crate::app::Shared;

/// The position up to which an answer was read.
const POSITION: HeaderName = HeaderName::from_static("x-waymark-position");

/// The client may keep the answer for itself, and asks each time whether it still holds.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Says in an answer up to which position it was read.
pub(crate) fn read_up_to(position: Position, answer: impl IntoResponse) -> Response {
    ([(POSITION, position.0.to_string())], answer).into_response()
}

/// Adds a tag to an answer that says its position, unless it says for itself whether it may be kept; answers
/// 304 where the client has it already.
pub(crate) async fn unchanged(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let known = request.headers().get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let known: Vec<String> = known.flat_map(|tags| tags.split(',')).map(|tag| weak(tag.trim()).to_owned()).collect();
    let mut response = next.run(request).await;
    let Some(tag) = tag(&shared, &response) else { return response };
    if known.iter().any(|known| known == weak(&tag)) {
        let position = response.headers().get(POSITION).cloned();
        response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().extend(position.map(|position| (POSITION, position)));
    }
    let headers = response.headers_mut();
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    headers.insert(CACHE_CONTROL, KEPT);
    headers.append(VARY, HeaderValue::from_static("accept, authorization, cookie"));
    response
}

fn tag(shared: &Shared, response: &Response) -> Option<String> {
    let headers = response.headers();
    if response.status() != StatusCode::OK || headers.contains_key(CACHE_CONTROL) {
        return None;
    }
    let position = headers.get(POSITION)?.to_str().ok()?;
    let form = headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.rsplit('/').next()?;
    // Some columns count up to today. Tables that were rebuilt, or another release, come with another start.
    Some(format!("W/\"{position}-{form}-{}-{:x}\"", (shared.app.today)(), shared.start?))
}

/// A tag without the mark of a weak one, which makes no difference here.
fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
