//! `GET /v1/internships/{internship}/timeline` and `GET /v1/timelines/{subject}`: one timeline, for programs.

use std::io;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::{Extension, Json};
use events::{Line, Subject};
use serde_json::{Value, json};
use timeline::{Entry, Filter, Month, Overview, Timeline};

use crate::access::Actor;
use crate::app::Shared;
use crate::problem::Problem;
use crate::reading::{self, Pairs, Parameters};

/// The most lines in one answer.
const MOST: usize = 1000;

/// The parameters of a timeline.
const PARAMETERS: [&str; 5] = ["since", "kind", "all", "offset", "limit"];

pub(crate) async fn timeline(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    internship: Result<Path<String>, PathRejection>,
    part: Pairs,
) -> Result<Json<Value>, Problem> {
    let internship = internship.map_or_else(|_| "?".to_owned(), |internship| internship.0);
    let timeline = tell(&shared, &actor, &internship).await?;
    let address = format!("/v1/internships/{}/timeline", timeline.subject.id);
    lines(&timeline, &address, part)
}

pub(crate) async fn of_subject(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    subject: Result<Path<String>, PathRejection>,
    part: Pairs,
) -> Result<Json<Value>, Problem> {
    let text = subject.map_err(|_| reading::no_such_subject("?"))?.0;
    let timeline = told(&shared, &actor, reading::subject(&shared, &text).await?).await?;
    if timeline.entries.is_empty() {
        return Err(reading::no_such_subject(&text));
    }
    let address = format!("/v1/timelines/{}", timeline.subject);
    lines(&timeline, &address, part)
}

fn lines(timeline: &Timeline, address: &str, part: Pairs) -> Result<Json<Value>, Problem> {
    let part = Parameters::read(part, &PARAMETERS)?;
    let offset: usize = reading::number("offset", part.get("offset"))?;
    let limit = reading::limit(part.get("limit"), MOST, MOST)?;
    let asked = filter(part.get("since"), part.get("kind"), part.get("all"))?;
    let Overview { lines, months } = timeline.overview(asked);
    let end = offset.saturating_add(limit);
    let mut told = as_json(timeline, lines.iter().skip(offset).take(limit).copied(), &months);
    let next = (end < lines.len()).then(|| {
        let since = asked.since.map(|since| format!("&since={since}")).unwrap_or_default();
        let kind = asked.kind.map(|kind| format!("&kind={}", kind.full_name())).unwrap_or_default();
        let all = if asked.all { "&all=true" } else { "" };
        format!("{address}?offset={end}&limit={limit}{since}{kind}{all}")
    });
    told["next"] = next.into();
    Ok(Json(told))
}

/// What is asked of a timeline, in the words of a query.
fn filter(since: Option<&str>, kind: Option<&str>, all: Option<&str>) -> Result<Filter, Problem> {
    let day = |text| {
        let wrong = || reading::bad_question("since is a day as YYYY-MM-DD, in the years 1900 to 2100");
        events::day(text).ok_or_else(wrong)
    };
    let since = since.map(day).transpose()?;
    let kind = kind.map(events::find_type).transpose();
    let kind = kind.map_err(|error| reading::bad_question(error.to_string()))?;
    let all = match all {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(reading::bad_question("all is true or false: whether every entry is a line")),
    };
    Ok(Filter { since, kind, all })
}

/// A timeline with these lines of it, and these months of sessions.
pub fn as_json<'a>(timeline: &Timeline, lines: impl Iterator<Item = &'a Entry>, months: &[Month]) -> Value {
    json!({
        "subject": timeline.subject,
        "reference": timeline.reference,
        "name": timeline.name,
        "entries": timeline.entries.len(),
        "lines": lines.map(line).collect::<Vec<_>>(),
        "months": months.iter().map(month).collect::<Vec<_>>(),
        "next": null,
    })
}

/// The timeline of an internship, by its id, its name or its provider's reference.
pub(crate) async fn tell(shared: &Shared, actor: &Line, internship: &str) -> Result<Timeline, Problem> {
    let timeline = told(shared, actor, reading::internship(shared, internship).await?).await?;
    if timeline.entries.is_empty() {
        return Err(reading::no_such_internship(shared, internship).await);
    }
    Ok(timeline)
}

/// The timeline of a subject. That somebody reads it is logged first.
async fn told(shared: &Shared, actor: &Line, subject: Subject) -> Result<Timeline, Problem> {
    let (opened, reader) = (shared.app.opened.clone(), actor.clone());
    let logged = tokio::task::spawn_blocking(move || opened(&reader, &[subject])).await;
    logged.map_err(io::Error::other).flatten().map_err(|error| {
        tracing::error!(error = %error, "cannot write the access log; timeline request refused");
        Problem::failed()
    })?;
    let names = shared.app.access.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let told = timeline::timeline(&*shared.app.feed, &shared.app.keys, subject, &names).await;
    told.map_err(|error| reading::not_told(&error))
}

fn month(month: &Month) -> Value {
    json!({
        "month": month.month.strftime("%Y-%m").to_string(),
        "sessions": month.sessions,
        "minutes": month.minutes,
        "coaches": month.coaches,
        "text": month.text(),
    })
}

fn line(line: &Entry) -> Value {
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
