//! What a command's fields look like, read from its JSON Schema.

use serde_json::Value;
use service_kit::CommandType;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The id of something the provider names: an internship, an employer, a coach.
    Id(String),
    Date,
    Time,
    Minutes,
    Pence,
    YesNo,
    Whole {
        least: i64,
        most: i64,
    },
    /// One of these words.
    Word(Vec<String>),
    Text {
        limit: usize,
    },
    List(Box<Form>),
    /// More than a cell can hold.
    Beyond,
}

impl Form {
    /// The kind of thing whose id it holds, or a list of ids.
    pub(crate) fn id_of(&self) -> Option<&str> {
        match self {
            Self::Id(kind) => Some(kind),
            Self::List(item) => item.id_of(),
            Self::Date
            | Self::Time
            | Self::Minutes
            | Self::Pence
            | Self::YesNo
            | Self::Whole { .. }
            | Self::Word(_)
            | Self::Text { .. }
            | Self::Beyond => None,
        }
    }

    /// Whether the same value can be written in several ways, so that a key holds what it means.
    pub(crate) fn settles(&self) -> bool {
        match self {
            Self::Date | Self::Time | Self::Minutes | Self::Pence | Self::YesNo | Self::Whole { .. } => true,
            Self::Id(_) | Self::Word(_) | Self::Text { .. } | Self::List(_) | Self::Beyond => false,
        }
    }
}

/// One field of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldForm {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) form: Form,
}

/// The fields of a command.
pub(crate) fn fields(command: &CommandType) -> Vec<FieldForm> {
    let schema = (command.schema)();
    let root = schema.as_value();
    let required: Vec<&str> =
        root.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = root.get("properties").and_then(Value::as_object);
    let fields = properties.into_iter().flatten().map(|(name, schema)| FieldForm {
        name: name.clone(),
        required: required.contains(&name.as_str()),
        form: form(root, schema, 0),
    });
    fields.collect()
}

fn form(root: &Value, schema: &Value, depth: usize) -> Form {
    if depth > 8 {
        return Form::Beyond;
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#')) {
        return root.pointer(target).map_or(Form::Beyond, |target| form(root, target, depth + 1));
    }
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(kind) = text("x-waymark-id") {
        return Form::Id(kind.to_owned());
    }
    match text("x-waymark-unit") {
        Some("minutes") => return Form::Minutes,
        Some("pence") => return Form::Pence,
        _ => {}
    }
    if let Some(choices) = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema.get(key)?.as_array()) {
        return choice(root, choices, depth);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words_of(words.iter());
    }
    match kind(schema) {
        Some("string") => match text("format") {
            Some("date") => Form::Date,
            Some("time" | "partial-time") => Form::Time,
            _ => Form::Text { limit: limit(schema) },
        },
        Some("boolean") => Form::YesNo,
        Some("integer") => {
            let bound = |key: &str, otherwise: i64| schema.get(key).and_then(Value::as_i64).unwrap_or(otherwise);
            Form::Whole { least: bound("minimum", i64::MIN), most: bound("maximum", i64::MAX) }
        }
        Some("array") => {
            let item = form(root, schema.get("items").unwrap_or(&Value::Null), depth + 1);
            let fits = !matches!(item, Form::Beyond | Form::List(_));
            if fits { Form::List(Box::new(item)) } else { Form::Beyond }
        }
        _ => Form::Beyond,
    }
}

/// One of several: the only one that is not null, or words listed one by one.
fn choice(root: &Value, choices: &[Value], depth: usize) -> Form {
    let choices: Vec<&Value> = choices.iter().filter(|choice| kind(choice) != Some("null")).collect();
    if let [only] = choices.as_slice() {
        return form(root, only, depth + 1);
    }
    let mut words = Vec::new();
    for choice in choices {
        match (choice.get("const"), form(root, choice, depth + 1)) {
            (Some(Value::String(word)), _) => words.push(word.clone()),
            (_, Form::Word(more)) => words.extend(more),
            _ => return Form::Beyond,
        }
    }
    Form::Word(words)
}

fn words_of<'v>(words: impl Iterator<Item = &'v Value>) -> Form {
    let words: Vec<String> = words.filter_map(Value::as_str).map(str::to_owned).collect();
    if words.is_empty() { Form::Beyond } else { Form::Word(words) }
}

fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn limit(schema: &Value) -> usize {
    let limit = schema.get("maxLength").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    limit.unwrap_or(crate::cell::CELL_LIMIT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use service_kit::Command as _;

    use super::*;

    #[test]
    fn the_fields_of_logging_hours_are_told_from_its_schema() {
        let log = coaching::Command::TYPES.iter().find(|c| c.name == "log-hours").unwrap();
        let found = fields(log);
        let form = |name: &str| found.iter().find(|f| f.name == name).map(|f| (f.required, f.form.clone())).unwrap();
        assert_eq!(form("internship"), (true, Form::Id("internship".to_owned())));
        assert_eq!(form("date"), (true, Form::Date));
        assert_eq!(form("start"), (true, Form::Time));
        assert_eq!(form("minutes"), (true, Form::Minutes));
        assert_eq!(form("claimable"), (true, Form::YesNo));
        assert_eq!(form("mode"), (false, Form::Word(vec!["in-person".to_owned(), "remote".to_owned()])));
        assert!(matches!(form("activity").1, Form::Word(words) if words.len() == 7));
    }

    #[test]
    fn a_cell_can_give_every_field_of_every_command_but_a_list_of_sessions() {
        let contexts = [
            referrals::Command::TYPES,
            placements::Command::TYPES,
            coaching::Command::TYPES,
            funding::Command::TYPES,
            outcomes::Command::TYPES,
        ];
        let mut beyond = Vec::new();
        for command in contexts.concat() {
            let found = fields(&command);
            assert!(found.iter().any(|field| field.name == command.subject_field()), "{}", command.full_name());
            let out_of_reach = found.into_iter().filter(|field| field.form == Form::Beyond);
            beyond.extend(out_of_reach.map(|field| format!("{}: {}", command.full_name(), field.name)));
        }
        assert_eq!(beyond, ["funding.submit-claim: sessions"]);
    }

    #[test]
    fn optional_fields_have_many_spellings_in_a_schema() {
        let root =
            json!({ "$defs": { "Day": { "type": "string", "format": "date" }, "Round": { "$ref": "#/$defs/Round" } } });
        let of = |schema: Value| form(&root, &schema, 0);
        assert_eq!(of(json!({ "anyOf": [{ "$ref": "#/$defs/Day" }, { "type": "null" }] })), Form::Date);
        assert_eq!(of(json!({ "type": ["string", "null"], "format": "date" })), Form::Date);
        assert_eq!(of(json!({ "allOf": [{ "$ref": "#/$defs/Day" }] })), Form::Date);
        assert_eq!(
            of(json!({ "type": ["integer", "null"], "minimum": 1, "maximum": 7 })),
            Form::Whole { least: 1, most: 7 }
        );
        assert_eq!(
            of(json!({ "oneOf": [{ "const": "a" }, { "const": "b" }, { "type": "null" }] })),
            Form::Word(vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(
            of(json!({ "type": "array", "items": { "type": "string", "maxLength": 9 } })),
            Form::List(Box::new(Form::Text { limit: 9 }))
        );
        assert_eq!(of(json!({ "$ref": "#/$defs/Round" })), Form::Beyond);
        assert_eq!(of(json!({ "type": "object" })), Form::Beyond);
    }
}
