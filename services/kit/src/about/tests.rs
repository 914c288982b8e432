use super::*;
use crate::practice::{AssignCoach, INTERN, assign};
use crate::{object, read_fields};

const FIELDS: &str = r#"{"internship":"00000000-0000-0000-0000-00000000000a",
    "coach":"00000000-0000-0000-0000-00000000000c","date":"2026-03-10"}"#;

#[test]
fn it_has_the_fields_of_its_event_and_the_id_of_what_it_is_about() {
    assert_eq!(read_fields::<AssignCoach>(object(FIELDS).unwrap()).unwrap(), assign());
    let written = serde_json::to_value(assign()).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(FIELDS).unwrap());
    assert_eq!(assign().subject(), INTERN.subject());
}

#[test]
fn what_it_is_about_is_said_once() {
    assert!(said(r#"{"date":"2026-03-10","coach":"00000000-0000-0000-0000-00000000000c"}"#).contains("internship"));
    let twice = FIELDS.replacen('{', r#"{"internship":"00000000-0000-0000-0000-00000000000b","#, 1);
    assert!(said(&twice).contains("duplicate field `internship`"), "{}", said(&twice));
}

#[test]
fn a_field_that_the_event_does_not_have_is_refused() {
    let more = FIELDS.replacen('{', r#"{"mood":"good","#, 1);
    assert!(said(&more).contains("unknown field `mood`"), "{}", said(&more));
}

#[test]
fn fields_in_a_list_are_refused() {
    let said = serde_json::from_str::<AssignCoach>("[]").unwrap_err().to_string();
    assert!(said.contains("expected a command's fields"), "{said}");
}

#[test]
fn its_schema_is_that_of_the_event_and_asks_for_what_it_is_about() {
    let schema = schemars::schema_for!(AssignCoach);
    assert_eq!(schema.get("title"), Some(&json!("coach-assigned")));
    assert_eq!(schema.get("required"), Some(&json!(["internship", "coach", "date"])));
    let fields: Vec<_> = schema.get("properties").unwrap().as_object().unwrap().keys().collect();
    assert_eq!(fields, ["coach", "date", "internship", "note", "reason", "until"]);
}

#[track_caller]
fn said(fields: &str) -> String {
    object(fields).and_then(read_fields::<AssignCoach>).unwrap_err().to_string()
}
