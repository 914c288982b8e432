//! Reading the file with all its mistakes: what cannot be read is noted, taken out, and the rest is
//! read again.

use serde_path_to_error::{Path, Segment};
use toml::Value;
use toml::de::{DeTable, DeValue};

use super::error::MappingError;
use super::written::{BROKEN, Written};
use crate::wording::did_you_mean;

/// The file, as far as it can be read, and what cannot.
pub(super) fn read(text: &str) -> (Option<Written>, Vec<MappingError>) {
    let (spans, broken) = DeTable::parse_recoverable(text);
    let mut errors: Vec<MappingError> = broken
        .into_iter()
        .map(|mut error| {
            error.set_input(Some(text));
            MappingError::Form(error.to_string().trim_end().to_owned())
        })
        .collect();
    let mut table = match toml::from_str::<toml::Table>(text) {
        Ok(table) if errors.is_empty() => Value::Table(table),
        Ok(_) => return (None, errors),
        Err(error) => {
            if errors.is_empty() {
                errors.push(MappingError::Form(error.to_string()));
            }
            return (None, errors);
        }
    };
    let mut taken_out: Vec<String> = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, Written>(table.clone()) {
            Ok(written) => return (Some(written), errors),
            Err(error) => error,
        };
        let (told, path) = (error.inner().message().to_owned(), error.path());
        let missing = told.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        let place = match missing {
            Some(field) if path.iter().next().is_some() => format!("{path}.{field}"),
            Some(field) => field.to_owned(),
            None => path.to_string(),
        };
        if !taken_out.contains(&place) {
            let line = line(text, spans.get_ref(), path).map(|line| format!("line {line}, ")).unwrap_or_default();
            errors.push(MappingError::Form(format!("{line}{path}: {told}{}", hint(&told))));
        }
        let is_out = match missing {
            Some(field) => stand_in(&mut table, path, field),
            None => take_out(&mut table, path),
        };
        if !is_out || taken_out.iter().filter(|known| **known == place).count() > 1 {
            return (None, errors);
        }
        taken_out.push(place);
    }
}

/// For an unknown key, the known one that comes near.
fn hint(told: &str) -> String {
    let mut names = told.split('`').skip(1).step_by(2);
    match names.next().filter(|_| told.starts_with("unknown field")) {
        Some(asked) => did_you_mean(asked, names),
        None => String::new(),
    }
}

/// Takes out what stands at a path. A field of a command stays, broken, so that it is not missed too.
fn take_out(table: &mut Value, path: &Path) -> bool {
    let mut at = table;
    let mut is_field = false;
    let segments: Vec<&Segment> = path.iter().collect();
    for (place, segment) in segments.iter().enumerate() {
        let is_last = place + 1 == segments.len();
        at = match (segment, at) {
            (Segment::Map { key }, Value::Table(table)) => {
                if is_field {
                    return table.insert(key.clone(), Value::String(BROKEN.to_owned())).is_some();
                }
                if is_last {
                    return table.remove(key).is_some();
                }
                is_field = key == "fields";
                let Some(next) = table.get_mut(key) else { return false };
                next
            }
            (Segment::Seq { index }, Value::Array(items)) => {
                let Some(next) = items.get_mut(*index) else { return false };
                next
            }
            _ => return false,
        };
    }
    false
}

/// Puts something in the place of a key that is missing.
fn stand_in(table: &mut Value, path: &Path, field: &str) -> bool {
    let mut at = table;
    for segment in path {
        let next = match (segment, at) {
            (Segment::Map { key }, Value::Table(table)) => table.get_mut(key),
            (Segment::Seq { index }, Value::Array(items)) => items.get_mut(*index),
            _ => None,
        };
        let Some(next) = next else { return false };
        at = next;
    }
    let Value::Table(table) = at else { return false };
    table.insert(field.to_owned(), Value::String(BROKEN.to_owned())).is_none()
}

/// The line on which what a path leads to begins, as far as it leads.
fn line(text: &str, table: &DeTable, path: &Path) -> Option<usize> {
    let mut found = None;
    let mut table = Some(table);
    let mut items = None;
    for segment in path {
        let value = match segment {
            Segment::Map { key } => {
                let (name, value) = table?.iter().find(|(name, _)| name.get_ref() == key)?;
                found = Some(name.span().start);
                value
            }
            Segment::Seq { index } => {
                let items: &toml::de::DeArray = items?;
                let value = items.get(*index)?;
                found = Some(value.span().start);
                value
            }
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        (table, items) = match value.get_ref() {
            DeValue::Table(table) => (Some(table), None),
            DeValue::Array(items) => (None, Some(items)),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => (None, None),
        };
    }
    Some(text.get(..found?)?.matches('\n').count() + 1)
}
