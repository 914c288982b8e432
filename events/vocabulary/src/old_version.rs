//! For tests: an older version of `hours-logged`, to be taken through every path that reads events.
//!
//! No release ever wrote it, and no program built for use can read it: the feature `old-version` is
//! asked for by the dev-dependencies of the crates that test with it, and by nothing else. Version 0
//! says `length` where version 1 says `minutes`.

use serde_json::Value;

/// The bytes of an event as they would stand in a log if its session had been recorded as version 0.
/// Those of any other event stay as they are.
#[must_use]
pub fn of(canonical: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(canonical);
    if !text.ends_with("\"type\":\"waymark.coaching.hours-logged.v1\"}") {
        return canonical.to_vec();
    }
    // The member keeps its place in the canonical order, and no text can hold its quotes unescaped.
    let older = text.replacen(",\"minutes\":", ",\"length\":", 1);
    older.replace("waymark.coaching.hours-logged.v1", "waymark.coaching.hours-logged.v0").into_bytes()
}

pub(crate) fn upcast(version: u16, mut data: Value) -> Option<Value> {
    if let Some(session) = data.get_mut("session").and_then(Value::as_object_mut)
        && let Some(minutes) = session.remove("length")
    {
        session.insert("minutes".to_owned(), minutes);
    }
    (version == 0).then_some(data)
}
