//! A table as a CSV file: every row, part by part, as the table is at one moment.

use std::io;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use events::guarded;
use futures_util::{StreamExt as _, stream};
use projection_kit::{ColumnDescription, Value};
use tokio::sync::mpsc::Receiver;

use crate::app::Shared;
use crate::labels::{LabelSource, Labels, label_column};
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
    let mut begin = written([file.heading()].into_iter()).map_err(|error| failed(&error))?;
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
    fn heading(&self) -> Vec<String> {
        let beside = |column: &ColumnDescription| self.source.as_ref().and_then(|_| label_column(column));
        let names = |column: &&'static ColumnDescription| [Some(column.name.to_owned()), beside(column)];
        self.columns.iter().flat_map(names).flatten().collect()
    }

    async fn part(&mut self, rows: Vec<Vec<Value>>) -> Result<Vec<u8>, Problem> {
        if let Some(source) = &self.source {
            self.labels.look_up(source, &self.columns, &rows).await.map_err(|error| reading::no_labels(&error))?;
        }
        let has_labels = self.source.is_some();
        let cells = |row: &Vec<Value>| {
            let cells = self.columns.iter().zip(row).flat_map(|(column, cell)| {
                let label = || self.labels.of(cell).unwrap_or_default().to_owned();
                let beside = label_column(column).filter(|_| has_labels).map(|_| label());
                [Some(cell.to_string()), beside]
            });
            cells.flatten().collect::<Vec<_>>()
        };
        written(rows.iter().map(cells)).map_err(|error| failed(&error))
    }
}

/// Lines of CSV as RFC 4180 has them. No cell is run as a formula.
fn written(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn failed(error: &csv::Error) -> Problem {
    tracing::error!(error = %error, "rows cannot be written as CSV");
    Problem::failed()
}
