//! `GET /problems` and `GET /problems/{code}`: what each problem means, where its `type` points.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::app::Shared;
use crate::catalogue::{Entry, entries};
use crate::pages;
use crate::problem::{Problem, wants_page};

pub(crate) async fn list(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let all = entries(&shared.app.services);
    if wants_page(&headers) {
        return pages::problems::list(&all);
    }
    let line = |entry: &Entry| format!("{}  /problems/{}", entry.status.as_u16(), entry.code);
    plain(&all.iter().map(line).collect::<Vec<_>>().join("\n"))
}

pub(crate) async fn one(
    State(shared): State<Shared>,
    code: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let code = code.map(|Path(code)| code).unwrap_or_default();
    let found: Vec<Entry> = entries(&shared.app.services).into_iter().filter(|entry| entry.code == code).collect();
    if found.is_empty() {
        let detail = "no problem of this server has that code: all of them stand at /problems";
        return Err(Problem::new(StatusCode::NOT_FOUND, "not-found", "Nothing here", detail));
    }
    if wants_page(&headers) {
        return Ok(pages::problems::one(&code, &found));
    }
    Ok(plain(&found.iter().map(|entry| entry.lines().join("\n")).collect::<Vec<_>>().join("\n\n")))
}

fn plain(text: &str) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{text}\n")).into_response()
}
