//! What the fields of a command or an event hold, read from its JSON Schema: for the import, the
//! documentation and whatever else does not know the Rust type.

use schemars::Schema;
use serde_json::Value;

/// How deep a schema is followed: a deeper one contains itself.
const DEPTH: usize = 12;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The id of a thing of this kind, such as `coach`, or a name for it; `subject` for a kind and an id.
    Id(String),
    /// A civil date.
    Date,
    /// A time of day.
    Time,
    /// A whole number of minutes.
    Minutes,
    /// A whole number of pence.
    Pence,
    /// True or false.
    YesNo,
    /// A whole number within these bounds.
    Whole {
        /// The smallest.
        least: i64,
        /// The largest.
        most: i64,
    },
    /// One of these words.
    Word(Vec<String>),
    /// A text.
    Text {
        /// The most characters, if there is a limit.
        limit: Option<usize>,
        /// The regular expression that it matches, if there is one.
        pattern: Option<String>,
    },
    /// Any number of these.
    List(Box<Form>),
    /// An object with these fields.
    Object(Vec<FieldForm>),
    /// Something that no command or event holds so far.
    Other,
}

impl Form {
    /// The kind of thing whose id it holds, or a list of ids.
    #[must_use]
    pub fn id_of(&self) -> Option<&str> {
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
            | Self::Object(_)
            | Self::Other => None,
        }
    }
}

/// One field of a command, an event or an object in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldForm {
    /// Its name, as in JSON.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it says, for people.
    pub description: String,
    /// What it holds.
    pub form: Form,
    /// What it is where nothing is said, if that does not depend on what else is known.
    pub usual: Option<Usual>,
}

/// What a field is where nothing is said: `default` in its schema, or `x-waymark-default`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Usual {
    /// The day of the event: today, when it is first asked for.
    Today,
    /// This.
    Always(Value),
}

impl Usual {
    fn of(property: &Value) -> Option<Self> {
        match (&property["x-waymark-default"], &property["default"]) {
            (Value::String(today), _) if today == "today" => Some(Self::Today),
            (_, Value::Null) => None,
            (_, value) => Some(Self::Always(value.clone())),
        }
    }
}

impl FieldForm {
    /// The fields that a schema lists, in the order of their names.
    #[must_use]
    pub fn all(schema: &Schema) -> Vec<Self> {
        fields(schema.as_value(), schema.as_value(), DEPTH)
    }
}

fn fields(object: &Value, root: &Value, depth: usize) -> Vec<FieldForm> {
    let required = object["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let properties = object["properties"].as_object().into_iter().flatten();
    let fields = properties.map(|(name, property)| FieldForm {
        required: required.iter().any(|one| one == name),
        description: property["description"].as_str().unwrap_or_default().to_owned(),
        form: form(property, root, depth),
        usual: Usual::of(property),
        name: name.clone(),
    });
    fields.collect()
}

fn form(schema: &Value, root: &Value, depth: usize) -> Form {
    let Some(depth) = depth.checked_sub(1) else { return Form::Other };
    let text = |member: &str| schema[member].as_str();
    if let Some(target) = text("$ref").and_then(|path| path.strip_prefix('#')) {
        return root.pointer(target).map_or(Form::Other, |target| form(target, root, depth));
    }
    if let Some(choices) = ["anyOf", "oneOf", "allOf"].iter().find_map(|member| schema[*member].as_array()) {
        return choice(choices, root, depth);
    }
    if let Some(words) = schema["enum"].as_array() {
        return Form::Word(words.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    match kind(schema) {
        Some("string") => match (text("x-waymark-id"), text("format")) {
            (Some(kind), _) => Form::Id(kind.to_owned()),
            (None, Some("date")) => Form::Date,
            (None, Some("partial-time")) => Form::Time,
            (None, _) => Form::Text {
                limit: schema["maxLength"].as_u64().and_then(|limit| usize::try_from(limit).ok()),
                pattern: text("pattern").map(str::to_owned),
            },
        },
        Some("integer") => match text("x-waymark-unit") {
            Some("minutes") => Form::Minutes,
            Some("pence") => Form::Pence,
            _ => Form::Whole {
                least: schema["minimum"].as_i64().unwrap_or(i64::MIN),
                most: schema["maximum"].as_i64().unwrap_or(i64::MAX),
            },
        },
        Some("boolean") => Form::YesNo,
        Some("array") => Form::List(Box::new(form(&schema["items"], root, depth))),
        Some("object") => Form::Object(fields(schema, root, depth)),
        _ => Form::Other,
    }
}

/// One of several: the only one that is not null, or words listed one by one.
fn choice(choices: &[Value], root: &Value, depth: usize) -> Form {
    let choices: Vec<&Value> = choices.iter().filter(|choice| kind(choice) != Some("null")).collect();
    if let [only] = choices.as_slice() {
        return form(only, root, depth);
    }
    let words: Option<Vec<&str>> = choices.iter().map(|choice| choice["const"].as_str()).collect();
    words.map_or(Form::Other, |words| Form::Word(words.into_iter().map(str::to_owned).collect()))
}

/// The type, without null.
fn kind(schema: &Value) -> Option<&str> {
    match schema["type"].as_array() {
        Some(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        None => schema["type"].as_str(),
    }
}

#[cfg(test)]
mod tests {
    use schemars::json_schema;

    use super::*;

    #[test]
    fn the_fields_of_logged_hours_are_told_from_their_schema() {
        let fields = crate::find_type("hours-logged").unwrap().fields();
        let of = |fields: &[FieldForm], name: &str| fields.iter().find(|field| field.name == name).unwrap().clone();
        assert_eq!(of(&fields, "coach").form, Form::Id("coach".to_owned()));
        let Form::Object(session) = of(&fields, "session").form else { panic!("{fields:?}") };
        assert_eq!(of(&session, "start").form, Form::Time);
        assert_eq!(of(&session, "minutes").form, Form::Minutes);
        assert_eq!(of(&session, "claimable").form, Form::YesNo);
        assert!(matches!(of(&session, "activity").form, Form::Word(words) if words.len() == 7));
    }

    #[test]
    fn optional_fields_have_many_spellings_in_a_schema() {
        let text = |limit| Form::Text { limit, pattern: None };
        let words = || Form::Word(vec!["a".to_owned(), "b".to_owned()]);
        for (schema, holds) in [
            (json_schema!({ "anyOf": [{ "$ref": "#/$defs/Day" }, { "type": "null" }] }), Form::Date),
            (json_schema!({ "type": ["string", "null"], "format": "date" }), Form::Date),
            (json_schema!({ "allOf": [{ "$ref": "#/$defs/Day" }] }), Form::Date),
            (
                json_schema!({ "type": ["integer", "null"], "minimum": 1, "maximum": 7 }),
                Form::Whole { least: 1, most: 7 },
            ),
            (json_schema!({ "oneOf": [{ "const": "a" }, { "const": "b" }, { "type": "null" }] }), words()),
            (json_schema!({ "type": ["string", "null"], "enum": ["a", "b", null] }), words()),
            (
                json_schema!({ "type": "array", "items": { "type": "string", "maxLength": 9 } }),
                Form::List(Box::new(text(Some(9)))),
            ),
            (
                json_schema!({ "type": "string", "pattern": "^1" }),
                Form::Text { limit: None, pattern: Some("^1".to_owned()) },
            ),
            (json_schema!({ "$ref": "#/$defs/Endless" }), Form::Other),
            (json_schema!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] }), Form::Other),
        ] {
            let schema = json_schema!({
                "$defs": { "Day": { "type": "string", "format": "date" }, "Endless": { "$ref": "#/$defs/Endless" } },
                "properties": { "field": schema },
            });
            assert_eq!(FieldForm::all(&schema)[0].form, holds, "{schema:?}");
        }
    }

    #[test]
    fn the_fields_of_objects_in_lists_are_told_with_their_ids() {
        let schema = json_schema!({
            "$defs": { "Line": { "type": "object", "required": ["coach"], "properties": {
                "coach": { "description": "Who.", "type": "string", "x-waymark-id": "coach" } } } },
            "properties": { "lines": { "type": "array", "items": { "$ref": "#/$defs/Line" } } },
        });
        let coach = FieldForm {
            name: "coach".to_owned(),
            required: true,
            description: "Who.".to_owned(),
            form: Form::Id("coach".to_owned()),
            usual: None,
        };
        let lines = &FieldForm::all(&schema)[0];
        assert_eq!((lines.required, &lines.form), (false, &Form::List(Box::new(Form::Object(vec![coach])))));
    }
}
