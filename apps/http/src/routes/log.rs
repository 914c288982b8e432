//! `GET /v1/log`: the log as it is, for a backup. What is sealed stays sealed.

use std::str;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use events::Position;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::problem::Problem;
use crate::reading::{self, Pairs, Parameters};

/// About how many events are in one answer.
const MANY: usize = 1000;

pub(crate) async fn copy(State(shared): State<Shared>, asked: Pairs) -> Result<Json<Value>, Problem> {
    let asked = Parameters::read(asked, &["after"])?;
    let after = Position(reading::number("after", asked.get("after"))?);
    let (head, root) = (shared.app.tree)();
    let failed = |error: &dyn std::error::Error| {
        tracing::error!(after = after.0, %error, "the log cannot be read");
        Problem::failed()
    };
    let batch = shared.app.feed.since(after, MANY).await.map_err(|error| failed(&error))?;
    let events: Result<Vec<Value>, str::Utf8Error> = batch
        .iter()
        .map(|(_, leaf, sealed)| {
            Ok(json!({ "leaf": str::from_utf8(leaf)?, "sealed": sealed.map(|sealed| BASE64_STANDARD.encode(sealed)) }))
        })
        .collect();
    let events = events.map_err(|error| failed(&error))?;
    Ok(Json(json!({ "head": head.0, "root": root, "events": events })))
}
