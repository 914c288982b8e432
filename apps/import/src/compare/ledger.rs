//! What stands in the log: which events are believed, and how they read after corrections.

use std::collections::{HashMap, HashSet};

use events::coaching::Event as Coached;
use events::{ErrorReason, EventId, Fact, Subject, history};
use serde_json::Value;

use super::LogEvent;
use crate::key::again;
use crate::naming::Naming;
use crate::plan::Planned;

/// An event as it stands today.
#[derive(Clone, Debug)]
pub(crate) struct CurrentEvent {
    pub(crate) known: LogEvent,
    /// What a later correction put in the place of its session.
    session: Option<Value>,
    /// How many corrections there were.
    pub(crate) corrections: usize,
}

/// A field that a row says otherwise than the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) field: String,
    pub(crate) there: String,
    pub(crate) here: String,
    /// Kept sealed: it is not shown.
    pub(crate) sealed: bool,
}

impl CurrentEvent {
    /// Whether a later event put it right.
    pub(crate) fn is_corrected(&self) -> bool {
        self.session.is_some()
    }

    /// What it says, after corrections.
    pub(super) fn data(&self) -> Value {
        let mut data = self.known.json();
        if let (Some(session), Some(fields)) = (&self.session, data.as_object_mut()) {
            fields.insert("session".to_owned(), session.clone());
        }
        data
    }

    /// What it keeps sealed, if that is open.
    pub(super) fn opened(&self) -> Option<Value> {
        self.known.opened.as_deref().and_then(|opened| serde_json::from_str(opened).ok())
    }

    /// The fields that the planned command says otherwise, with what stands and what the row says.
    /// Sealed content that is not open is left out.
    pub(crate) fn differences(&self, planned: &Planned) -> Vec<Difference> {
        let (data, opened) = (self.data(), self.opened());
        let json: Value = serde_json::from_str(&planned.json).unwrap_or_default();
        let mut differing = Vec::new();
        for field in planned.recipe.columns.keys().filter(|field| *field != planned.subject_field()) {
            let open = field_of(&data, field);
            let sealed = opened.as_ref().filter(|_| open.is_none()).and_then(|opened| field_of(opened, field));
            let there = open.or(sealed).map(plain);
            let there = if field == "date" { there.or_else(|| Some(self.known.day.to_string())) } else { there };
            let here = json.get(field).map(plain);
            match (there, here) {
                (Some(there), here) if here.as_ref() != Some(&there) => {
                    let (field, here) = (field.clone(), here.unwrap_or_default());
                    differing.push(Difference { field, there, here, sealed: sealed.is_some() });
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
    pub(super) events: HashMap<EventId, LogEvent>,
    /// What was taken back, and whether only to make room for the row as it is now.
    pub(super) taken_back: HashMap<EventId, bool>,
    corrected: HashMap<EventId, (Value, usize)>,
    /// Of what was taken back, the key and the event of the next sending.
    again: HashMap<EventId, (String, EventId)>,
    /// Whose history has events that are believed.
    pub(super) subjects: HashSet<Subject>,
    /// What things are called, by their id: an internship by its reference, an employer by its name.
    pub(super) names: HashMap<String, String>,
}

impl Ledger {
    pub(super) fn new(known: Vec<LogEvent>) -> Self {
        let taken_back = known.iter().filter_map(|known| known.fact.error());
        let taken_back: HashMap<EventId, bool> =
            taken_back.map(|error| (error.event, error.reason == ErrorReason::Replaced)).collect();
        let mut corrected: HashMap<EventId, (Value, usize)> = HashMap::new();
        for correction in &known {
            let Fact::Coaching(Coached::HoursCorrected(fact)) = &correction.fact else { continue };
            let (session, count) = corrected.entry(fact.corrects).or_insert((Value::Null, 0));
            *count += 1;
            if !taken_back.contains_key(&correction.id) {
                *session = serde_json::to_value(fact.session).unwrap_or_default();
            }
        }
        let believed = history::effective(&known);
        let subjects = believed.map(|known| known.subject).collect();
        let names = known.iter().filter_map(name).collect();
        let events = known.into_iter().map(|known| (known.id, known)).collect();
        Self { events, taken_back, corrected, again: HashMap::new(), subjects, names }
    }

    pub(super) fn standing(&self, id: EventId) -> Option<CurrentEvent> {
        let known = self.events.get(&id)?.clone();
        let (session, corrections) = self.corrected.get(&id).cloned().unwrap_or_default();
        Some(CurrentEvent { known, session: Some(session).filter(|session| !session.is_null()), corrections })
    }

    /// Finds out what the events are that the next sending of these keys becomes, as far as theirs were
    /// taken back.
    pub(super) async fn again<N: Naming>(
        &mut self,
        sent: impl Iterator<Item = &Planned>,
        naming: &N,
    ) -> Result<(), N::Error> {
        let mut current: Vec<(&Planned, EventId)> = sent.map(|planned| (planned, planned.event)).collect();
        for n in 2.. {
            current.retain(|(_, event)| self.taken_back.contains_key(event));
            if current.is_empty() {
                break;
            }
            let keys: Vec<_> = current.iter().map(|(planned, _)| (planned.subject, again(&planned.key, n))).collect();
            let events = naming.events(&keys).await?;
            for ((last, (_, key)), event) in current.iter_mut().zip(keys).zip(events) {
                self.again.insert(last.1, (key, event));
                last.1 = event;
            }
        }
        Ok(())
    }

    /// The event of this key that is believed, or the one that the next sending of it becomes; with
    /// what was taken back last, if anything was.
    pub(super) fn current(&self, plain: &str, event: EventId) -> CurrentKey {
        let mut current = CurrentKey { key: plain.to_owned(), event, taken_back: None };
        while let Some((key, event)) = self.again.get(&current.event) {
            current = CurrentKey { key: key.clone(), event: *event, taken_back: Some(current.event) };
        }
        current
    }
}

/// What an event calls somebody or something.
fn name(known: &LogEvent) -> Option<(String, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match known.what() {
        "referred" => Some((known.subject.id.to_string(), text(&known.json()["reference"])?)),
        "placement-started" | "job-offered" | "job-started" => {
            let data = known.json();
            let employer = data.get("terms").unwrap_or(&data).get("employer")?;
            Some((text(&employer["id"])?, text(&employer["name"])?))
        }
        _ => None,
    }
}

/// Under which key a row stands in the log today.
pub(super) struct CurrentKey {
    pub(super) key: String,
    pub(super) event: EventId,
    pub(super) taken_back: Option<EventId>,
}
