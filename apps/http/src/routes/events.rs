//! `GET /v1/events`: the log as CloudEvents. Sealed content is not in them.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::response::{IntoResponse, Response};
use event_journal::{ReadError, Stored};
use events::{EventType, Position, Subject};
use serde_json::{Map, Value};

use crate::app::Shared;
use crate::problem::Problem;
use crate::reading::{self, Pairs, Parameters};
use crate::unchanged::read_up_to;

/// The most events in one answer.
const MOST: usize = 1000;
/// How many are given when nobody says.
const USUAL: usize = 100;
/// How many events are looked through for one answer before it goes out with what was found.
const LOOK: usize = 50_000;
/// How many are read at a time.
const STEP: usize = 4096;

pub(crate) async fn list(State(shared): State<Shared>, asked: Pairs) -> Result<Response, Problem> {
    let asked = Parameters::read(asked, &["after", "limit", "subject", "type"])?;
    let after = Position(reading::number("after", asked.get("after"))?);
    let limit = reading::limit(asked.get("limit"), USUAL, MOST)?;
    let subject = match asked.get("subject") {
        Some(text) => Some((reading::subject(&shared, text).await?, text)),
        None => None,
    };
    let kind = asked.get("type").map(events::find_type).transpose();
    let kind = kind.map_err(|error| reading::bad_question(error.to_string()))?;

    let head = shared.app.feed.head();
    if after > head {
        return Err(reading::bad_question(format!("there is no position {after} yet: the last is {head}")));
    }
    let found = match subject {
        Some((subject, text)) => {
            let found = of_subject(&shared, subject, kind, after, limit).await?;
            if found.events.is_empty() && history(&shared, subject, Position::START).await?.is_empty() {
                return Err(reading::no_such_subject(text));
            }
            found
        }
        None => of_all(&shared, kind, after, limit).await?,
    };
    Ok(read_up_to(head, found.answer(limit, subject.map(|(subject, _)| subject), kind)))
}

/// Events that were asked for, and where to go on.
#[derive(Default)]
struct Found {
    events: Vec<Value>,
    /// The position to ask on from, if there may be more.
    next: Option<Position>,
}

impl Found {
    fn answer(self, limit: usize, subject: Option<Subject>, kind: Option<&EventType>) -> Response {
        let body = Value::Array(self.events).to_string();
        let mut response = ([(CONTENT_TYPE, "application/cloudevents-batch+json")], body).into_response();
        if let Some(next) = self.next {
            let subject = subject.map(|subject| format!("&subject={subject}")).unwrap_or_default();
            let kind = kind.map(|kind| format!("&type={}", kind.full_name())).unwrap_or_default();
            let link = format!("</v1/events?after={next}&limit={limit}{subject}{kind}>; rel=\"next\"");
            response.headers_mut().extend(link.parse().ok().map(|link| (LINK, link)));
        }
        response
    }
}

/// The type is the last member of an event's canonical form: others need not be read.
fn is(kind: Option<&EventType>, leaf: &[u8]) -> bool {
    kind.is_none_or(|kind| kind.is_of(leaf))
}

async fn of_subject(
    shared: &Shared,
    subject: Subject,
    kind: Option<&EventType>,
    after: Position,
    limit: usize,
) -> Result<Found, Problem> {
    let mut found = Found::default();
    for stored in history(shared, subject, after).await? {
        if !is(kind, &stored.leaf) {
            continue;
        }
        if found.events.len() == limit {
            found.next = last(&found);
            break;
        }
        found.events.push(cloud_event(stored.position, &stored.leaf)?);
    }
    Ok(found)
}

async fn history(shared: &Shared, subject: Subject, after: Position) -> Result<Vec<Stored>, Problem> {
    shared.app.feed.history(subject, after).await.map_err(|error| unreadable(&error))
}

fn last(found: &Found) -> Option<Position> {
    found.events.last()?.get("position")?.as_u64().map(Position)
}

async fn of_all(shared: &Shared, kind: Option<&EventType>, after: Position, limit: usize) -> Result<Found, Problem> {
    let mut found = Found::default();
    let (mut at, mut looked) = (after, 0);
    while looked < LOOK {
        let step = if kind.is_some() { STEP } else { limit };
        let batch = shared.app.feed.since(at, step).await.map_err(|error| unreadable(&error))?;
        if batch.is_empty() {
            return Ok(found);
        }
        for (position, leaf, _) in batch.iter() {
            (at, looked) = (position, looked + 1);
            if is(kind, leaf) {
                found.events.push(cloud_event(position, leaf)?);
            }
            if found.events.len() == limit {
                found.next = (position < shared.app.feed.head()).then_some(position);
                return Ok(found);
            }
        }
        tokio::task::yield_now().await;
    }
    found.next = Some(at);
    Ok(found)
}

pub(crate) async fn one(
    State(shared): State<Shared>,
    position: Result<Path<u64>, PathRejection>,
) -> Result<Response, Problem> {
    let nowhere = || {
        let head = shared.app.feed.head();
        Problem::not_found(format!("there is no event at this position: the log has the positions 1 to {head}"))
    };
    let position = Position(position.map_err(|_| nowhere())?.0);
    let before = Position(position.0.checked_sub(1).ok_or_else(nowhere)?);
    let batch = shared.app.feed.since(before, 1).await.map_err(|error| unreadable(&error))?;
    let (found, leaf, _) = batch.iter().next().filter(|(found, ..)| *found == position).ok_or_else(nowhere)?;
    let event = cloud_event(found, leaf)?.to_string();
    Ok(read_up_to(found, ([(CONTENT_TYPE, "application/cloudevents+json")], event)))
}

/// The event with its position as one more attribute.
fn cloud_event(position: Position, leaf: &[u8]) -> Result<Value, Problem> {
    let mut event: Map<String, Value> = serde_json::from_slice(leaf).map_err(|error| {
        tracing::error!(position = position.0, error = %error, "an event of the log cannot be read");
        Problem::failed()
    })?;
    event.insert("position".to_owned(), position.0.into());
    Ok(Value::Object(event))
}

fn unreadable(error: &ReadError) -> Problem {
    tracing::error!(error = %error, "the log cannot be read");
    Problem::failed()
}
