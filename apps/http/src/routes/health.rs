//! Whether the server is there, and whether it can do its work.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::app::{Part, Shared};
use crate::reading;

/// The process answers.
pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "live": true }))
}

/// Every part of the server does its work. How far the read models are behind is said, and is no
/// trouble by itself.
pub(crate) async fn ready(State(shared): State<Shared>) -> Response {
    let mut parts = Map::new();
    let mut tell = |name: &str, trouble: Option<String>, more: Value| {
        let mut part = json!({ "ready": trouble.is_none(), "trouble": trouble });
        if let (Some(part), Value::Object(more)) = (part.as_object_mut(), more) {
            part.extend(more);
        }
        parts.insert(name.to_owned(), part);
    };
    let head = shared.app.feed.head().0;
    let stopping = shared.commands.is_closed().then(|| "the server is stopping".to_owned());
    let contexts: BTreeSet<_> = shared.app.services.commands().map(|command| command.context).collect();
    if !contexts.is_empty() {
        tell("commands", stopping.clone(), json!({ "contexts": contexts }));
    }
    if shared.app.library.is_some() {
        let read = reading::position(&shared).await.ok().map(|read| read.0);
        let trouble = read.is_none().then(|| "the read models cannot be read".to_owned());
        let lag = read.map(|read| head.saturating_sub(read));
        tell("readModels", trouble, json!({ "position": read, "lag": lag }));
    }
    for Part { name, trouble } in (shared.app.parts)() {
        tell(name, trouble, json!({}));
    }
    let ready = stopping.is_none() && parts.values().all(|part| part["ready"] == true);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "head": head, "parts": parts }))).into_response()
}

pub(crate) async fn metrics(State(shared): State<Shared>) -> Response {
    let read = reading::position(&shared).await.ok().map(|read| read.0);
    let text = shared.meters.render(shared.app.feed.head().0, read, &(shared.app.gauges)());
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
