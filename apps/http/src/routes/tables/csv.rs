//! Rows of a table as CSV.

use events::guarded;
use projection_kit::Value;

/// Lines of CSV as RFC 4180 has them. No cell is run as a formula.
pub(super) fn lines<'r>(rows: impl IntoIterator<Item = &'r Vec<Value>>) -> Result<Vec<u8>, csv::Error> {
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
