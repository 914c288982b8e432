//! A command's fields, read from its schema, for people.

use schemars::Schema;
use serde_json::{Map, Value, json};

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// What can stand in it, in words.
    pub(crate) form: String,
    /// The few words that can, if it is one of a few.
    pub(crate) words: Vec<String>,
    pub(crate) required: bool,
    pub(crate) description: String,
    /// Something that could stand in it.
    pub(crate) example: Value,
}

/// The fields of an object: the required first, in the order of their names otherwise.
pub(crate) fn fields(schema: &Schema) -> Vec<Field> {
    let Some(schema) = schema.as_object() else { return Vec::new() };
    let definitions = schema.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut fields = of_object(schema, &definitions);
    fields.sort_by_key(|field| !field.required);
    fields
}

fn of_object(schema: &Map<String, Value>, definitions: &Map<String, Value>) -> Vec<Field> {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .map(|(name, property)| {
            let description = property.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
            let property = resolved(property, definitions);
            Field {
                form: form(property, definitions),
                words: words(property).unwrap_or_default().into_iter().map(str::to_owned).collect(),
                required: required.contains(&name.as_str()),
                description,
                example: example(property, definitions),
                name: name.clone(),
            }
        })
        .collect()
}

/// The schema behind a reference or an option.
fn resolved<'a>(schema: &'a Value, definitions: &'a Map<String, Value>) -> &'a Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/")) {
        return definitions.get(name).unwrap_or(schema);
    }
    let not_null = |one: &&Value| one.get("type").and_then(Value::as_str) != Some("null");
    match schema.get("anyOf").and_then(Value::as_array).and_then(|any| any.iter().find(not_null)) {
        Some(one) => resolved(one, definitions),
        None => schema,
    }
}

fn of_type(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::Array(types)) => {
            types.iter().filter_map(Value::as_str).find(|one| *one != "null").unwrap_or("null")
        }
        Some(Value::String(one)) => one,
        _ => "",
    }
}

fn words(schema: &Value) -> Option<Vec<&str>> {
    Some(schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str).collect())
}

fn text<'a>(schema: &'a Value, member: &str) -> Option<&'a str> {
    schema.get(member).and_then(Value::as_str)
}

fn form(schema: &Value, definitions: &Map<String, Value>) -> String {
    if let Some(words) = words(schema) {
        return words.join(", ");
    }
    if let Some(kind) = text(schema, "x-waymark-id") {
        return match kind {
            "event" => "id of event".to_owned(),
            "provider" => "id or name of provider, such as 10000001".to_owned(),
            kind => format!("id or name of {kind}, such as 10000001/NF-002"),
        };
    }
    match (of_type(schema), text(schema, "format"), text(schema, "x-waymark-unit")) {
        ("string", Some("date"), _) => "day, YYYY-MM-DD".to_owned(),
        ("string", Some("partial-time"), _) => "time, HH:MM".to_owned(),
        ("string", _, _) => match schema.get("maxLength") {
            Some(most) => format!("text, up to {most} characters"),
            None => text(schema, "pattern").map_or_else(|| "text".to_owned(), |pattern| format!("text like {pattern}")),
        },
        ("integer", _, Some(unit)) => format!("whole number of {unit}"),
        ("integer", ..) => match (schema.get("minimum"), schema.get("maximum")) {
            (Some(least), Some(most)) => format!("whole number, {least} to {most}"),
            _ => "whole number".to_owned(),
        },
        ("boolean", ..) => "true or false".to_owned(),
        ("array", ..) => match schema.get("items").map(|items| resolved(items, definitions)) {
            Some(items) => format!("list of: {}", form(items, definitions)),
            None => "list".to_owned(),
        },
        ("object", ..) => {
            let fields = schema.as_object().map(|object| of_object(object, definitions)).unwrap_or_default();
            let fields: Vec<String> =
                fields.into_iter().map(|field| format!("{} ({})", field.name, field.form)).collect();
            format!("object with {}", fields.join(", "))
        }
        _ => "anything".to_owned(),
    }
}

fn example(schema: &Value, definitions: &Map<String, Value>) -> Value {
    if let Some(first) = words(schema).and_then(|words| words.first().copied()) {
        return first.into();
    }
    match (of_type(schema), text(schema, "format")) {
        ("string", Some("date")) => "2026-03-10".into(),
        ("string", Some("partial-time")) => "09:00".into(),
        ("string", _) if text(schema, "x-waymark-id") == Some("subject") => {
            "internship/0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11".into()
        }
        ("string", Some("uuid")) => "0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11".into(),
        ("string", _) => match text(schema, "pattern") {
            Some(pattern) if pattern.starts_with("^E") => "E08000001".into(),
            Some(pattern) if pattern.starts_with("^1") => "10000001".into(),
            _ => "Some words".into(),
        },
        ("integer", _) => match schema.get("maximum").and_then(Value::as_u64) {
            Some(most) if most < 60 => most.into(),
            _ => 60.into(),
        },
        ("boolean", _) => true.into(),
        ("array", _) => match schema.get("items").map(|items| resolved(items, definitions)) {
            Some(items) => json!([example(items, definitions)]),
            None => json!([]),
        },
        ("object", _) => {
            let fields = schema.as_object().map(|object| of_object(object, definitions)).unwrap_or_default();
            fields.into_iter().map(|field| (field.name, field.example)).collect::<Map<_, _>>().into()
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use service_kit::{Asked, Command as _};

    use super::*;

    #[test]
    fn every_example_is_a_command_that_can_be_read() {
        for command in coaching::Command::TYPES {
            let fields = fields(&(command.schema)());
            let example: Map<String, Value> = fields.into_iter().map(|field| (field.name, field.example)).collect();
            let json = Value::Object(example).to_string();
            assert!(Asked::<coaching::Command>::read(command.name, &json).is_ok(), "{}: {json}", command.name);
        }
    }

    #[test]
    fn a_field_says_in_words_what_can_stand_in_it() {
        let log = coaching::Command::TYPES.iter().find(|command| command.name == "log-hours").unwrap();
        let fields = fields(&(log.schema)());
        let form = |name: &str| fields.iter().find(|field| field.name == name).unwrap().form.clone();
        assert_eq!(form("minutes"), "whole number of minutes");
        assert_eq!(form("start"), "time, HH:MM");
        assert_eq!(form("coach"), "id or name of coach, such as 10000001/NF-002");
        assert_eq!(form("mode"), "in-person, remote");
        assert!(!fields.last().unwrap().required);
    }
}
