//! `waymark schema`: the commands, the events, their fields and the rules.

use std::io::Write;

use anyhow::bail;
use events::{EventType, FieldForm, Form, SubjectKind, nearest};
use service_kit::{CommandType, Rule};

use crate::cli;
use crate::output;
use crate::services;

/// Shows all commands and events in a line each, or one with its fields and rules.
///
/// # Errors
/// When there is no such command or event, or the output cannot be written.
pub fn run(arguments: &cli::Schema, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(name) = &arguments.kind else { return all(out) };
    let asked = name.to_lowercase();
    let is_asked = |command: &&CommandType| command.full_name() == asked || command.name == asked;
    let commands: Vec<&CommandType> = services::command_types().filter(is_asked).collect();
    if let Ok(kind) = events::find_type(name) {
        return event(kind, out);
    }
    match commands.as_slice() {
        [] => bail!(unknown(name)),
        [one] => command(one, out),
        several => {
            let names: Vec<String> = several.iter().map(|command| command.full_name()).collect();
            bail!("there are several commands \"{name}\": write one of {}", names.join(", "))
        }
    }
}

/// What there is, and what comes near.
fn unknown(name: &str) -> String {
    let commands: Vec<String> = services::command_types().map(CommandType::full_name).collect();
    let kinds: Vec<String> = events::types().map(|kind| format!("{}.{}", kind.context, kind.name)).collect();
    let full = || commands.iter().chain(&kinds).map(String::as_str);
    let short = |full: &'_ str| full.rsplit_once('.').map_or(full, |(_, short)| short).to_owned();
    let shorts: Vec<String> = full().map(short).collect();
    let near = nearest(name, full().chain(shorts.iter().map(String::as_str)));
    let near = near.and_then(|near| full().find(|full| *full == near || short(full) == near));
    let near = near.map(|near| format!(" Did you mean \"{near}\"?")).unwrap_or_default();
    format!(
        "there is no command or event \"{name}\".{near} Commands: {}. Events: {}",
        commands.join(", "),
        kinds.join(", ")
    )
}

fn all(out: &mut impl Write) -> anyhow::Result<()> {
    let rows = services::command_types().map(|command| {
        let fields = command.fields();
        let required = fields.iter().filter(|field| field.required).map(|field| field.name.as_str());
        vec![command.full_name(), command.summary.to_owned(), required.collect::<Vec<_>>().join(", ")]
    });
    output::table(&["command", "what it asks", "required fields"], rows, out)?;
    writeln!(out, "\nOne with all its fields and rules: waymark schema referrals.refer\n")?;
    let rows = events::types().map(|kind| {
        vec![format!("{}.{}", kind.context, kind.name), SubjectKind::any_of(kind.subjects), kind.summary()]
    });
    output::table(&["event", "about", "what happened"], rows, out)?;
    writeln!(out, "\nOne with its fields and rules: waymark schema hours-logged\n\nThe hard rules:")?;
    let rows = Rule::ALL.iter().map(|rule| vec![rule.name().to_owned(), rule.text().to_owned()]);
    output::table(&["rule", "demands"], rows, out)
}

fn event(kind: &EventType, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{}\n{}\nAbout: {}", kind.full_name(), kind.summary(), SubjectKind::any_of(kind.subjects))?;
    writeln!(out, "\nFields:")?;
    output::table(&["field", "is", "required", "what it says"], rows(kind.fields()), out)?;
    if kind.sealed.is_some() {
        writeln!(out, "\nContent about a person is sealed under that person's key and stands beside these fields.")?;
    }
    for of_event in services::command_types().filter(|command| becomes(command, kind)) {
        writeln!(out)?;
        command(of_event, out)?;
    }
    Ok(())
}

fn command(command: &CommandType, out: &mut impl Write) -> anyhow::Result<()> {
    let CommandType { context, name, .. } = command;
    writeln!(out, "Command: {context}.{name}, POST /v1/{context}/{name}\n{}", command.summary)?;
    output::table(&["field", "is", "required", "what it says"], rows(command.fields()), out)?;
    for rule in command.rules {
        writeln!(out, "{rule}: {}", rule.text())?;
    }
    Ok(())
}

fn becomes(command: &CommandType, kind: &EventType) -> bool {
    command.context == kind.context && command.event == kind.name
}

fn rows(fields: Vec<FieldForm>) -> impl Iterator<Item = Vec<String>> {
    fields.into_iter().map(|field| {
        let must = if field.required { "yes" } else { "" };
        vec![field.name, words(&field.form), must.to_owned(), field.description.replace('\n', " ")]
    })
}

/// What a field holds, in a word or a list of words.
fn words(form: &Form) -> String {
    match form {
        Form::Id(kind) => format!("{kind} id"),
        Form::Date => "date".to_owned(),
        Form::Time => "time".to_owned(),
        Form::Minutes => "minutes".to_owned(),
        Form::Pence => "pence".to_owned(),
        Form::YesNo => "boolean".to_owned(),
        Form::Whole { .. } => "integer".to_owned(),
        Form::Word(words) => words.join(", "),
        Form::Text { .. } => "string".to_owned(),
        Form::List(item) => format!("list of {}", words(item)),
        Form::Object(_) | Form::Other => "object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: Option<&str>) -> String {
        let mut out = Vec::new();
        run(&cli::Schema { kind: kind.map(str::to_owned) }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// One that is not would have no example at /docs, and no name in it would become an id.
    #[test]
    fn every_field_of_every_command_and_event_is_of_a_known_form() {
        fn known(form: &Form) -> bool {
            match form {
                Form::List(item) => known(item),
                Form::Object(fields) => fields.iter().all(|field| known(&field.form)),
                Form::Other => false,
                Form::Id(_) | Form::Date | Form::Time | Form::Minutes | Form::Pence => true,
                Form::YesNo | Form::Whole { .. } | Form::Word(_) | Form::Text { .. } => true,
            }
        }
        let commands = services::command_types().map(|command| (command.full_name(), command.fields()));
        for (name, fields) in commands.chain(events::types().map(|kind| (kind.full_name(), kind.fields()))) {
            assert!(!fields.is_empty(), "{name}");
            fields.iter().for_each(|field| assert!(known(&field.form), "{name}, {}", field.name));
        }
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

    /// Mappings are written from it.
    #[test]
    fn every_command_is_listed_with_what_it_requires_and_shown_with_all_its_fields() {
        let all = shown(None);
        for command in services::command_types() {
            assert!(all.contains(&command.full_name()), "{}", command.full_name());
            let shown = shown(Some(&command.full_name()));
            for field in command.fields() {
                assert!(shown.contains(&field.name), "{}, {}", command.full_name(), field.name);
            }
        }
        assert!(shown(Some("Referrals.refer")).contains("school, council, college"));
        assert_eq!(shown(Some("refer")), shown(Some("referrals.refer")));
    }

    #[test]
    fn a_name_that_several_commands_have_is_answered_with_all_of_them() {
        let error = run(&cli::Schema { kind: Some("enter-in-error".into()) }, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("referrals.enter-in-error, placements.enter-in-error"), "{error}");
    }

    #[test]
    fn an_older_version_is_answered_with_the_form_that_is_written_today() {
        assert_eq!(shown(Some("waymark.coaching.hours-logged.v0")), shown(Some("hours-logged")));
    }

    #[test]
    fn an_event_that_does_not_exist_is_answered_with_those_that_do() {
        let mut out = Vec::new();
        let error = run(&cli::Schema { kind: Some("hours-loged".into()) }, &mut out).unwrap_err();
        assert!(error.to_string().contains("Did you mean \"coaching.hours-logged\"?"), "{error}");
        let error = run(&cli::Schema { kind: Some("referrals.reffer".into()) }, &mut out).unwrap_err();
        assert!(error.to_string().contains("Did you mean \"referrals.refer\"?"), "{error}");
    }
}
