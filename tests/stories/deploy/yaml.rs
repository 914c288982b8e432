//! YAML as JSON, with `<<` merged as Compose does.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use stories::root;
use yaml_rust2::{Yaml, YamlLoader};

/// Every file below deploy/ with one of these endings.
pub(crate) fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut rest = vec![root().join("deploy")];
    while let Some(dir) = rest.pop() {
        for entry in fs::read_dir(dir).expect("a directory").flatten() {
            let path = entry.path();
            match path.is_dir() {
                // Secrets that somebody made to try things out are theirs.
                true if path.ends_with("deploy/secrets") => {}
                true => rest.push(path),
                false if endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)) => {
                    found.push(path);
                }
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// The documents of a file.
#[track_caller]
pub(crate) fn read(path: &Path) -> Vec<Value> {
    parse(&fs::read_to_string(path).expect("a file"), &path.display().to_string())
}

/// The documents in a text.
#[track_caller]
pub(crate) fn parse(text: &str, place: &str) -> Vec<Value> {
    let documents = YamlLoader::load_from_str(text).unwrap_or_else(|error| panic!("{place}: {error}"));
    documents.iter().map(|document| value(document, place)).collect()
}

fn value(yaml: &Yaml, place: &str) -> Value {
    match yaml {
        Yaml::String(text) | Yaml::Real(text) => text.as_str().into(),
        Yaml::Integer(number) => (*number).into(),
        Yaml::Boolean(yes) => (*yes).into(),
        Yaml::Null => Value::Null,
        Yaml::Array(items) => items.iter().map(|item| value(item, place)).collect(),
        Yaml::Hash(entries) => {
            let mut map = Map::new();
            for (key, entry) in entries {
                match (key.as_str(), value(entry, place)) {
                    (Some("<<"), Value::Object(merged)) => {
                        for (key, entry) in merged {
                            map.entry(key).or_insert(entry);
                        }
                    }
                    (Some(key), entry) => drop(map.insert(key.to_owned(), entry)),
                    (None, _) => panic!("{place}: {key:?} is no name"),
                }
            }
            Value::Object(map)
        }
        Yaml::Alias(_) | Yaml::BadValue => panic!("{place}: a reference to nothing"),
    }
}

/// The texts in a list.
pub(crate) fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
}

/// The names in a map.
pub(crate) fn names(map: &Value) -> Vec<String> {
    map.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect()
}

/// The items of a list.
pub(crate) fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}
