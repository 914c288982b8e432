//! `waymark schema`: the events, their fields and the rules.

use std::io::Write;

use events::{EventType, SubjectKind};
use serde_json::Value;
use service_kit::{CommandType, Rule};

use crate::cli;
use crate::output;
use crate::services;

/// Shows all events in a line each, or one with its fields and rules.
///
/// # Errors
/// When there is no such event, or the output cannot be written.
pub fn run(arguments: &cli::Schema, out: &mut impl Write) -> anyhow::Result<()> {
    match &arguments.kind {
        Some(name) => one(events::find_type(name)?, out),
        None => all(out),
    }
}

fn all(out: &mut impl Write) -> anyhow::Result<()> {
    let rows = events::types().map(|kind| {
        vec![format!("{}.{}", kind.context, kind.name), SubjectKind::any_of(kind.subjects), kind.summary()]
    });
    output::table(&["event", "about", "what happened"], rows, out)?;
    writeln!(out, "\nOne with its fields and rules: waymark schema hours-logged\n\nThe hard rules:")?;
    let rows = Rule::ALL.iter().map(|rule| vec![rule.name().to_owned(), rule.text().to_owned()]);
    output::table(&["rule", "demands"], rows, out)
}

fn one(kind: &EventType, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{}\n{}\nAbout: {}", kind.full_name(), kind.summary(), SubjectKind::any_of(kind.subjects))?;
    let schema = (kind.schema)();
    writeln!(out, "\nFields:")?;
    output::table(&["field", "is", "required", "what it says"], fields(schema.as_value()), out)?;
    if kind.sealed.is_some() {
        writeln!(out, "\nContent about a person is sealed under that person's key and stands beside these fields.")?;
    }
    for command in services::command_types().filter(|command| becomes(command, kind)) {
        writeln!(out, "\nCommand: POST /v1/{}/{}\n{}", command.context, command.name, command.summary)?;
        output::table(&["field", "is", "required", "what it says"], fields((command.schema)().as_value()), out)?;
        for rule in command.rules {
            writeln!(out, "{rule}: {}", rule.text())?;
        }
    }
    Ok(())
}

fn becomes(command: &CommandType, kind: &EventType) -> bool {
    command.context == kind.context && command.event == kind.name
}

fn fields(schema: &Value) -> Vec<Vec<String>> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let described = |field: &Value| field["description"].as_str().unwrap_or_default().replace('\n', " ");
    let row = |(name, field): (&String, &Value)| {
        let must = if required.contains(&name.as_str()) { "yes" } else { "" };
        vec![name.clone(), form(field, schema), must.to_owned(), described(field)]
    };
    schema["properties"].as_object().into_iter().flatten().map(row).collect()
}

/// What a field is, in a word or a list of words.
fn form(field: &Value, root: &Value) -> String {
    if let Some(reference) = field["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or_else(|| "object".to_owned(), |target| form(target, root));
    }
    if let Some(options) = field["anyOf"].as_array() {
        let forms: Vec<_> =
            options.iter().filter(|option| option["type"] != "null").map(|option| form(option, root)).collect();
        return forms.join(" or ");
    }
    if let Some(words) = field["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    }
    if let Some(kind) = field["x-waymark-id"].as_str() {
        return format!("{kind} id");
    }
    if let Some(unit) = field["x-waymark-unit"].as_str() {
        return unit.to_owned();
    }
    if let Some(items) = field.get("items") {
        return format!("list of {}", form(items, root));
    }
    if let Some(format) = field["format"].as_str().filter(|format| ["date", "partial-time", "time"].contains(format)) {
        return format.replace("partial-", "");
    }
    let kinds: Vec<&str> = match field["type"].as_array() {
        Some(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        None => vec![field["type"].as_str().unwrap_or("object")],
    };
    kinds.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: Option<&str>) -> String {
        let mut out = Vec::new();
        run(&cli::Schema { kind: kind.map(str::to_owned) }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_event_and_every_rule_is_listed() {
        let all = shown(None);
        for kind in events::types() {
            assert!(all.contains(kind.name), "{}", kind.name);
        }
        assert!(all.contains("H15"));
    }

    #[test]
    fn one_event_is_shown_with_its_fields_its_command_and_the_rules_it_can_break() {
        let shown = shown(Some("hours-logged"));
        for part in
            ["waymark.coaching.hours-logged.v1", "coach id", "POST /v1/coaching/log-hours", "H15", "minutes", "yes"]
        {
            assert!(shown.contains(part), "{part} is missing in\n{shown}");
        }
    }

    #[test]
    fn an_older_version_is_answered_with_the_form_that_is_written_today() {
        assert_eq!(shown(Some("waymark.coaching.hours-logged.v0")), shown(Some("hours-logged")));
    }

    #[test]
    fn an_event_that_does_not_exist_is_answered_with_those_that_do() {
        let mut out = Vec::new();
        let error = run(&cli::Schema { kind: Some("hours-lost".into()) }, &mut out).unwrap_err();
        assert!(error.to_string().contains("hours-logged"), "{error}");
    }
}
