//! Cells on their way to SQLite and back.

use projection_kit::Value;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

/// The rows that a statement answers with.
pub(crate) fn found(connection: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    let columns = statement.column_count();
    let (mut found, mut rows) = (statement.raw_query(), Vec::new());
    while let Some(row) = found.next()? {
        rows.push((0..columns).map(|at| cell(row.get_ref(at)?)).collect::<rusqlite::Result<_>>()?);
    }
    Ok(rows)
}

pub(super) fn bind(statement: &mut Statement<'_>, cells: &[Value]) -> rusqlite::Result<()> {
    for (at, cell) in cells.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, Sent(cell))?;
    }
    Ok(())
}

/// A cell to be sent.
struct Sent<'a>(&'a Value);

impl ToSql for Sent<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Flag(flag) => ValueRef::Integer((*flag).into()),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A cell that came. No table of ours holds anything but numbers and texts.
fn cell(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        other @ (ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_)) => {
            Value::Text(other.as_str()?.to_owned().into())
        }
    })
}
