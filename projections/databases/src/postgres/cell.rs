//! A cell on its way to PostgreSQL and back, in the binary form of its column's type.

use std::error::Error;

use bytes::{BufMut as _, BytesMut};
use jiff::civil::{Date, date};
use jiff::{ToSpan as _, Unit};
use projection_kit::Value;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// PostgreSQL counts days from here.
const FIRST_DAY: Date = date(2000, 1, 1);

/// A cell to be sent.
#[derive(Debug)]
pub(super) struct Sent<'a>(pub(crate) &'a Value);

/// A cell that came.
pub(super) struct Come(pub(crate) Value);

type Wrong = Box<dyn Error + Sync + Send>;

/// What a cell cannot be sent as.
#[derive(Debug, thiserror::Error)]
#[error("{found} cannot stand in a column of type {column}")]
pub(super) struct NotOfThisType {
    found: String,
    column: String,
}

fn is_known(ty: &Type) -> bool {
    [Type::TEXT, Type::UUID, Type::DATE, Type::BOOL, Type::INT8, Type::INT4].contains(ty)
}

impl ToSql for Sent<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        let wrong = || -> Wrong {
            let found = self.0.to_string().chars().take(40).collect();
            Box::new(NotOfThisType { found, column: ty.name().to_owned() })
        };
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Flag(flag) if *ty == Type::BOOL => out.put_u8((*flag).into()),
            Value::Integer(number) if *ty == Type::BOOL => out.put_u8((*number != 0).into()),
            Value::Integer(number) if *ty == Type::INT8 => out.put_i64(*number),
            Value::Integer(number) if *ty == Type::INT4 => out.put_i32((*number).try_into().map_err(|_| wrong())?),
            Value::Text(text) if *ty == Type::TEXT => out.put_slice(text.as_bytes()),
            Value::Text(text) if *ty == Type::UUID => put_id(text, out).ok_or_else(wrong)?,
            Value::Text(text) if *ty == Type::DATE => put_day(text, out).ok_or_else(wrong)?,
            Value::Flag(_) | Value::Integer(_) | Value::Text(_) => return Err(wrong()),
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        is_known(ty)
    }

    to_sql_checked!();
}

pub(super) fn put_id(text: &str, out: &mut BytesMut) -> Option<()> {
    out.put_slice(Uuid::try_parse(text).ok()?.as_bytes());
    Some(())
}

pub(super) fn put_day(text: &str, out: &mut BytesMut) -> Option<()> {
    let day: Date = text.parse().ok()?;
    out.put_i32(FIRST_DAY.until((Unit::Day, day)).ok()?.get_days());
    Some(())
}

impl<'a> FromSql<'a> for Come {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Wrong> {
        Ok(Self(match *ty {
            Type::TEXT => Value::Text(std::str::from_utf8(raw)?.to_owned().into()),
            Type::UUID => Value::Text(Uuid::from_slice(raw)?.to_string().into()),
            Type::DATE => {
                let day = FIRST_DAY.checked_add(i32::from_be_bytes(raw.try_into()?).days())?;
                Value::Text(day.to_string().into())
            }
            Type::BOOL => Value::Flag(raw.first().is_some_and(|byte| *byte != 0)),
            Type::INT4 => Value::Integer(i32::from_be_bytes(raw.try_into()?).into()),
            _ => Value::Integer(i64::from_be_bytes(raw.try_into()?)),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Wrong> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &Type) -> bool {
        is_known(ty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_comes_back_as_it_went() {
        let text = |text: &'static str| Value::Text(text.into());
        let cells = [
            (Type::TEXT, text("Corner Café")),
            (Type::UUID, text("ea7a55df-dd64-5a90-a8b9-ff90af0b9d44")),
            (Type::DATE, text("2026-03-09")),
            (Type::DATE, text("1969-12-31")),
            (Type::BOOL, Value::Flag(true)),
            (Type::INT8, Value::Integer(i64::MIN)),
            (Type::INT4, Value::Integer(-7)),
        ];
        for (ty, value) in cells {
            let mut out = BytesMut::new();
            assert!(matches!(Sent(&value).to_sql(&ty, &mut out), Ok(IsNull::No)));
            assert_eq!(Come::from_sql(&ty, &out).unwrap().0, value, "{ty}");
        }
    }

    #[test]
    fn what_a_column_cannot_hold_is_told() {
        let error = Sent(&Value::Text("tomorrow".into())).to_sql(&Type::DATE, &mut BytesMut::new()).err().unwrap();
        assert_eq!(error.to_string(), "tomorrow cannot stand in a column of type date");
    }
}
