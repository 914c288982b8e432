//! Every kind of event has a sentence that a person can read.

use events::{EventType, Fact, FieldForm, Form};
use serde_json::{Map, Value};

use events::telling::Known;

use crate::fields::examples;

#[test]
fn every_kind_of_event_has_a_sentence_that_a_person_can_read() {
    for kind in events::types() {
        for said in [told(kind, |_| true), told(kind, |field| field.required)] {
            println!("{}: {said}", kind.full_name());
            readable(kind, &said);
        }
    }
}

#[test]
fn every_word_of_every_kind_of_event_has_its_own_text() {
    for kind in events::types() {
        for field in kind.fields() {
            let Form::Word(words) = &field.form else { continue };
            let said = words.iter().map(|word| tell(kind, &with(kind, &field.name, word))).collect::<Vec<_>>();
            said.iter().for_each(|said| readable(kind, said));
            let distinct: std::collections::HashSet<_> = said.iter().collect();
            assert_eq!(distinct.len(), said.len(), "{}, {}: {said:#?}", kind.full_name(), field.name);
        }
    }
}

#[track_caller]
fn readable(kind: &EventType, said: &str) {
    let ends = said.ends_with(['.', '”']);
    let begins = said.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric());
    let strange = ["{", "None", "Some(", "  ", "..", " .", "0b9f6e9c", "fixed-term", "in-work"]
        .iter()
        .any(|bad| said.contains(bad));
    assert!(begins && ends && !strange, "{}: {said}", kind.full_name());
}

fn told(kind: &EventType, wanted: impl Fn(&FieldForm) -> bool) -> String {
    tell(kind, &examples(kind.fields().iter().filter(|field| wanted(field))))
}

fn with(kind: &EventType, name: &str, word: &str) -> Map<String, Value> {
    let mut data = examples(&kind.fields());
    data.insert(name.to_owned(), word.into());
    data
}

fn tell(kind: &EventType, data: &Map<String, Value>) -> String {
    let data = Value::Object(data.clone()).to_string();
    let fact = Fact::decode(&kind.full_name(), &data).unwrap().unwrap();
    fact.tell(&Known::default())
}
