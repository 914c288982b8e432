//! Lets through only requests whose sender may ask.

use std::collections::BTreeSet;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use events::Line;

use super::hosts::known_host;
use super::rights::{Needs, needs};
use super::sessions::token;
use super::{ANYBODY, Access, OperatorKey, Right};
use crate::app::Shared;
use crate::connections::CameOver;
use crate::problem::Problem;

/// The name of the key that a request came with.
#[derive(Clone, Debug)]
pub(crate) struct Actor(pub(crate) Line);

/// What the holder of that key may do.
#[derive(Clone, Debug)]
pub(crate) struct Rights(pub(crate) BTreeSet<Right>);

/// Lets a request through whose sender may ask for it, with who that is. Nothing else decides that.
pub(crate) async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match let_through(&shared, request) {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn let_through(shared: &Shared, mut request: Request) -> Result<Request, Problem> {
    known_host(&request, &shared.app.hosts)?;
    if request.headers().get_all(header::AUTHORIZATION).iter().nth(1).is_some() {
        return Err(Problem::header("Authorization", "it is given twice: send one key"));
    }
    same_site(&request)?;
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let needs = needs(request.method(), route);
    match who(shared, request.headers()) {
        Some((actor, rights)) => {
            if let Some(over) = request.extensions().get::<CameOver>() {
                over.key_was_shown();
            }
            if !needs.met_by(&rights) {
                return Err(Problem::no_right(&needs.words()));
            }
            request.extensions_mut().insert(actor);
            request.extensions_mut().insert(Rights(rights));
        }
        None if needs == Needs::Nothing => {}
        None => return Err(Problem::no_key()),
    }
    Ok(request)
}

fn who(shared: &Shared, headers: &HeaderMap) -> Option<(Actor, BTreeSet<Right>)> {
    let access = &shared.app.access;
    if matches!(access, Access::Open) {
        return Some((Actor(Line::new(ANYBODY).ok()?), Right::ALL.into()));
    }
    let hash = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| OperatorKey::hash(key.trim()))
        }
        None => token(headers).and_then(|token| shared.sessions.key(&token)),
    };
    let key = access.known(&hash?, (shared.app.today)())?;
    Some((Actor(key.name), key.rights))
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
