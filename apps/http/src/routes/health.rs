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

/// Every part of the server does its work. The tables are no part of it until they have caught up once
/// with the log as it was when everything else worked; from then on, how far they are behind is said, and
/// is no trouble by itself.
pub(crate) async fn ready(State(shared): State<Shared>) -> Response {
    let mut parts = Map::new();
    let head = shared.app.feed.head().0;
    let stopping = shared.commands.is_closed().then(|| "the server is stopping".to_owned());
    let contexts: BTreeSet<_> = shared.app.services.commands().map(|command| command.context).collect();
    if !contexts.is_empty() {
        parts.insert("commands".to_owned(), part(stopping.as_deref(), json!({ "contexts": contexts })));
    }
    for Part { name, trouble } in (shared.app.parts)() {
        parts.insert(name.to_owned(), part(trouble.as_deref(), json!({})));
    }
    if shared.app.library.is_some() {
        let read = reading::touch_all(&shared).await.ok().map(|read| read.0);
        let others_are_ready = parts.values().all(|part| part["ready"] == true);
        let trouble = match read {
            None => Some(
                "a table cannot be read: the program's log says which and why; `waymark rebuild` makes it new"
                    .to_owned(),
            ),
            Some(_) if !others_are_ready => None,
            Some(read) => behind(read, *shared.catch_up_to.get_or_init(|| head)),
        };
        let lag = read.map(|read| head.saturating_sub(read));
        parts.insert("readModels".to_owned(), part(trouble.as_deref(), json!({ "position": read, "lag": lag })));
    }
    let ready = stopping.is_none() && parts.values().all(|part| part["ready"] == true);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "head": head, "parts": parts }))).into_response()
}

/// How a part is, with what more there is to say of it.
fn part(trouble: Option<&str>, more: Value) -> Value {
    let Value::Object(mut part) = more else { return Value::Null };
    part.insert("ready".to_owned(), trouble.is_none().into());
    part.insert("trouble".to_owned(), trouble.into());
    Value::Object(part)
}

fn behind(read: u64, catch_up_to: u64) -> Option<String> {
    let behind = read < catch_up_to;
    behind
        .then(|| format!("the tables are being brought up with the log: they are at position {read} of {catch_up_to}"))
}

pub(crate) async fn metrics(State(shared): State<Shared>) -> Response {
    let read = reading::position(&shared).await.ok().map(|read| read.0);
    let mut text = shared.meters.render(shared.app.feed.head().0, read, &(shared.app.gauges)());
    text.push_str(&(shared.app.exposition)());
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
