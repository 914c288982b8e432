//! `POST /v1/{context}/{command}`: one command, one event. `GET` tells its form.

use std::collections::BTreeSet;

use axum::Extension;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use events::{Line, Trace, did_you_mean};
use serde_json::{Value, json};
use service_kit::CommandType;
use service_runtime::{Ask, Asker, Deadline, Failure, Receipt, Rejected};
use tokio::time::Instant;
use uuid::Uuid;

use crate::access::Actor;
use crate::app::Shared;
use crate::body;
use crate::meters::Outcome;
use crate::problem::Problem;

/// The longest body of a command, in bytes.
const MOST: usize = 64 * 1024;

/// Takes a command. The request is answered in a task of its own: once a command is under way,
/// nobody's leaving cuts it short.
pub(crate) async fn take(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let (context, name) = path.map_err(|_| Problem::not_found("the path is not readable text"))?.0;
    let command = find(&shared, &context, &name)?;
    let (parts, body) = request.into_parts();
    let body = body::whole(body, MOST, shared.limits.body).await?;
    let ask = ask(&shared, actor, &parts.headers)?;
    let json = readable(&body)?;

    let started = Instant::now();
    let place = ask.until.within(shared.commands.clone().acquire_owned()).await;
    let outcome = match &place {
        Some(Ok(_)) => shared.app.services.execute(command.context, command.name, json, &ask).await,
        Some(Err(_)) => return Err(Problem::stopping()),
        None => Err(Rejected::Failed(Failure::OutOfTime("one of the commands under way to end"))),
    };
    shared.meters.command(command.context, became(&outcome), started.elapsed());
    let problem = |rejected| {
        let help = format!("/docs#{}.{}", command.context, command.name);
        Problem::from(rejected).with("help", help)
    };
    outcome.map(|receipt| accepted(command, &receipt)).map_err(problem)
}

/// Tells a command's form, where it is taken: so one can ask who takes what, and send nothing.
pub(crate) async fn describe(
    State(shared): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<Value>, Problem> {
    let (context, name) = path.map_err(|_| Problem::not_found("the path is not readable text"))?.0;
    let command = find(&shared, &context, &name)?;
    let rules = command.rules.iter().map(|rule| json!({ "rule": rule, "text": rule.text() }));
    Ok(Json(json!({
        "context": command.context,
        "command": command.name,
        "becomes": command.event,
        "about": command.about(),
        "summary": command.summary,
        "rules": rules.collect::<Vec<_>>(),
        "schema": (command.schema)().to_value(),
    })))
}

fn became(outcome: &Result<Receipt, Rejected>) -> Outcome {
    match outcome {
        Ok(Receipt { repeated: false, .. }) => Outcome::Accepted,
        Ok(Receipt { repeated: true, .. }) => Outcome::Repeated,
        Err(Rejected::Refused(_) | Rejected::KeyReused { .. }) => Outcome::Refused,
        Err(Rejected::Unreadable(_)) => Outcome::Unreadable,
        Err(Rejected::Failed(_)) => Outcome::Failed,
    }
}

fn find(shared: &Shared, context: &str, name: &str) -> Result<&'static CommandType, Problem> {
    let commands = || shared.app.services.commands();
    if let Some(command) = commands().find(|command| command.context == context && command.name == name) {
        return Ok(command);
    }
    let known = |full: &dyn Fn(&CommandType) -> bool| -> Vec<String> {
        commands()
            .filter(|command| full(command))
            .map(|command| format!("/v1/{}/{}", command.context, command.name))
            .collect()
    };
    let of_context = known(&|command| command.context == context);
    let listed = if of_context.is_empty() { known(&|_| true) } else { of_context };
    let contexts: BTreeSet<_> = commands().map(|command| command.context).collect();
    let contexts = contexts.into_iter().collect::<Vec<_>>().join(", ");
    let detail = if contexts.is_empty() {
        "this server takes no commands: send them to one that does".to_owned()
    } else {
        format!(
            "there is no such command here.{} This server takes commands of {contexts}; they stand in \"commands\", \
             their fields at /docs",
            did_you_mean(
                &format!("/v1/{context}/{name}"),
                crate::openapi::routes(&shared.app.services).iter().map(String::as_str)
            )
        )
    };
    Err(Problem::new(StatusCode::NOT_FOUND, "no-such-command", "There is no such command", detail)
        .with("commands", listed))
}

/// How the command is asked, by its headers.
fn ask(shared: &Shared, actor: Line, headers: &HeaderMap) -> Result<Ask, Problem> {
    let form = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let form = form.split(';').next().unwrap_or_default().trim();
    if !form.eq_ignore_ascii_case("application/json") {
        let detail = "a command is JSON: send its fields with the header Content-Type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", "The command is not JSON", detail));
    }
    let Some(key) = line(headers, "Idempotency-Key")? else {
        let detail = "a command needs the header Idempotency-Key, up to 200 characters of your choice: sending the \
                      command again with the same key is safe";
        return Err(Problem::bad_request("no-idempotency-key", "The Idempotency-Key is missing", detail));
    };
    let by = Asker {
        name: actor,
        on_behalf_of: line(headers, "X-On-Behalf-Of")?,
        origin: line(headers, "X-Origin")?,
        reason: line(headers, "X-Reason")?,
    };
    let correlation = match line(headers, "X-Correlation-Id")? {
        Some(id) => {
            Some(Uuid::try_parse(id.as_str()).map_err(|_| Problem::header("X-Correlation-Id", "it should be a UUID"))?)
        }
        None => None,
    };
    // A trace that is not of its form is left out, as its specification asks (W3C Trace Context).
    let traceparent = line(headers, "traceparent").ok().flatten().filter(|trace| is_trace(trace.as_str()));
    let trace = Trace { correlation, causation: None, traceparent };
    Ok(Ask { key, by, trace, today: (shared.app.today)(), until: Deadline::from_now() })
}

fn line(headers: &HeaderMap, name: &'static str) -> Result<Option<Line>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Problem::header(name, "it is given twice: send it once"));
    }
    let text = std::str::from_utf8(value.as_bytes()).map_err(|_| Problem::header(name, "it is not UTF-8 text"))?;
    Line::new(text).map(Some).map_err(|error| Problem::header(name, &error.to_string()))
}

/// `00-` trace id `-` parent id `-` flags, in lower-case hexadecimal.
fn is_trace(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let hex = |part: &&str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    parts.iter().map(|part| part.len()).eq([2, 32, 16, 2]) && parts.iter().all(hex)
}

/// The body as text that is JSON of some form.
fn readable(body: &[u8]) -> Result<&str, Problem> {
    let malformed = |what: String| Problem::bad_request("malformed", "The body is not JSON", what);
    let text = std::str::from_utf8(body).map_err(|error| malformed(format!("the body is not UTF-8 text: {error}")))?;
    body::unambiguous(text).map_err(|error| malformed(format!("the body cannot be read as JSON: {error}")))?;
    Ok(text)
}

fn accepted(command: &CommandType, receipt: &Receipt) -> Response {
    let full_name =
        events::find_type(&format!("{}.{}", command.context, command.event)).map(events::EventType::full_name);
    let answer = json!({
        "event": receipt.event,
        "position": receipt.position,
        "subject": receipt.subject,
        "type": full_name.ok(),
        "repeated": receipt.repeated,
    });

    let status = if receipt.repeated { StatusCode::OK } else { StatusCode::CREATED };
    (status, [(LOCATION, format!("/v1/events/{}", receipt.position))], Json(answer)).into_response()
}
