//! A command's fields as they arrive: one JSON object in which every name stands once.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A command that cannot be read: no such command, or fields that are not of its form.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The context has no such command.
    #[error("there is no command \"{name}\" in {context}; it has: {known}")]
    NoSuchCommand {
        /// The context.
        context: &'static str,
        /// What was asked for, cut short.
        name: String,
        /// What there is.
        known: String,
    },
    /// A field is missing, unknown or not of its form.
    #[error("{0}")]
    Form(#[from] serde_path_to_error::Error<serde_json::Error>),
    /// Not an object.
    #[error("a command's fields are a JSON object, such as {{\"internship\": \"…\"}}")]
    NotAnObject,
    /// Not JSON, nested too deeply, or a name stands twice in one object.
    #[error("cannot read the fields: {0}")]
    Syntax(#[from] serde_json::Error),
}

/// The JSON object in this text. The only time that a command's text is parsed.
///
/// # Errors
/// When it is not one JSON object, or a name stands twice in it.
pub fn object(json: &str) -> Result<Value, Unreadable> {
    if !json.trim_start().starts_with('{') {
        return Err(Unreadable::NotAnObject);
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let fields = Unique.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(fields)
}

/// Reads one command's fields; an error names the field.
#[doc(hidden)]
pub fn read_fields<T: DeserializeOwned>(fields: Value) -> Result<T, Unreadable> {
    // Fields would be taken from an array by their place, too.
    if !fields.is_object() {
        return Err(Unreadable::NotAnObject);
    }
    Ok(serde_path_to_error::deserialize(fields)?)
}

/// Any JSON value, but no object that gives a name twice: `serde_json` would take the last of them.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Self)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Self)?;
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            object.insert(name, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_read_as_it_stands() {
        let text = r#" {"none": null, "yes": true, "less": -1, "more": 18446744073709551615, "half": 0.5,
            "lines": [{"text": "\u00e9"}, []]} "#;
        let whole = json!({
            "none": null, "yes": true, "less": -1, "more": u64::MAX, "half": 0.5, "lines": [{"text": "é"}, []],
        });
        assert_eq!(object(text).unwrap(), whole);
    }

    #[test]
    fn a_name_stands_once_in_each_object() {
        assert!(object(r#"{"a": {"b": 1}, "b": 2}"#).is_ok());
        let said = |json: &str| object(json).unwrap_err().to_string();
        assert!(said(r#"{"a": 1, "a": 1}"#).contains("duplicate field `a` at line 1"));
        assert!(said(r#"{"lines": [{"b": 1, "b": 2}]}"#).contains("duplicate field `b` at line 1"));
    }

    #[test]
    fn fields_are_one_object() {
        assert!(matches!(object(r#"[{"a": 1}]"#), Err(Unreadable::NotAnObject)));
        assert!(matches!(object(""), Err(Unreadable::NotAnObject)));
        assert!(matches!(object(r#"{"a": 1}{"a": 1}"#), Err(Unreadable::Syntax(_))));
        assert!(matches!(object(r#"{"a": "#), Err(Unreadable::Syntax(_))));
        assert!(matches!(read_fields::<Value>(json!([1])), Err(Unreadable::NotAnObject)));
    }
}
