//! What a timeline says about every golden event, old versions too, as it stands in `told.txt`: where
//! nothing else is known and what is sealed stays closed, and where names are known and it is open.
//! Where a sentence is meant to change, run `./regenerate` and read the difference.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use events::telling::{Known, Names};
use events::{
    ClaimId, CoachId, EventId, EventType, Fact, Form, JobId, PlacementId, Position, ProviderId, Recorded, RoleId,
};
use serde_json::{Map, Value};

#[test]
fn every_golden_event_is_told_as_it_was() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = fs::read_dir(here.join("golden")).unwrap();
    let mut files: Vec<_> = golden.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(files.len() >= events::types().count());
    let told: String = files.iter().map(tell).collect();
    let kept = here.join("tests/told.txt");
    if std::env::var_os("WAYMARK_UPDATE").is_some() {
        fs::write(&kept, &told).unwrap();
    }
    assert_eq!(told, fs::read_to_string(kept).unwrap(), "if that is meant, run ./regenerate");
}

#[test]
fn every_kind_of_event_has_a_sentence_that_a_person_can_read() {
    for kind in events::types() {
        let fields = kind.fields();
        let required = |name: &String| fields.iter().any(|field| field.required && field.name == *name);
        let mut data = example(kind);
        readable(kind, &said(kind, &data));
        data.retain(|name, _| required(name));
        readable(kind, &said(kind, &data));
    }
}

#[test]
fn every_word_of_every_kind_of_event_has_its_own_text() {
    for kind in events::types() {
        for field in kind.fields() {
            let Form::Word(words) = &field.form else { continue };
            let with = |word: &String| {
                let mut data = example(kind);
                data.insert(field.name.clone(), word.as_str().into());
                said(kind, &data)
            };
            let said: Vec<_> = words.iter().map(with).collect();
            said.iter().for_each(|said| readable(kind, said));
            let distinct: HashSet<_> = said.iter().collect();
            assert_eq!(distinct.len(), said.len(), "{}, {}: {said:#?}", kind.full_name(), field.name);
        }
    }
}

/// The data of the declared example, without what is sealed.
fn example(kind: &EventType) -> Map<String, Value> {
    let mut data: Map<String, Value> = serde_json::from_str(kind.example).unwrap();
    kind.sealed.and_then(|field| data.remove(field));
    data
}

fn said(kind: &EventType, data: &Map<String, Value>) -> String {
    let data = Value::Object(data.clone()).to_string();
    let fact = Fact::decode(&kind.full_name(), &data).unwrap().unwrap();
    fact.tell(&Known::default())
}

#[track_caller]
fn readable(kind: &EventType, said: &str) {
    let ends = said.ends_with(['.', '”']);
    let begins = said.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric());
    let strange = ["{", "None", "Some(", "  ", "..", " .", "0b9f6e9c", "fixed-term", "in-work"];
    let strange = strange.iter().any(|bad| said.contains(bad));
    assert!(begins && ends && !strange, "{}: {said}", kind.full_name());
}

/// The event's type, and its sentence; a second one where it knows more.
fn tell(file: &PathBuf) -> String {
    let mut fact = Recorded::decode(Position(1), &fs::read(file).unwrap()).unwrap().event.fact;
    let name = file.file_stem().unwrap().to_string_lossy();
    let closed = fact.tell(&Known::default());
    open(&mut fact);
    let open = fact.tell(&Everything);
    if open == closed { format!("{name}\n    {closed}\n") } else { format!("{name}\n    {closed}\n    {open}\n") }
}

/// Puts in what the example of its type has sealed.
fn open(fact: &mut Fact) {
    let kind = fact.event_type();
    let example: Value = serde_json::from_str(kind.example).unwrap();
    if let Some(content) = kind.sealed.and_then(|field| example.get(field)) {
        fact.open(content.clone()).unwrap();
    }
}

/// Knows every name.
struct Everything;

impl Names for Everything {
    fn coach(&self, _: CoachId) -> Option<&str> {
        Some("Dean Prescott")
    }

    fn provider(&self, _: ProviderId) -> Option<&str> {
        Some("Northfield College")
    }

    fn claim(&self, _: ClaimId) -> Option<&str> {
        Some("3")
    }

    fn job(&self, _: JobId) -> Option<&str> {
        Some("kitchen assistant at Corner Café")
    }

    fn placement(&self, _: PlacementId) -> Option<&str> {
        Some("Riverside Museum and Library as collections assistant")
    }

    fn role(&self, _: RoleId) -> Option<&str> {
        Some("collections assistant")
    }

    fn entry(&self, _: EventId) -> Option<&str> {
        Some("Dean Prescott joined Northfield College as a job coach.")
    }
}
