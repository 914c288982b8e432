//! A command with the same fields as the event it becomes.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use events::{SameFields, Subject, SubjectKind};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer as _, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Ask;

/// Asks that `event` be recorded about `subject`. As JSON it has the event's fields, and the
/// subject's id under the name of its kind: `{"coach": "…", "date": "2026-03-10"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About<E> {
    /// What it is about.
    pub subject: Subject,
    /// What happened.
    pub event: E,
}

impl<E: SameFields> About<E> {
    /// Asks that this event be recorded about this subject.
    #[must_use]
    pub fn new(subject: Subject, event: E) -> Self {
        Self { subject, event }
    }

    /// The kind of subject, whose name is the name of the field.
    fn kind() -> SubjectKind {
        E::SUBJECTS.first().copied().unwrap_or(SubjectKind::Internship)
    }
}

impl<E: SameFields + Clone + Send + Sync + 'static> Ask for About<E> {
    fn subject(&self) -> Subject {
        self.subject
    }

    fn also_reads(&self) -> BTreeSet<Subject> {
        self.event.also_reads().into_iter().collect()
    }
}

impl<E: SameFields> Serialize for About<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = serde_json::to_value(&self.event).map_err(serde::ser::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.subject.kind.as_str(), &self.subject.id)?;
        for (name, value) in fields.as_object().into_iter().flatten() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, E: SameFields> Deserialize<'de> for About<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<E>(PhantomData<E>);

impl<'de, E: SameFields> Visitor<'de> for Fields<E> {
    type Value = About<E>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a command's fields")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<About<E>, M::Error> {
        let kind = About::<E>::kind();
        let mut id = None;
        let event = E::deserialize(MapAccessDeserializer::new(WithoutSubject { map, kind, id: &mut id }))?;
        let id = id.ok_or_else(|| M::Error::missing_field(kind.as_str()))?;
        Ok(About { subject: Subject { kind, id }, event })
    }
}

/// The event's fields: the subject's is put aside.
struct WithoutSubject<'a, M> {
    map: M,
    kind: SubjectKind,
    id: &'a mut Option<Uuid>,
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for WithoutSubject<'_, M> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, M::Error> {
        while let Some(key) = self.map.next_key::<String>()? {
            if key != self.kind.as_str() {
                return seed.deserialize(key.into_deserializer()).map(Some);
            }
            if self.id.replace(self.map.next_value()?).is_some() {
                return Err(M::Error::duplicate_field(self.kind.as_str()));
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, M::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<E: SameFields> JsonSchema for About<E> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        E::NAME.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = E::json_schema(generator);
        let kind = Self::kind().as_str();
        let about = json!({
            "description": "What it is about.", "type": "string", "format": "uuid", "x-waymark-id": kind,
        });
        let fields = schema.ensure_object();
        if let Some(properties) = fields.entry("properties").or_insert_with(|| json!({})).as_object_mut() {
            properties.insert(kind.to_owned(), about);
        }
        if let Some(required) = fields.entry("required").or_insert_with(|| json!([])).as_array_mut() {
            required.insert(0, Value::from(kind));
        }
        schema
    }
}

#[cfg(test)]
mod tests;
