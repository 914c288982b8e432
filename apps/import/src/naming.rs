//! Names become ids where the deployment's secret is, which may be in another process: so they are
//! asked for in batches, once all rows are read.

use std::collections::HashMap;

use events::{DeploymentSecret, EventId, Name, Subject};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What a sheet calls something, as [`Name`] reads it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Named {
    /// The kind of thing.
    pub kind: String,
    /// `10000001/NF-002`; of an internship, also which of the person's: `10000001/NF-002#1`.
    pub name: String,
}

/// Derives ids.
pub trait Naming {
    /// The machine failing.
    type Error;

    /// The id of each name.
    ///
    /// # Errors
    /// When they cannot be derived.
    fn ids(&self, names: &[Named]) -> impl Future<Output = Result<Vec<Uuid>, Self::Error>>;

    /// The id of the event that a command with each of these keys becomes.
    ///
    /// # Errors
    /// When they cannot be derived.
    fn events(&self, keys: &[(Subject, String)]) -> impl Future<Output = Result<Vec<EventId>, Self::Error>>;
}

impl Naming for DeploymentSecret {
    type Error = events::NotAName;

    async fn ids(&self, names: &[Named]) -> Result<Vec<Uuid>, Self::Error> {
        names.iter().map(|named| Ok(self.id_of(&Name::read(&named.kind, &named.name)?))).collect()
    }

    async fn events(&self, keys: &[(Subject, String)]) -> Result<Vec<EventId>, Self::Error> {
        Ok(keys.iter().map(|(subject, key)| self.event(*subject, key)).collect())
    }
}

/// The names of a plan, each asked for once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    places: HashMap<Named, usize>,
    wanted: Vec<Named>,
}

impl Names {
    /// Notes the names in a field: a name, or a list of names.
    pub(crate) fn note(&mut self, kind: &str, value: &Value) {
        texts(value, &mut |text| {
            let named = named(kind, text);
            let place = self.wanted.len();
            self.places.entry(named.clone()).or_insert_with(|| {
                self.wanted.push(named);
                place
            });
        });
    }

    /// Asks for all of them.
    pub(crate) async fn ask<N: Naming>(self, naming: &N) -> Result<Ids, N::Error> {
        let ids = naming.ids(&self.wanted).await?;
        Ok(Ids(self.places.into_iter().filter_map(|(named, place)| Some((named, *ids.get(place)?))).collect()))
    }
}

/// The ids of a plan's names.
pub(crate) struct Ids(HashMap<Named, Uuid>);

impl Ids {
    pub(crate) fn of(&self, kind: &str, name: &str) -> Option<Uuid> {
        self.0.get(&named(kind, name)).copied()
    }

    /// Puts ids for the names in these fields of a command.
    pub(crate) fn put(&self, fields: &mut Map<String, Value>, kinds: &[(String, String)]) {
        for (field, kind) in kinds {
            match fields.get_mut(field) {
                Some(Value::Array(items)) => items.iter_mut().for_each(|item| self.replace(item, kind)),
                Some(value) => self.replace(value, kind),
                None => {}
            }
        }
    }

    fn replace(&self, value: &mut Value, kind: &str) {
        if let Some(id) = value.as_str().and_then(|name| self.of(kind, name)) {
            *value = Value::String(id.to_string());
        }
    }
}

fn named(kind: &str, name: &str) -> Named {
    Named { kind: kind.to_owned(), name: name.to_owned() }
}

/// Every text in a field: one, or a list of them.
pub(crate) fn texts(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}
