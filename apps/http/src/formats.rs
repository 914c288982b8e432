//! Rows of a table as JSON and as CSV, with labels beside their ids where there are any. The command line
//! writes the same.

use events::guarded;
use projection_kit::{ColumnDescription, Kind, Value};
use serde_json::{Map, Value as Json};

use crate::labels::{Labels, label_column};

/// A row as a JSON object.
#[must_use]
pub fn row_as_json(columns: &[&ColumnDescription], cells: &[Value], labels: Option<&Labels>) -> Json {
    let mut row = Map::new();
    for (column, cell) in columns.iter().zip(cells) {
        row.insert(column.name.to_owned(), cell_as_json(column, cell));
        if let (Some(labels), Some(beside)) = (labels, label_column(column)) {
            row.insert(beside, labels.of(cell).into());
        }
    }
    Json::Object(row)
}

/// A list as what it is.
fn cell_as_json(column: &ColumnDescription, cell: &Value) -> Json {
    match (column.kind, cell) {
        (Kind::List, Value::Text(text)) => serde_json::from_str(text).unwrap_or_else(|_| cell.to_json()),
        _ => cell.to_json(),
    }
}

/// The first line of a CSV file.
///
/// # Errors
/// Never at present.
pub fn csv_heading(columns: &[&ColumnDescription], labels: bool) -> Result<Vec<u8>, csv::Error> {
    let beside = |column: &ColumnDescription| if labels { label_column(column) } else { None };
    let names = columns.iter().flat_map(|column| [Some(column.name.to_owned()), beside(column)]);
    records([names.flatten().collect()].into_iter())
}

/// Rows as lines of a CSV file.
///
/// # Errors
/// Never at present.
pub fn csv_rows(
    columns: &[&ColumnDescription],
    rows: &[Vec<Value>],
    labels: Option<&Labels>,
) -> Result<Vec<u8>, csv::Error> {
    records(rows.iter().map(|row| {
        let cells = columns.iter().zip(row).flat_map(|(column, cell)| {
            let beside = labels.filter(|_| label_column(column).is_some());
            let label = beside.map(|labels| labels.of(cell).unwrap_or_default().to_owned());
            [Some(cell.to_string()), label]
        });
        cells.flatten().collect()
    }))
}

/// Lines of CSV as RFC 4180 has them. No cell is run as a formula.
fn records(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
