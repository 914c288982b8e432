//! `GET /v1/tables` and `GET /v1/tables/{name}`: the read models.

mod csv;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, LINK};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::{Extension, Json};
use projection_kit::{ColumnDescription, TableDescription};
use read_models::Library;
use serde_json::{Value as Json_, json};

use crate::access::{Actor, Rights};
use crate::app::Shared;
use crate::formats::row_as_json;
use crate::labels::{LabelSource, Labels};
use crate::problem::Problem;
use crate::reading::{self, Pairs, Question, Rows};
use crate::unchanged::read_up_to;

/// Every table with what its columns say.
pub(crate) async fn list() -> Json<Json_> {
    Json(Library::tables().map(described).collect())
}

fn described(table: &TableDescription) -> Json_ {
    let column = |column: &ColumnDescription| {
        json!({
            "name": column.name,
            "kind": column.kind.as_str(),
            "unit": Some(column.unit.as_str()).filter(|unit| !unit.is_empty()),
            "nullable": column.nullable,
            "key": column.key,
            "words": Some((column.words)()).filter(|words| !words.is_empty()),
            "description": column.description,
        })
    };
    json!({
        "name": table.name,
        "revision": table.revision,
        "summary": table.summary,
        "rows": format!("/v1/tables/{}", table.name),
        "columns": table.with_asked().map(column).collect::<Vec<_>>(),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
}

pub(crate) async fn rows(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    Extension(rights): Extension<Rights>,
    name: Result<Path<String>, PathRejection>,
    asked: Pairs,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = name.map_or_else(|_| "?".to_owned(), |name| name.0);
    let mut asked = reading::pairs(asked)?;
    let format = format(&mut asked, &headers)?;
    let mut question = Question::new(&name, (shared.app.today)(), asked)?;
    reading::identify(&shared, &mut question).await?;
    let source = if question.labels { Some(reading::label_source(&shared, actor, &rights)?) } else { None };
    let labels = source.is_some();
    let mut response = answered(&shared, &name, &question, format, source).await?;
    if labels {
        // They may be names of people, and come from a later position than the rows.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

async fn answered(
    shared: &Shared,
    name: &str,
    question: &Question,
    format: Format,
    source: Option<LabelSource>,
) -> Result<Response, Problem> {
    match format {
        Format::Json if question.count => {
            let (count, position) = reading::count(shared, question).await?;
            Ok(read_up_to(position, Json(json!({ "table": name, "position": position.0, "count": count }))))
        }
        Format::Json => {
            let found = reading::rows(shared, question).await?;
            let next = found.next.as_deref().map(|after| question.address(&format!("/v1/tables/{name}"), after));
            let labels = match &source {
                Some(source) => Some(reading::labels(source, &found).await?),
                None => None,
            };
            let mut response = read_up_to(found.position, Json(as_json(&found, next.as_deref(), labels.as_ref())));
            let link = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
            response.headers_mut().extend(link.map(|link| (LINK, link)));
            Ok(response)
        }
        Format::Csv if question.count => Err(reading::bad_question("count is answered as JSON: leave out the format")),
        Format::Csv if question.is_of_a_page() => {
            Err(reading::bad_question("a CSV file holds every row that is asked for: leave out limit and after"))
        }
        Format::Csv => csv::download(shared, question, source).await,
    }
}

fn format(asked: &mut Vec<(String, String)>, headers: &HeaderMap) -> Result<Format, Problem> {
    let named = asked.iter().position(|(name, _)| name == "format").map(|place| asked.remove(place).1);
    if asked.iter().any(|(name, _)| name == "format") {
        return Err(reading::bad_question("format is given twice: give it once"));
    }
    match named.as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("json") => Ok(Format::Json),
        Some(_) => Err(reading::bad_question("format is json or csv")),
        None => {
            let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
            let csv =
                accept.split([',', ';']).map(str::trim).find(|range| *range == "text/csv" || range.ends_with("/json"));
            Ok(if csv == Some("text/csv") { Format::Csv } else { Format::Json })
        }
    }
}

fn as_json(found: &Rows, next: Option<&str>, labels: Option<&Labels>) -> Json_ {
    let rows: Vec<_> = found.rows.iter().map(|cells| row_as_json(&found.columns, cells, labels)).collect();
    let mut answer = json!({ "table": found.table.name, "position": found.position.0, "rows": rows });
    if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
        answer.insert("next".to_owned(), next.into());
    }
    answer
}
