//! Whether the fields of a command are of their forms, said in words that a person can act on: the one
//! place that decides how a day, a time or a number is written in a command.

use jiff::civil::{Date, Time};
use serde_json::{Map, Value};

use crate::{FieldForm, Form};

/// The years that a day of a command can be in: birth dates of long ago, awards far ahead.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// The longest value that is quoted, in characters.
const QUOTED: usize = 40;

/// A day as commands write it: `2026-03-10`, from 1900 to 2100.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    let date: Date = shape.eq(*b"0000-00-00").then(|| text.parse().ok())??;
    YEARS.contains(&date.year()).then_some(date)
}

/// A time of day as commands write it: `09:30`, or `09:30:00`.
fn time(text: &str) -> Option<Time> {
    let shape: Vec<u8> = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).collect();
    matches!(shape.as_slice(), b"00:00" | b"00:00:00").then(|| text.parse().ok())?
}

/// What is wrong with these fields of a command, field by field; nothing where all are of their forms. Names
/// in the place of ids, and texts that have a form of their own, are left to their readers.
#[must_use]
pub fn misread(fields: &[FieldForm], command: &Map<String, Value>) -> Vec<String> {
    let mut wrong = Vec::new();
    object(fields, command, "", &mut wrong);
    wrong
}

fn object(fields: &[FieldForm], object: &Map<String, Value>, within: &str, wrong: &mut Vec<String>) {
    for name in object.keys().filter(|name| !fields.iter().any(|field| field.name == **name)) {
        let known = fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
        wrong.push(format!("{within}{}: there is no such field; there are: {known}", cut(name)));
    }
    for field in fields {
        let path = format!("{within}{}", field.name);
        match object.get(&field.name) {
            None | Some(Value::Null) if field.required => wrong.push(format!("{path}: missing; {}", asks(&field.form))),
            None | Some(Value::Null) => {}
            Some(found) => value(&field.form, found, &path, wrong),
        }
    }
}

fn value(form: &Form, found: &Value, path: &str, wrong: &mut Vec<String>) {
    match (form, found) {
        (Form::Object(fields), Value::Object(members)) => object(fields, members, &format!("{path}."), wrong),
        (Form::List(item), Value::Array(items)) => {
            for (place, found) in items.iter().enumerate() {
                value(item, found, &format!("{path}.{place}"), wrong);
            }
        }
        _ if is_of(form, found) => {}
        // What somebody wrote of a person is not repeated.
        (Form::Text { .. }, Value::String(text)) if text.trim().is_empty() => {
            wrong.push(format!("{path}: {}, but it is empty", asks(form)));
        }
        (Form::Text { .. }, Value::String(text)) => {
            wrong.push(format!("{path}: {}, but it has {}", asks(form), text.trim().chars().count()));
        }
        _ => wrong.push(format!("{path}: {}, but found {}", asks(form), cut(&found.to_string()))),
    }
}

fn is_of(form: &Form, found: &Value) -> bool {
    let text = found.as_str();
    let within = |least: i64, most: i64| found.as_i64().is_some_and(|found| (least..=most).contains(&found));
    match form {
        Form::Id(_) => text.is_some(),
        Form::Date => text.and_then(day).is_some(),
        Form::Time => text.and_then(time).is_some(),
        Form::Minutes => within(0, u32::MAX.into()),
        Form::Pence => within(-crate::Pence::MOST, crate::Pence::MOST),
        Form::YesNo => found.is_boolean(),
        Form::Whole { least, most } => within(*least, *most),
        Form::Word(words) => text.is_some_and(|text| words.iter().any(|word| word == text)),
        Form::Text { limit, .. } => text.is_some_and(|text| {
            let text = text.trim();
            !text.is_empty() && limit.is_none_or(|limit| text.chars().count() <= limit)
        }),
        Form::List(_) | Form::Object(_) => false,
        Form::Other => true,
    }
}

/// What a field asks for.
fn asks(form: &Form) -> String {
    match form {
        Form::Id(kind) if kind == crate::EventId::KIND => "the id of an event".to_owned(),
        Form::Id(kind) if kind == crate::ProviderId::KIND => "the id or UKPRN of a provider".to_owned(),
        Form::Id(kind) if kind == crate::Subject::KIND => {
            "a kind and an id or a name, such as internship/10000001/NF-002".to_owned()
        }
        Form::Id(kind) => format!("the id or name of this {kind}, such as 10000001/NF-002"),
        Form::Date => "a day as YYYY-MM-DD, in the years 1900 to 2100".to_owned(),
        Form::Time => "a time of day as HH:MM".to_owned(),
        Form::Minutes => "a whole number, 0 or more".to_owned(),
        Form::Pence => "a whole number of pence".to_owned(),
        Form::YesNo => "true or false".to_owned(),
        Form::Whole { least, most: i64::MAX } => format!("a whole number, {least} or more"),
        Form::Whole { least, most } => format!("a whole number, {least} to {most}"),
        Form::Word(words) => format!("one of: {}", words.join(", ")),
        Form::Text { limit: Some(most), .. } => format!("a text of 1 to {most} characters"),
        Form::Text { limit: None, .. } => "a text".to_owned(),
        Form::List(_) => "a list, in square brackets".to_owned(),
        Form::Object(_) => "an object, in braces".to_owned(),
        Form::Other => "a value".to_owned(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use schemars::json_schema;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn said(field: &Value, found: &Value) -> String {
        let schema = json_schema!({ "type": "object", "properties": { "field": field } });
        misread(&FieldForm::all(&schema), json!({ "field": found }).as_object().unwrap()).join("; ")
    }

    #[test]
    fn a_day_is_written_in_one_way_and_lies_in_these_years() {
        let day = json!({ "type": "string", "format": "date" });
        for fine in ["1900-01-01", "2026-03-10", "2100-12-31", "2024-02-29"] {
            assert_eq!(said(&day, &json!(fine)), "", "{fine}");
        }
        for wrong in [
            "20240101",
            "1899-12-31",
            "2101-01-01",
            "-009999-01-01",
            "+002024-01-01",
            "2023-02-29",
            "2024-1-1",
            "2024-01-01T00:00:00",
            "2024-W01-1",
            "01/03/2024",
            "",
            "٢٠٢٤-01-01",
        ] {
            let asked = "field: a day as YYYY-MM-DD, in the years 1900 to 2100, but found ";
            assert_eq!(said(&day, &json!(wrong)), format!("{asked}\"{wrong}\""));
        }
        assert!(said(&day, &json!(20240101)).ends_with("but found 20240101"));
    }

    #[test]
    fn a_time_has_no_fractions_and_no_zone() {
        let time = json!({ "type": "string", "format": "partial-time" });
        for fine in ["09:00", "23:59:59"] {
            assert_eq!(said(&time, &json!(fine)), "", "{fine}");
        }
        for wrong in ["09:00:00.000000001", "9:00", "0900", "24:00", "09:00Z", "T09:00", "09:00+01:00"] {
            assert_eq!(said(&time, &json!(wrong)), format!("field: a time of day as HH:MM, but found \"{wrong}\""));
        }
    }

    #[test]
    fn numbers_words_and_flags_say_what_they_can_be() {
        let minutes = json!({ "type": "integer", "x-waymark-unit": "minutes" });
        for wrong in [json!(-5), json!(1.5), json!("60"), json!(u64::MAX)] {
            assert_eq!(said(&minutes, &wrong), format!("field: a whole number, 0 or more, but found {wrong}"));
        }
        let pence = json!({ "type": "integer", "x-waymark-unit": "pence" });
        assert_eq!(said(&pence, &json!("£5")), "field: a whole number of pence, but found \"£5\"");
        let weeks = json!({ "type": "integer", "minimum": 1, "maximum": 52 });
        assert_eq!(said(&weeks, &json!(53)), "field: a whole number, 1 to 52, but found 53");
        assert_eq!(said(&json!({ "type": "boolean" }), &json!("yes")), "field: true or false, but found \"yes\"");
        let mode = json!({ "enum": ["in-person", "remote"] });
        assert_eq!(said(&mode, &json!("online")), "field: one of: in-person, remote, but found \"online\"");
        let long = said(&mode, &json!("x".repeat(5000)));
        assert!(long.chars().count() < 120 && long.ends_with('…'), "{long}");
    }

    #[test]
    fn what_was_written_of_a_person_is_not_repeated() {
        let line = json!({ "type": "string", "maxLength": 5 });
        assert_eq!(said(&line, &json!("  ")), "field: a text of 1 to 5 characters, but it is empty");
        assert_eq!(said(&line, &json!("Aisha K")), "field: a text of 1 to 5 characters, but it has 7");
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_with_where() {
        let schema = json_schema!({
            "required": ["coach", "lines"],
            "properties": {
                "coach": { "type": "string", "x-waymark-id": "coach" },
                "lines": { "type": "array", "items": { "type": "object", "required": ["paid"],
                    "properties": { "paid": { "type": "boolean" } } } },
                "note": { "type": ["string", "null"] },
            },
        });
        let found = json!({ "lines": [{ "paid": true }, { "paid": 1 }, {}, 7], "note": null, "colour": "blue" });
        let wrong = misread(&FieldForm::all(&schema), found.as_object().unwrap());
        assert_eq!(
            wrong,
            [
                "colour: there is no such field; there are: coach, lines, note",
                "coach: missing; the id or name of this coach, such as 10000001/NF-002",
                "lines.1.paid: true or false, but found 1",
                "lines.2.paid: missing; true or false",
                "lines.3: an object, in braces, but found 7",
            ]
        );
    }
}
