//! `GET /v1/internships/{internship}/timeline` and `GET /v1/timelines/{subject}`: one story, for programs.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use event_keys::OpeningError;
use events::{DecodeError, Subject};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::problem::Problem;
use crate::reading;
use crate::story::{Line, Story, Untold, story};

/// The most lines in one answer.
const MOST: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

pub(crate) async fn timeline(
    State(shared): State<Shared>,
    internship: Result<Path<String>, PathRejection>,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let internship = internship.map_err(|_| reading::no_such_internship("?"))?.0;
    let story = tell(&shared, &internship).await?;
    let address = format!("/v1/internships/{}/timeline", story.subject.id);
    lines(&story, &address, part)
}

pub(crate) async fn of_subject(
    State(shared): State<Shared>,
    subject: Result<Path<String>, PathRejection>,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let text = subject.map_err(|_| reading::no_such_subject("?"))?.0;
    let story = told(&shared, reading::subject(&shared, &text).await?).await?;
    if story.lines.is_empty() {
        return Err(reading::no_such_subject(&text));
    }
    let address = format!("/v1/timelines/{}", story.subject);
    lines(&story, &address, part)
}

fn lines(story: &Story, address: &str, part: Result<Query<Part>, QueryRejection>) -> Result<Json<Value>, Problem> {
    let Part { offset, limit } = part.map_err(|error| reading::bad_question(error.body_text()))?.0;
    let limit = limit.unwrap_or(MOST).clamp(1, MOST);
    let lines: Vec<Value> = story.lines.iter().skip(offset).take(limit).map(line).collect();
    let end = offset.saturating_add(lines.len());
    let next = (end < story.lines.len()).then(|| format!("{address}?offset={end}&limit={limit}"));
    Ok(Json(json!({
        "subject": story.subject,
        "reference": story.reference,
        "name": story.name,
        "entries": story.lines.len(),
        "lines": lines,
        "next": next,
    })))
}

/// The story of an internship, by its id, its name or its provider's reference.
pub(crate) async fn tell(shared: &Shared, internship: &str) -> Result<Story, Problem> {
    let story = told(shared, reading::internship(shared, internship).await?).await?;
    if story.lines.is_empty() { Err(reading::no_such_internship(internship)) } else { Ok(story) }
}

async fn told(shared: &Shared, subject: Subject) -> Result<Story, Problem> {
    story(&*shared.app.feed, &shared.app.keys, subject, &shared.app.access.names()).await.map_err(|error| {
        tracing::error!(subject = %subject, error = %error, "a story cannot be told");
        match error {
            Untold::Opening(OpeningError::Undecodable(DecodeError::Newer { .. })) => Problem::newer_release(),
            Untold::Read(_) | Untold::Opening(_) => Problem::failed(),
        }
    })
}

fn line(line: &Line) -> Value {
    json!({
        "position": line.position,
        "happened": line.happened,
        "recorded": line.recorded,
        "actor": line.actor,
        "onBehalfOf": line.on_behalf_of,
        "reason": line.reason,
        "text": line.text,
        "type": line.event_type.full_name(),
        "event": line.event,
        "inError": line.in_error,
    })
}
