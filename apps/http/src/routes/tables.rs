//! `GET /v1/tables` and `GET /v1/tables/{name}`: the read models.

mod csv;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LINK};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use projection_kit::{ColumnDescription, TableDescription, Value};
use read_models::Library;
use serde_json::{Map, Value as Json_, json};

use crate::app::Shared;
use crate::problem::Problem;
use crate::reading::{self, Question, Rows};

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
    name: Result<Path<String>, PathRejection>,
    asked: Result<Query<Vec<(String, String)>>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = name.map_err(|_| reading::no_such_table("?"))?.0;
    let mut asked = asked.map_err(|error| reading::bad_question(error.body_text()))?.0;
    let format = format(&mut asked, &headers)?;
    let mut question = Question::new(&name, asked)?;
    reading::identify(&shared, &mut question).await?;
    let found = reading::rows(&shared, &question).await?;
    let next = found
        .next
        .as_deref()
        .map(|after| question.address(&format!("/v1/tables/{name}"), after, format == Format::Csv));
    let mut response = match format {
        Format::Json => Json(as_json(&found, next.as_deref())).into_response(),
        Format::Csv => {
            let names = found.table.with_asked().map(|column| Value::Text(column.name.into())).collect();
            let lines = csv::lines([&names].into_iter().chain(&found.rows)).map_err(|error| {
                tracing::error!(error = %error, "rows cannot be written as CSV");
                Problem::failed()
            })?;
            ([(CONTENT_TYPE, "text/csv; charset=utf-8; header=present")], lines).into_response()
        }
    };
    let link = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    response.headers_mut().extend(link.map(|link| (LINK, link)));
    Ok(response)
}

fn format(asked: &mut Vec<(String, String)>, headers: &HeaderMap) -> Result<Format, Problem> {
    let named = asked.iter().position(|(name, _)| name == "format").map(|place| asked.remove(place).1);
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

fn as_json(found: &Rows, next: Option<&str>) -> Json_ {
    let table = found.table;
    let row = |cells: &Vec<Value>| {
        let cells = table.with_asked().zip(cells);
        cells.map(|(column, cell)| (column.name.to_owned(), reading::to_json(column, cell))).collect::<Map<_, _>>()
    };
    let rows: Vec<_> = found.rows.iter().map(row).collect();
    let mut answer = json!({ "table": found.table.name, "position": found.position.0, "rows": rows });
    if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
        answer.insert("next".to_owned(), next.into());
    }
    answer
}
