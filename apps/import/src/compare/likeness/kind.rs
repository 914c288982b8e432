//! The events without a row that one command became, and how to find them.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::ops::Range;

use serde_json::Value;

use crate::compare::ledger::{CurrentEvent, Difference, field_of, plain};
use crate::compare::scope::Reach;
use crate::plan::{Planned, RecipeNote};

/// An event without a row.
pub(in crate::compare) struct Orphan {
    pub(in crate::compare) standing: CurrentEvent,
    pub(in crate::compare) reach: Reach,
}

/// What a row or an event says: its subject, then the compared fields.
pub(super) type Values = Vec<String>;

/// Nothing left out: the place after the last edit.
pub(super) const ALL: usize = usize::MAX;

/// Which fields together say who somebody is. Any one line of them is enough.
const IDENTITY: [&[&str]; 5] = [&["person"], &["uln"], &["upn"], &["nino"], &["name", "dateOfBirth"]];

pub(super) struct Kind<'p> {
    pub(super) note: &'p RecipeNote,
    /// The fields that can be compared: those which the mapping gives and the events show.
    fields: Vec<String>,
    /// Which of them are kept sealed.
    sealed: BTreeSet<String>,
    /// The places of fields that one edited cell can change; first those of a field by itself.
    edits: Vec<Vec<usize>>,
    orphans: Vec<Option<(Orphan, Values)>>,
    /// Places among the orphans, by the edit that is left out and the hash of all other fields.
    places: HashMap<(usize, u64), Vec<usize>>,
    /// Places among the orphans, by subject.
    subjects: HashMap<String, Vec<usize>>,
}

impl<'p> Kind<'p> {
    pub(super) fn new(note: &'p RecipeNote, same: &[&RecipeNote], orphans: Vec<Orphan>) -> Self {
        let given: BTreeSet<&String> = same.iter().flat_map(|note| note.columns.keys()).collect();
        let said: Vec<(Value, Option<Value>)> =
            orphans.iter().map(|orphan| (orphan.standing.data(), orphan.standing.opened())).collect();
        let subject = note.command.subject_field();
        // an implied fact is as old as its first mention: its day is no part of what it says
        let counts = |field: &&String| *field != subject && !(note.once && *field == "date");
        let open = |field: &String| field == "date" || said.iter().any(|(data, _)| field_of(data, field).is_some());
        let hidden = |field: &String| {
            said.iter().any(|(_, opened)| opened.as_ref().is_some_and(|it| field_of(it, field).is_some()))
        };
        let fields: Vec<String> =
            given.into_iter().filter(counts).filter(|field| open(field) || hidden(field)).cloned().collect();
        let sealed = fields.iter().filter(|field| !open(field)).cloned().collect();
        let together: BTreeSet<&BTreeSet<String>> = same.iter().flat_map(|note| &note.together).collect();
        let place_of = |name: &String| match fields.iter().position(|field| field == name) {
            Some(place) => Some(place + 1),
            None => (name == subject).then_some(0),
        };
        let mut edits: Vec<Vec<usize>> = (0..=fields.len()).map(|place| vec![place]).collect();
        edits.extend(together.into_iter().map(|names| names.iter().filter_map(place_of).collect::<Vec<_>>()));
        let (places, subjects) = (HashMap::new(), HashMap::new());
        let mut kind = Self { note, fields, sealed, edits, orphans: Vec::new(), places, subjects };
        for (orphan, (data, opened)) in orphans.into_iter().zip(said) {
            kind.add(orphan, &data, opened.as_ref());
        }
        kind
    }

    fn add(&mut self, orphan: Orphan, data: &Value, opened: Option<&Value>) {
        let known = &orphan.standing.known;
        let mut values = vec![known.subject.to_string()];
        values.extend(self.fields.iter().map(
            |field| match field_of(data, field).or_else(|| field_of(opened?, field)) {
                Some(value) => plain(value),
                None if field == "date" => known.day.to_string(),
                None => String::new(),
            },
        ));
        let place = self.orphans.len();
        for edit in self.edits().chain([ALL]) {
            let hash = hash(&values, self.left_out(edit));
            self.places.entry((edit, hash)).or_default().push(place);
        }
        self.subjects.entry(known.subject.to_string()).or_default().push(place);
        self.orphans.push(Some((orphan, values)));
    }

    pub(super) fn of_planned(&self, planned: &Planned) -> Values {
        let json: Value = serde_json::from_str(&planned.json).unwrap_or_default();
        let mut values = vec![planned.subject.to_string()];
        values.extend(self.fields.iter().map(|field| json.get(field).map(plain).unwrap_or_default()));
        values
    }

    /// The edits of one cell there can be.
    pub(super) fn edits(&self) -> Range<usize> {
        0..self.edits.len()
    }

    /// Events that were not found and that the sheets should say.
    pub(super) fn left(&self) -> impl Iterator<Item = &CurrentEvent> {
        let left = self.orphans.iter().flatten().filter(|(orphan, _)| orphan.reach == Reach::Answered);
        left.map(|(orphan, _)| &orphan.standing)
    }

    /// The first event left that is like these values but for what one edited cell can change; if a
    /// row is given, only one that stood in it.
    pub(super) fn take(
        &mut self,
        edit: usize,
        values: &Values,
        row: Option<u64>,
    ) -> Option<(CurrentEvent, Vec<Difference>)> {
        let left_out = self.left_out(edit);
        let places = self.places.get(&(edit, hash(values, left_out)))?;
        let is_like = |there: &Values| {
            let pairs = there.iter().zip(values).enumerate();
            pairs.into_iter().all(|(place, (there, here))| left_out.contains(&place) || there == here)
        };
        let stood_there = |orphan: &Orphan| {
            row.is_none() || orphan.standing.known.origin.as_ref().is_some_and(|origin| origin.row == row)
        };
        let place = places.iter().find(|place| {
            matches!(self.orphans.get(**place), Some(Some((orphan, there)))
                if orphan.reach > Reach::Beyond && stood_there(orphan) && is_like(there))
        })?;
        self.found(*place, values)
    }

    /// The event of the same person: of a day for which the sheets answer, or of the same day.
    pub(super) fn take_person(&mut self, values: &Values) -> Option<(CurrentEvent, Vec<Difference>)> {
        let place_of = |name: &&str| Some(self.fields.iter().position(|field| field == name)? + 1);
        let identity: Vec<Vec<usize>> =
            IDENTITY.iter().filter_map(|names| names.iter().map(place_of).collect()).collect();
        let same = |there: &Values, places: &[usize]| {
            places.iter().all(|place| {
                there.get(*place) == values.get(*place) && values.get(*place).is_some_and(|it| !it.is_empty())
            })
        };
        let date = place_of(&"date");
        let is_same = |found: &&Option<(Orphan, Values)>| {
            let Some((orphan, there)) = found else { return false };
            let same_day = date.is_some_and(|place| there.get(place) == values.get(place));
            (orphan.reach > Reach::Beyond || same_day) && identity.iter().any(|places| same(there, places))
        };
        if identity.is_empty() {
            return None;
        }
        let place = self.orphans.iter().position(|found| is_same(&found))?;
        self.found(place, values)
    }

    /// The event of the same subject that says most of the same; or the only one, for the only row.
    pub(super) fn take_alike(&mut self, values: &Values, alone: bool) -> Option<(CurrentEvent, Vec<Difference>)> {
        let places = self.subjects.get(values.first()?)?;
        let left = places.iter().filter_map(|place| {
            let (orphan, there) = self.orphans.get(*place)?.as_ref()?;
            let agrees = there.iter().zip(values).skip(1).filter(|(there, here)| there == here).count();
            (orphan.reach == Reach::Answered).then_some((agrees, *place))
        });
        let left: Vec<(usize, usize)> = left.collect();
        let (agrees, place) = left.iter().max_by_key(|(agrees, place)| (*agrees, usize::MAX - place)).copied()?;
        let is_alike = agrees * 2 > self.fields.len() || alone && left.len() == 1;
        if is_alike { self.found(place, values) } else { None }
    }

    fn found(&mut self, place: usize, values: &Values) -> Option<(CurrentEvent, Vec<Difference>)> {
        let (orphan, there) = self.orphans.get_mut(place)?.take()?;
        let mut differing: Vec<usize> =
            (0..there.len()).filter(|place| there.get(*place) != values.get(*place)).collect();
        // rather not by one made of several columns
        differing.sort_by_key(|place| self.column(*place).is_none_or(|column| column.contains(" + ")));
        let text = |values: &Values, place: usize| values.get(place).cloned().unwrap_or_default();
        let differs = differing.into_iter().map(|place| {
            let field = self.field(place).to_owned();
            let sealed = self.sealed.contains(&field);
            Difference { there: text(&there, place), here: text(values, place), sealed, field }
        });
        Some((orphan.standing, differs.collect()))
    }

    fn field(&self, place: usize) -> &str {
        let field = place.checked_sub(1).and_then(|place| self.fields.get(place));
        field.map_or(self.note.command.subject_field(), String::as_str)
    }

    fn column(&self, place: usize) -> Option<&String> {
        self.note.columns.get(self.field(place))
    }

    fn left_out(&self, edit: usize) -> &[usize] {
        self.edits.get(edit).map_or(&[], Vec::as_slice)
    }
}

fn hash(values: &[String], left_out: &[usize]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (place, value) in values.iter().enumerate().filter(|(place, _)| !left_out.contains(place)) {
        (place, value).hash(&mut hasher);
    }
    hasher.finish()
}
