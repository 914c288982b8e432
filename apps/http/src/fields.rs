//! The fields of commands, in words and with examples.

use events::{EventId, FieldForm, Form, ProviderId, Subject};
use serde_json::{Map, Value, json};

/// What can stand in a field.
pub(crate) fn words(form: &Form) -> String {
    match form {
        Form::Id(kind) => match kind.as_str() {
            EventId::KIND => "id of event".to_owned(),
            ProviderId::KIND => "id or name of provider, such as 10000001".to_owned(),
            kind => format!("id or name of {kind}, such as 10000001/NF-002"),
        },
        Form::Date => "day, YYYY-MM-DD".to_owned(),
        Form::Time => "time, HH:MM".to_owned(),
        Form::Minutes => "whole number of minutes".to_owned(),
        Form::Pence => "whole number of pence".to_owned(),
        Form::YesNo => "true or false".to_owned(),
        Form::Whole { most: i64::MAX, .. } => "whole number".to_owned(),
        Form::Whole { least, most } => format!("whole number, {least} to {most}"),
        Form::Word(words) => words.join(", "),
        Form::Text { limit: Some(most), .. } => format!("text, up to {most} characters"),
        Form::Text { pattern: Some(pattern), .. } => format!("text like {pattern}"),
        Form::Text { .. } => "text".to_owned(),
        Form::List(item) => format!("list of: {}", words(item)),
        Form::Object(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|field| format!("{} ({})", field.name, words(&field.form))).collect();
            format!("object with {}", fields.join(", "))
        }
        Form::Other => "anything".to_owned(),
    }
}

/// An object with an example for each of these fields.
pub(crate) fn examples<'f>(fields: impl IntoIterator<Item = &'f FieldForm>) -> Map<String, Value> {
    fields.into_iter().map(|field| (field.name.clone(), example(&field.form))).collect()
}

/// Something that could stand in a field.
fn example(form: &Form) -> Value {
    match form {
        Form::Id(kind) if kind == Subject::KIND => "internship/0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11".into(),
        Form::Id(_) => "0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11".into(),
        Form::Date => "2026-03-10".into(),
        Form::Time => "09:00".into(),
        Form::Minutes | Form::Pence => 60.into(),
        Form::YesNo => true.into(),
        Form::Whole { most, .. } => (*most).min(60).into(),
        Form::Word(words) => words.first().cloned().into(),
        Form::Text { pattern: Some(pattern), .. } if pattern.starts_with("^E") => "E08000001".into(),
        Form::Text { pattern: Some(pattern), .. } if pattern.starts_with("^1") => "10000001".into(),
        Form::Text { pattern: Some(pattern), .. } if pattern.contains('/') => "2025/26".into(),
        Form::Text { .. } => "Some words".into(),
        Form::List(item) => json!([example(item)]),
        Form::Object(fields) => examples(fields).into(),
        Form::Other => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use service_kit::{Asked, Command as _};

    use super::*;

    #[test]
    fn every_example_is_a_command_that_can_be_read() {
        for command in coaching::Command::TYPES {
            let json = Value::Object(examples(&command.fields()));
            assert!(Asked::<coaching::Command>::read(command.name, json.clone()).is_ok(), "{}: {json}", command.name);
        }
    }

    #[test]
    fn a_field_says_in_words_what_can_stand_in_it() {
        let log = coaching::Command::TYPES.iter().find(|command| command.name == "log-hours").unwrap();
        let fields = log.fields();
        let form = |name: &str| words(&fields.iter().find(|field| field.name == name).unwrap().form);
        assert_eq!(form("minutes"), "whole number of minutes");
        assert_eq!(form("start"), "time, HH:MM");
        assert_eq!(form("coach"), "id or name of coach, such as 10000001/NF-002");
        assert_eq!(form("mode"), "in-person, remote");
    }
}
