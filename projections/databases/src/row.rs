//! Cells of a row that a statement answered with.

use projection_kit::Value;

/// The number at this index of a row; 0 if there is no number.
#[must_use]
pub fn number(row: &[Value], at: usize) -> i64 {
    match row.get(at) {
        Some(Value::Integer(number)) => *number,
        Some(Value::Null | Value::Text(_) | Value::Flag(_)) | None => 0,
    }
}

/// The number at this index of a row, where numbers are never negative; 0 if there is none.
#[must_use]
pub fn whole(row: &[Value], at: usize) -> u64 {
    u64::try_from(number(row, at)).unwrap_or_default()
}

/// The text at this index of a row; empty if there is none.
#[must_use]
pub fn text(row: &[Value], at: usize) -> String {
    row.get(at).map(ToString::to_string).unwrap_or_default()
}
