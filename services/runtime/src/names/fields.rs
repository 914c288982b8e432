//! Where the ids stand in a command, read once from its JSON Schema.

use serde_json::Value;
use service_kit::CommandType;
use uuid::Uuid;

/// How deep a schema is followed: more would be a schema that holds itself.
const DEPTH: usize = 8;

/// A place in a command where the id of something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdField {
    path: Vec<Step>,
    kind: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    EachItem,
}

impl IdField {
    /// All of a command.
    pub(crate) fn of(command: &CommandType) -> Vec<Self> {
        let schema = (command.schema)();
        let mut found = Vec::new();
        gather(schema.as_value(), schema.as_value(), &mut Vec::new(), &mut found, DEPTH);
        found
    }

    /// The texts here that are no ids: where, the kind of thing, and the text.
    pub(crate) fn names<'f>(&'f self, command: &Value, into: &mut Vec<(String, &'f str, String)>) {
        self.names_at(command, &self.path, String::new(), into);
    }

    fn names_at<'f>(
        &'f self,
        value: &Value,
        path: &[Step],
        pointer: String,
        into: &mut Vec<(String, &'f str, String)>,
    ) {
        match (path, value) {
            ([], Value::String(text)) if Uuid::try_parse(text).is_err() => {
                into.push((pointer, &self.kind, text.clone()));
            }
            ([Step::Member(name), rest @ ..], Value::Object(members)) => {
                if let Some(value) = members.get(name) {
                    self.names_at(value, rest, format!("{pointer}/{name}"), into);
                }
            }
            ([Step::EachItem, rest @ ..], Value::Array(items)) => {
                for (place, item) in items.iter().enumerate() {
                    self.names_at(item, rest, format!("{pointer}/{place}"), into);
                }
            }
            _ => {}
        }
    }
}

fn gather(root: &Value, schema: &Value, path: &mut Vec<Step>, found: &mut Vec<IdField>, depth: usize) {
    if depth == 0 {
        return;
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#')) {
        return root.pointer(target).into_iter().for_each(|target| gather(root, target, path, found, depth - 1));
    }
    if let Some(kind) = schema.get("x-waymark-id").and_then(Value::as_str) {
        let field = IdField { path: path.clone(), kind: kind.to_owned() };
        if !found.contains(&field) {
            found.push(field);
        }
        return;
    }
    for choices in ["anyOf", "oneOf", "allOf"].iter().filter_map(|member| schema.get(member)?.as_array()) {
        choices.iter().for_each(|choice| gather(root, choice, path, found, depth - 1));
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        path.push(Step::Member(name.clone()));
        gather(root, property, path, found, depth - 1);
        path.pop();
    }
    if let Some(items) = schema.get("items") {
        path.push(Step::EachItem);
        gather(root, items, path, found, depth - 1);
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use schemars::json_schema;
    use serde_json::json;
    use service_kit::schemars;

    use super::*;

    #[test]
    fn ids_are_found_in_options_lists_and_objects() {
        let schema = json_schema!({
            "$defs": { "Line": { "properties": { "sessions": {
                "type": "array", "items": { "type": "string", "x-waymark-id": "event" } } } } },
            "properties": {
                "internship": { "type": "string", "x-waymark-id": "internship" },
                "coach": { "anyOf": [{ "type": "string", "x-waymark-id": "coach" }, { "type": "null" }] },
                "lines": { "type": "array", "items": { "$ref": "#/$defs/Line" } },
                "note": { "type": "string" },
            },
        });
        let mut found = Vec::new();
        gather(schema.as_value(), schema.as_value(), &mut Vec::new(), &mut found, DEPTH);
        let id = Uuid::from_u128(7).to_string();
        let command = json!({
            "internship": "10000001/NF-002", "coach": id, "note": "10000001/x", "lines": [{}, { "sessions": [id, "s"] }],
        });
        let mut names = Vec::new();
        found.iter().for_each(|field| field.names(&command, &mut names));
        names.sort();
        assert_eq!(
            names,
            [
                ("/internship".to_owned(), "internship", "10000001/NF-002".to_owned()),
                ("/lines/1/sessions/1".to_owned(), "event", "s".to_owned()),
            ]
        );
    }
}
