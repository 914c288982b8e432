//! Lets through only requests whose sender may ask.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use events::Line;

use super::hosts::known_host;
use super::sessions::token;
use super::{ANYBODY, Access};
use crate::app::Shared;
use crate::connections::CameOver;
use crate::problem::Problem;

/// Who asks: the name of the key.
#[derive(Clone, Debug)]
pub(crate) struct Actor(pub(crate) Line);

/// What needs no key: probes, signing in, the style sheet, what problems mean. Everything else does.
const NO_KEY: [&str; 5] = ["/livez", "/readyz", "/sign-in", "/style.css", "/problems"];

fn needs_no_key(path: &str) -> bool {
    NO_KEY.contains(&path) || path.starts_with("/problems/")
}

/// Lets a request through whose sender may ask, with who that is.
pub(crate) async fn guard(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    if let Err(problem) = known_host(&request, &shared.app.hosts).and_then(|()| same_site(&request)) {
        return problem.into_response();
    }
    match who(&shared, request.headers()) {
        Some(actor) => {
            if let Some(over) = request.extensions().get::<CameOver>() {
                over.key_was_shown();
            }
            request.extensions_mut().insert(actor);
        }
        None if needs_no_key(request.uri().path()) => {}
        None => return Problem::no_key().into_response(),
    }
    next.run(request).await
}

fn who(shared: &Shared, headers: &HeaderMap) -> Option<Actor> {
    match &shared.app.access {
        Access::Open => Line::new(ANYBODY).ok().map(Actor),
        access @ Access::Keys(_) => match headers.get(header::AUTHORIZATION) {
            Some(value) => {
                let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
                let bearer = scheme.eq_ignore_ascii_case("bearer");
                access.actor(key.trim()).filter(|_| bearer).cloned().map(Actor)
            }
            None => token(headers).and_then(|token| shared.sessions.actor(&token)).map(Actor),
        },
    }
}

/// Refuses what another site's page makes a browser send.
fn same_site(request: &Request) -> Result<(), Problem> {
    let elsewhere =
        request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site");
    if elsewhere && !matches!(*request.method(), Method::GET | Method::HEAD) {
        let detail =
            "a page of another site sent this request: send it from this server's own pages, or from a program";
        return Err(Problem::new(StatusCode::FORBIDDEN, "cross-site", "The request came from another site", detail));
    }
    Ok(())
}
