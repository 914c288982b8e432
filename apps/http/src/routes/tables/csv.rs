//! A table as a CSV file: every row, part by part, as the table is at one moment.

use std::io;

use axum::body::Body;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use events::guarded;
use futures_util::stream;
use projection_kit::Value;

use crate::app::Shared;
use crate::problem::Problem;
use crate::reading::{self, Question};

/// Says up to which position in the log the rows have read.
const POSITION: HeaderName = HeaderName::from_static("x-waymark-position");

pub(super) async fn download(shared: &Shared, question: &Question) -> Result<Response, Problem> {
    let mut parts = reading::parts(shared, question).await?;
    // Until the first part is here, what goes wrong can be answered with its own status.
    let first = parts.recv().await.unwrap_or_else(|| Err(Problem::failed()))?;
    let position = first.position.0.to_string();
    let names = question.rows.columns().iter().map(|column| Value::Text(column.name.into())).collect();
    let begin = lines([&names].into_iter().chain(&first.rows)).map_err(|error| {
        tracing::error!(error = %error, "rows cannot be written as CSV");
        Problem::failed()
    })?;
    let rest = stream::unfold((Some(begin), parts), |(begin, mut parts)| async {
        let part = match begin {
            Some(begin) => Ok(begin),
            None => match parts.recv().await? {
                Ok(part) => lines(&part.rows).map_err(io::Error::from),
                // The file breaks off, so that nobody takes it for whole.
                Err(problem) => Err(io::Error::other(problem.detail)),
            },
        };
        Some((part, (None, parts)))
    });
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()), (POSITION, position)];
    Ok((headers, Body::from_stream(rest)).into_response())
}

/// Lines of CSV as RFC 4180 has them. No cell is run as a formula.
fn lines<'r>(rows: impl IntoIterator<Item = &'r Vec<Value>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(&text(cell)).into_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// As in SQL: a flag is 1 or 0.
fn text(cell: &Value) -> String {
    match cell {
        Value::Flag(flag) => u8::from(*flag).to_string(),
        Value::Null | Value::Integer(_) | Value::Text(_) => cell.to_string(),
    }
}
