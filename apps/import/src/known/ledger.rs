//! What stands in the log: which events are believed, and how they read after corrections.

use std::collections::{HashMap, HashSet};

use events::EventId;
use serde_json::Value;

use super::Known;
use crate::plan::{Planned, RecipeNote};

/// An event as it stands today.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) known: Known,
    /// What a later correction put in the place of its session.
    session: Option<Value>,
}

impl Standing {
    /// Whether a later event put it right.
    pub(crate) fn is_corrected(&self) -> bool {
        self.session.is_some()
    }

    pub(super) fn data(&self) -> Value {
        let mut data: Value = serde_json::from_str(&self.known.data).unwrap_or_default();
        if let (Some(session), Some(fields)) = (&self.session, data.as_object_mut()) {
            fields.insert("session".to_owned(), session.clone());
        }
        data
    }

    /// The fields that the planned command says otherwise, with what stands and what the row says.
    /// Sealed content cannot be seen, and is left out.
    pub(crate) fn differences(&self, planned: &Planned, note: &RecipeNote) -> Vec<(String, String, String)> {
        let data = self.data();
        let json: Value = serde_json::from_str(&planned.json).unwrap_or_default();
        let mut differing = Vec::new();
        for field in note.columns.keys().filter(|field| *field != planned.subject_field()) {
            let there = field_of(&data, field).map(plain);
            let here = json.get(field).map(plain);
            let there = if field == "date" { there.or_else(|| Some(self.known.day.to_string())) } else { there };
            match (there, here) {
                (Some(there), here) if here.as_ref() != Some(&there) => {
                    differing.push((field.clone(), there, here.unwrap_or_default()));
                }
                _ => {}
            }
        }
        differing
    }
}

/// The field of that name, at the top or one level down; of a named thing, its id.
pub(crate) fn field_of<'d>(data: &'d Value, name: &str) -> Option<&'d Value> {
    let fields = data.as_object()?;
    let found = fields.get(name).or_else(|| fields.values().find_map(|inner| inner.as_object()?.get(name)))?;
    Some(found.get("id").unwrap_or(found))
}

/// A value as a person would read it, and as values are compared.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// What stands in the log.
pub(super) struct Ledger {
    pub(super) events: HashMap<EventId, Known>,
    pub(super) taken_back: HashSet<EventId>,
    corrected: HashMap<EventId, Value>,
}

impl Ledger {
    pub(super) fn new(known: Vec<Known>) -> Self {
        let id = |value: Option<&Value>| value.and_then(|id| serde_json::from_value(id.clone()).ok());
        let of = |kind: &str| known.iter().filter(|known| known.event_type.contains(kind)).collect::<Vec<_>>();
        let data = |known: &Known| serde_json::from_str::<Value>(&known.data).unwrap_or_default();
        let taken_back: HashSet<EventId> =
            of(".entered-in-error.").iter().filter_map(|known| id(data(known).get("event"))).collect();
        let mut corrected = HashMap::new();
        for correction in of(".hours-corrected.").iter().filter(|known| !taken_back.contains(&known.id)) {
            let data = data(correction);
            if let (Some(session), Some(corrects)) = (data.get("session"), id(data.get("corrects"))) {
                corrected.insert(corrects, session.clone());
            }
        }
        Self { events: known.into_iter().map(|known| (known.id, known)).collect(), taken_back, corrected }
    }

    pub(super) fn standing(&self, id: EventId) -> Option<Standing> {
        let known = self.events.get(&id)?.clone();
        Some(Standing { known, session: self.corrected.get(&id).cloned() })
    }
}
