//! What goes wrong, as RFC 9457 problem documents for programs and as pages for people.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use event_journal::ReadError;
use event_keys::{KeystoreError, OpeningError};
use events::DecodeError;
use serde::Serialize;
use serde_json::{Map, Value};
use service_kit::Rule;
use service_runtime::{Failure, Refused, Rejected};

/// One thing that went wrong. Never holds what the log should not hold either: no payload, no key.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    /// Tells problems apart: `/problems/outside-award`.
    r#type: String,
    pub(crate) title: &'static str,
    #[serde(serialize_with = "status_code")]
    pub(crate) status: StatusCode,
    /// What is the case and what to do.
    pub(crate) detail: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<Rule>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn status_code<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// The longest detail, in characters: what was sent may be quoted in it.
const LIMIT: usize = 600;

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        let mut detail: String = detail.into();
        if let Some((cut, _)) = detail.char_indices().nth(LIMIT) {
            detail.truncate(cut);
            detail.push('…');
        }
        Self { r#type: format!("/problems/{code}"), title, status, detail, code, rule: None, more: Map::new() }
    }

    /// With one more member.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// The request itself is wrong.
    pub(crate) fn bad_request(code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, title, detail)
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Nothing here", detail)
    }

    /// A key whose holder may not ask for this.
    pub(crate) fn no_right(needed: &str) -> Self {
        let detail = format!(
            "the key that was sent does not have the right to this, which is \"{needed}\": use another key, or ask an \
             operator for one (`waymark access add`)"
        );
        Self::new(StatusCode::FORBIDDEN, "no-right", "The key does not have this right", detail)
    }

    /// No key, or one that is not known or has expired.
    pub(crate) fn no_key() -> Self {
        let detail = "this needs an operator key that is known here and has not expired: send it as \"Authorization: Bearer <key>\", or sign in at /sign-in";
        Self::new(StatusCode::UNAUTHORIZED, "no-key", "An operator key is needed", detail)
    }

    /// The machine failed; what exactly stands in the log.
    pub(crate) fn failed() -> Self {
        let detail = "something went wrong on this side; what it was stands in the server's log, \
                      under the id in this answer's X-Request-Id header";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "The server failed", detail)
    }

    fn unavailable(code: &'static str, title: &'static str, detail: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, title, detail)
    }

    /// The answer took longer than an answer may.
    pub(crate) fn out_of_time() -> Self {
        let detail = "the answer took too long and was given up: ask for less at a time, or again later; repeat a \
                      command with the same Idempotency-Key";
        Self::unavailable("out-of-time", "The answer took too long", detail)
    }

    /// The server is on its way out.
    /// A header cannot be used.
    pub(crate) fn header(name: &str, why: &str) -> Self {
        Self::bad_request("bad-header", "Invalid header", format!("the header {name} cannot be used: {why}"))
    }

    pub(crate) fn stopping() -> Self {
        let detail = "the server is stopping and takes no more commands: repeat the command with the same \
                      Idempotency-Key when it is back";
        Self::unavailable("stopping", "The server is stopping", detail)
    }

    /// This release cannot read what a newer one recorded.
    pub(crate) fn newer_release() -> Self {
        let detail = "a newer release of waymark has recorded what this server does not know, and nothing is decided \
                      or told here without it: an operator must upgrade this server; then repeat the request, a \
                      command with the same Idempotency-Key";
        Self::unavailable("newer-release", "A newer release has recorded events", detail)
    }

    /// The machine failed in this way. The chain goes to the log, here and nowhere else.
    pub(crate) fn of_failure(failure: &Failure) -> Self {
        tracing::error!(error = %failure, "a command could not be decided or recorded");
        match failure {
            // A cluster whose servers do not answer, too: it passes.
            Failure::OutOfTime(_)
            | Failure::Append(_)
            | Failure::Read(ReadError::Stream(_) | ReadError::Away(_))
            | Failure::Keys(KeystoreError::Shelf(_))
            | Failure::Opening(OpeningError::Keys(KeystoreError::Shelf(_))) => Self::unavailable(
                "not-recorded",
                "The command was not recorded",
                "the server cannot write at the moment: repeat the command with the same Idempotency-Key \
                 once /readyz answers 200",
            ),
            Failure::OutcomeUnknown(_) => Self::unavailable(
                "outcome-unknown",
                "It is not known whether the command was recorded",
                "repeat the command with the same Idempotency-Key: it cannot be taken twice",
            ),
            Failure::Undecodable(DecodeError::Newer { .. })
            | Failure::Opening(OpeningError::Undecodable(DecodeError::Newer { .. })) => Self::newer_release(),
            Failure::Contention => Self::unavailable(
                "contention",
                "Too much happened to the subject at once",
                "repeat the command with the same Idempotency-Key",
            ),
            Failure::Read(_)
            | Failure::Undecodable(DecodeError::Damaged { .. })
            | Failure::Opening(_)
            | Failure::KeyMissing { .. }
            | Failure::Keys(_)
            | Failure::Form(_)
            | Failure::NoOwner { .. }
            | Failure::TooLarge => Self::failed(),
        }
    }

    fn refused(refused: Refused) -> Self {
        let status = if refused.conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let title = refused.rule.map_or("The command is at odds with what is known", Rule::text);
        Self { rule: refused.rule, ..Self::new(status, refused.code, title, refused.reason) }
    }
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Refused(refused) => Self::refused(refused),
            Rejected::Unreadable(what) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "unreadable",
                "The command's fields are not of its form",
                what,
            ),
            Rejected::KeyReused { event, position } => Self::new(
                StatusCode::CONFLICT,
                "key-reused",
                "The Idempotency-Key belongs to another command",
                format!(
                    "an earlier command under this key said something else and became the event at position \
                     {position}: choose a new key for a new command, or send the same command again"
                ),
            )
            .with("event", event.to_string())
            .with("position", position.0),
            Rejected::Failed(failure) => Self::of_failure(&failure),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"waymark\""));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Whether the client is a browser: it asks for a page before it asks for JSON.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    let ranges = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges = ranges.flat_map(|value| value.split(','));
    let first = ranges
        .filter_map(|range| range.split(';').next().map(str::trim))
        .find(|range| matches!(*range, "text/html" | "application/xhtml+xml") || range.ends_with("json"));
    matches!(first, Some("text/html" | "application/xhtml+xml"))
}
