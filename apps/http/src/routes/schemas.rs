//! The forms of things, for programs.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use read_models::Library;
use serde_json::Value;

use crate::app::Shared;
use crate::problem::Problem;

pub(crate) async fn openapi(State(shared): State<Shared>) -> Json<Value> {
    Json(crate::openapi(shared.app.services.commands(), Library::tables()))
}

/// The schema of an event's data, at the address that stands in the event's `dataschema`.
pub(crate) async fn event(file: Result<Path<String>, PathRejection>) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("there is no such schema: an event's schema is at /schemas/<full type>.json");
    let file = file.map_err(|_| unknown())?.0;
    let name = file.strip_suffix(".json").ok_or_else(unknown)?;
    let kind = events::types().find(|kind| kind.full_name() == name).ok_or_else(unknown)?;
    let mut schema = (kind.schema)().to_value();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$id".to_owned(), format!("/schemas/{file}").into());
    }
    Ok(([(CONTENT_TYPE, "application/schema+json")], Json(schema)).into_response())
}
