//! What can be asked over HTTP.

mod commands;
mod events;
mod health;
mod log;
mod names;
mod pages;
mod problems;
mod rules;
mod schemas;
mod signing;
mod tables;
mod timeline;

pub use timeline::as_json as timeline_as_json;

use ::events::did_you_mean;
use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

use crate::access::guard;
use crate::app::Shared;
use crate::observe::observe;
use crate::pages::style;
use crate::problem::Problem;
use crate::unchanged::unchanged;

/// Every route, behind the guard.
pub(crate) fn routes(shared: &Shared) -> Router {
    Router::new()
        .route("/", get(pages::start))
        .route("/tables/{name}", get(pages::table))
        .route("/internships/{internship}", get(pages::timeline))
        .route("/docs", get(pages::docs))
        .route("/problems", get(problems::list))
        .route("/problems/{code}", get(problems::one))
        .route("/style.css", get(style))
        .route("/sign-in", get(signing::page).post(signing::sign_in))
        .route("/sign-out", post(signing::sign_out))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(schemas::openapi))
        .route("/schemas/{file}", get(schemas::event))
        .route("/v1/tables", get(tables::list))
        .route("/v1/tables/{name}", get(tables::rows))
        .route("/v1/internships/{internship}/timeline", get(timeline::timeline))
        .route("/v1/names", post(names::resolve))
        .route("/v1/timelines/{*subject}", get(timeline::of_subject))
        .route("/v1/log", get(log::copy))
        .route("/v1/rules", get(rules::rules))
        .route("/v1/events", get(events::list))
        .route("/v1/events/{position}", get(events::one))
        .route("/v1/{context}/{command}", get(commands::describe).post(commands::take))
        .fallback(nothing_here)
        .method_not_allowed_fallback(other_method)
        .layer(from_fn_with_state(shared.clone(), unchanged))
        .layer(from_fn_with_state(shared.clone(), guard))
        .layer(from_fn_with_state(shared.clone(), observe))
        // Nothing secret stands in an answer beside what a stranger chose: its length tells nothing.
        .layer(CompressionLayer::new())
        .with_state(shared.clone())
}

async fn nothing_here(State(shared): State<Shared>, uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(100).collect();
    let routes = crate::openapi::routes(&shared.app.services);
    let meant = did_you_mean(&path, routes.iter().map(String::as_str));
    Problem::not_found(format!(
        "there is nothing at {path}.{meant} What there is stands at /openapi.json and, for people, at /"
    ))
}

async fn other_method(method: Method, uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(100).collect();
    let detail = format!("{path} does not take {method}: the Allow header says what it takes");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "other-method", "This is asked in another way", detail)
}
