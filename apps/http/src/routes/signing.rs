//! Signing in and out, for browsers.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Form, FromRequest as _, Query, Request, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::access::{COOKIE, token};
use crate::app::Shared;
use crate::body;
use crate::pages::sign_in;
use crate::problem::Problem;
use crate::{Access, OperatorKey};

/// The longest form, in bytes.
const LONGEST: usize = 4 * 1024;

#[derive(Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    key: String,
    next: Option<String>,
}

/// A path on this server, or its start page: never another site.
fn own(path: Option<String>) -> String {
    let plain = |path: &String| path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    path.filter(|path| path.starts_with('/') && !path.starts_with("//") && plain(path))
        .unwrap_or_else(|| "/".to_owned())
}

pub(crate) async fn page(State(shared): State<Shared>, next: Result<Query<Next>, QueryRejection>) -> Response {
    let next = own(next.ok().and_then(|next| next.0.next));
    if matches!(shared.app.access, Access::Open) {
        return see_other(&next);
    }
    let mut page = sign_in::page(&next, None);
    *page.status_mut() = StatusCode::OK;
    page
}

pub(crate) async fn sign_in(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let (headers, body) = (parts.headers.clone(), body::whole(body, LONGEST, shared.limits.body).await?);
    let unreadable = "the form does not have the fields of its page: go back and send it again";
    let form = Form::from_request(Request::from_parts(parts, body.into()), &()).await;
    let SignIn { key, next } =
        form.map_err(|_| Problem::bad_request("bad-form", "The form cannot be read", unreadable))?.0;
    let next = own(next);
    let hash = OperatorKey::hash(key.trim());
    if shared.app.access.known(&hash, (shared.app.today)()).is_none() {
        let wrong = "This key is not known here, or has expired. Copy it whole, without spaces.";
        return Ok(sign_in::page(&next, Some(wrong)));
    }
    let token = shared.sessions.begin(hash, &shared.app.entropy).map_err(|error| {
        tracing::error!(error = %error, "cannot read random bytes");
        Problem::failed()
    })?;
    Ok(with_cookie(see_other(&next), &token, crate::access::LIFE.as_secs(), &headers))
}

pub(crate) async fn sign_out(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if let Some(token) = token(&headers) {
        shared.sessions.end(&token);
    }
    with_cookie(see_other("/sign-in"), "", 0, &headers)
}

fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_owned())]).into_response()
}

fn with_cookie(mut response: Response, token: &str, seconds: u64, headers: &HeaderMap) -> Response {
    // Behind a proxy that speaks TLS the cookie is not to travel without.
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    response.headers_mut().extend(cookie.parse().ok().map(|cookie| (SET_COOKIE, cookie)));
    response
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn nobody_is_sent_to_another_site_after_signing_in() {
        assert_eq!(own(Some("/tables/jobs?limit=5".into())), "/tables/jobs?limit=5");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "", "evil", "/a\nb"] {
            assert_eq!(own(Some(elsewhere.into())), "/", "{elsewhere}");
        }
        assert_eq!(own(None), "/");
    }
}
