//! The JSON Schema of every event's data, as files that others build on. `./regenerate` writes
//! them; without it they are compared with the types.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use events::EventType;
use serde_json::Value;

#[test]
fn every_kind_of_event_has_its_schema_as_a_file() {
    for kind in events::types() {
        let path = path(kind);
        let schema = serde_json::to_string_pretty(&(kind.schema)()).unwrap() + "\n";
        if std::env::var_os("WAYMARK_UPDATE").is_some() {
            fs::write(&path, &schema).unwrap();
        }
        let file =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; run ./regenerate", path.display()));
        assert_eq!(file, schema, "the type differs: if only fields were added, run ./regenerate");
    }
}

#[test]
fn every_schema_belongs_to_an_event_that_is_or_was_written() {
    let known: BTreeSet<PathBuf> = events::types().map(path).collect();
    for file in fs::read_dir(folder("schemas")).unwrap() {
        let file = file.unwrap().path();
        let written = folder("golden").join(file.file_name().unwrap()).exists();
        assert!(written || known.contains(&file), "{} describes no event: was a type renamed?", file.display());
    }
}

#[test]
fn every_field_is_described_and_closed_to_others() {
    for kind in events::types() {
        let schema: Value = (kind.schema)().into();
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{}", kind.full_name());
        for (field, about) in schema["properties"].as_object().unwrap() {
            let described = about["description"].as_str().is_some_and(|text| !text.is_empty());
            assert!(described, "{}: {field} has no description", kind.full_name());
        }
    }
}

/// What was ever written keeps to the schema of its type: no field is gone, no new one is required.
#[test]
fn a_golden_event_keeps_to_its_schema() {
    for kind in events::types() {
        let schema: Value = (kind.schema)().into();
        let golden = fs::read_to_string(folder("golden").join(format!("{}.json", kind.full_name()))).unwrap();
        let golden: Value = serde_json::from_str(&golden).unwrap();
        let fields: BTreeSet<&str> = golden["data"].as_object().unwrap().keys().map(String::as_str).collect();
        let known: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let required = schema["required"].as_array().unwrap().iter().map(|field| field.as_str().unwrap());
        assert!(fields.is_subset(&known), "{}: {fields:?}", kind.full_name());
        for field in required {
            assert!(fields.contains(field), "{}: {field} is required now", kind.full_name());
        }
    }
}

fn path(kind: &EventType) -> PathBuf {
    folder("schemas").join(format!("{}.json", kind.full_name()))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
