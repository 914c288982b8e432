//! Which new row is an old one that was edited in a single cell. A cell can feed several fields: the
//! day of an offer is also part of the offer's id.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use events::EventId;
use serde_json::Value;

use super::{Known, Standing, field_of, plain};
use crate::plan::{Planned, RecipeNote};

/// Events without a row, to be found by all of their fields but one.
pub(super) struct Likeness<'p> {
    kinds: BTreeMap<Arc<str>, Kind<'p>>,
}

struct Kind<'p> {
    note: &'p RecipeNote,
    /// The fields that can be compared: those which the mapping gives and the events show.
    fields: Vec<String>,
    /// The places of fields that one edited cell can change; first those of a field by itself.
    edits: Vec<Vec<usize>>,
    orphans: Vec<Option<(Standing, Vec<String>)>>,
    /// Places among the orphans, by the edit that is left out and the hash of all other fields.
    places: HashMap<(usize, u64), Vec<usize>>,
}

/// A planned command that is an old one.
pub(super) struct Match {
    /// Its place in the plan.
    pub(super) planned: usize,
    pub(super) standing: Standing,
    /// The field in which they differ, what stands and what the row says; nothing if they do not.
    pub(super) differs: Option<(String, String, String)>,
}

/// Nothing left out: the place after the last edit.
const ALL: usize = usize::MAX;

impl<'p> Likeness<'p> {
    pub(super) fn new(orphans: BTreeMap<Arc<str>, Vec<Standing>>, notes: &'p [RecipeNote]) -> Self {
        let kinds = orphans.into_iter().filter_map(|(name, orphans)| {
            let note = notes.iter().find(|note| note.name == name)?;
            let same: Vec<&RecipeNote> = notes.iter().filter(|note| note.name == name).collect();
            Some((name, Kind::new(note, &same, orphans)))
        });
        Self { kinds: kinds.collect() }
    }

    /// Finds the old event of every new row; each event serves for one row.
    pub(super) fn pair(mut self, planned: &[Planned], known: &HashMap<EventId, Known>) -> (Self, Vec<Match>) {
        let mut matches = Vec::new();
        let mut new: Vec<(usize, &Planned, Vec<String>)> = Vec::new();
        for (index, planned) in planned.iter().enumerate() {
            let kind = self.kinds.get(&planned.name).filter(|_| !planned.once && !known.contains_key(&planned.event));
            if let Some(kind) = kind {
                new.push((index, planned, kind.of_planned(planned)));
            }
        }
        new.retain(|(index, planned, values)| {
            let found = self.kinds.get_mut(&planned.name).and_then(|kind| kind.take(ALL, values));
            let is_new = found.is_none();
            matches.extend(found.map(|(standing, _)| Match { planned: *index, standing, differs: None }));
            is_new
        });
        for (index, planned, values) in new {
            let Some(kind) = self.kinds.get_mut(&planned.name) else { continue };
            let found = (0..kind.edits.len()).find_map(|edit| Some((edit, kind.take(edit, &values)?)));
            if let Some((edit, (standing, there))) = found {
                let place = kind.told(edit, &there, &values);
                let text = |values: &[String]| values.get(place).cloned().unwrap_or_default();
                let field = place.checked_sub(1).and_then(|place| kind.fields.get(place));
                let field = field.map_or(planned.subject_field(), String::as_str).to_owned();
                let differs = Some((field, text(&there), text(&values)));
                matches.push(Match { planned: index, standing, differs });
            }
        }
        (self, matches)
    }

    /// Events that no row came near.
    pub(super) fn left(&self) -> impl Iterator<Item = (&RecipeNote, &Standing)> {
        self.kinds.values().flat_map(|kind| kind.orphans.iter().flatten().map(|(standing, _)| (kind.note, standing)))
    }
}

impl<'p> Kind<'p> {
    fn new(note: &'p RecipeNote, same: &[&RecipeNote], orphans: Vec<Standing>) -> Self {
        let given: BTreeSet<&String> = same.iter().flat_map(|note| note.columns.keys()).collect();
        let data: Vec<Value> = orphans.iter().map(Standing::data).collect();
        let subject = note.command.subject.as_str();
        let shown = |field: &String| field == "date" || data.iter().any(|data| field_of(data, field).is_some());
        let fields: Vec<String> =
            given.iter().filter(|field| **field != subject && shown(field)).map(|field| (*field).clone()).collect();
        let together: BTreeSet<&BTreeSet<String>> = same.iter().flat_map(|note| &note.together).collect();
        let place_of = |name: &String| match fields.iter().position(|field| field == name) {
            Some(place) => Some(place + 1),
            None => (name == subject).then_some(0),
        };
        let mut edits: Vec<Vec<usize>> = (0..=fields.len()).map(|place| vec![place]).collect();
        edits.extend(together.into_iter().map(|names| names.iter().filter_map(place_of).collect::<Vec<_>>()));
        let mut kind = Self { note, fields, edits, orphans: Vec::new(), places: HashMap::new() };
        for (standing, data) in orphans.into_iter().zip(data) {
            let mut values = vec![standing.known.subject.to_string()];
            values.extend(kind.fields.iter().map(|field| match field_of(&data, field) {
                Some(value) => plain(value),
                None if field == "date" => standing.known.day.to_string(),
                None => String::new(),
            }));
            for edit in (0..kind.edits.len()).chain([ALL]) {
                let hash = hash(&values, kind.left_out(edit));
                kind.places.entry((edit, hash)).or_default().push(kind.orphans.len());
            }
            kind.orphans.push(Some((standing, values)));
        }
        kind
    }

    fn of_planned(&self, planned: &Planned) -> Vec<String> {
        let json: Value = serde_json::from_str(&planned.json).unwrap_or_default();
        let mut values = vec![planned.subject.to_string()];
        values.extend(self.fields.iter().map(|field| json.get(field).map(plain).unwrap_or_default()));
        values
    }

    /// The first event left that is like these values but for what one edited cell can change.
    fn take(&mut self, edit: usize, values: &[String]) -> Option<(Standing, Vec<String>)> {
        let left_out = self.left_out(edit);
        let places = self.places.get(&(edit, hash(values, left_out)))?;
        let is_like = |there: &[String]| {
            there
                .iter()
                .zip(values)
                .enumerate()
                .all(|(place, (there, here))| left_out.contains(&place) || there == here)
        };
        let place = *places
            .iter()
            .find(|place| matches!(self.orphans.get(**place), Some(Some((_, there))) if is_like(there)))?;
        self.orphans.get_mut(place)?.take()
    }

    fn left_out(&self, edit: usize) -> &[usize] {
        self.edits.get(edit).map_or(&[], Vec::as_slice)
    }

    /// The field by which to tell the edit: one that differs, and rather not one made of several columns.
    fn told(&self, edit: usize, there: &[String], here: &[String]) -> usize {
        let differs = |place: &&usize| there.get(**place) != here.get(**place);
        let is_joined = |place: &usize| {
            let field = place.checked_sub(1).and_then(|place| self.fields.get(place));
            field.and_then(|field| self.note.columns.get(field)).is_some_and(|column| column.contains(" + "))
        };
        let differing = self.left_out(edit).iter().filter(differs);
        differing.min_by_key(|place| is_joined(place)).copied().unwrap_or_default()
    }
}

fn hash(values: &[String], left_out: &[usize]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (place, value) in values.iter().enumerate().filter(|(place, _)| !left_out.contains(place)) {
        (place, value).hash(&mut hasher);
    }
    hasher.finish()
}
