//! Whether the server is there, and whether it can do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::Shared;
use crate::reading;

/// The process answers.
pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "live": true }))
}

/// The server takes commands and answers questions. How far the read models are behind is said, and
/// is no trouble by itself.
pub(crate) async fn ready(State(shared): State<Shared>) -> Response {
    let mut troubles = (shared.app.troubles)();
    if shared.commands.is_closed() {
        troubles.push("the server is stopping".to_owned());
    }
    let head = shared.app.journal.head().0;
    let read = match reading::position(&shared).await {
        Ok(read) => Some(read.0),
        Err(_) => {
            troubles.push("the read models cannot be read".to_owned());
            None
        }
    };
    let status = if troubles.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let answer = json!({
        "ready": troubles.is_empty(),
        "troubles": troubles,
        "head": head,
        "readModels": read.map(|read| json!({ "position": read, "lag": head.saturating_sub(read) })),
    });
    (status, Json(answer)).into_response()
}

pub(crate) async fn metrics(State(shared): State<Shared>) -> Response {
    let read = reading::position(&shared).await.ok().map(|read| read.0);
    let text = shared.meters.render(shared.app.journal.head().0, read);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
