//! A table as a CSV file: every row, part by part, as the table is at one moment.

use std::io;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use projection_kit::{ColumnDescription, Value};
use tokio::sync::mpsc::Receiver;

use crate::app::Shared;
use crate::formats::{csv_heading, csv_rows};
use crate::labels::{LabelSource, Labels};
use crate::problem::Problem;
use crate::reading::{self, Question};
use crate::unchanged::read_up_to;

/// The file, with labels where there is a source of them.
pub(super) async fn download(
    shared: &Shared,
    question: &Question,
    source: Option<LabelSource>,
) -> Result<Response, Problem> {
    let parts = reading::parts(shared, question).await?;
    let mut file = File { columns: question.rows.columns(), source, labels: Labels::default(), parts };
    // Until the first part is here, what goes wrong can be answered with its own status.
    let first = file.parts.recv().await.unwrap_or_else(|| Err(Problem::failed()))?;
    let position = first.position;
    let mut begin = csv_heading(&file.columns, file.source.is_some()).map_err(|error| failed(&error))?;
    begin.extend(file.part(first.rows).await?);
    let rest = stream::unfold((Some(begin), file), |(begin, mut file)| async {
        let part = match begin {
            Some(begin) => Ok(begin),
            None => match file.parts.recv().await? {
                Ok(part) => file.part(part.rows).await,
                Err(problem) => Err(problem),
            },
        };
        // The file breaks off after an error, so that nobody takes it for whole.
        Some((part.map_err(|problem| io::Error::other(problem.detail)), (None, file)))
    });
    let form = [(CONTENT_TYPE, "text/csv; charset=utf-8; header=present")];
    // Compression asks once more after the end.
    Ok(read_up_to(position, (form, Body::from_stream(rest.fuse()))))
}

/// A file on its way.
struct File {
    columns: Vec<&'static ColumnDescription>,
    source: Option<LabelSource>,
    labels: Labels,
    parts: Receiver<Result<read_models::Rows, Problem>>,
}

impl File {
    async fn part(&mut self, rows: Vec<Vec<Value>>) -> Result<Vec<u8>, Problem> {
        let labels = match &self.source {
            Some(source) => {
                let found = self.labels.look_up(source, &self.columns, &rows).await;
                found.map_err(|error| reading::no_labels(&error))?;
                Some(&self.labels)
            }
            None => None,
        };
        csv_rows(&self.columns, &rows, labels).map_err(|error| failed(&error))
    }
}

fn failed(error: &csv::Error) -> Problem {
    tracing::error!(error = %error, "rows cannot be written as CSV");
    Problem::failed()
}
