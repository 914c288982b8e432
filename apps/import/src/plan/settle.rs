//! The plan as a whole: what is said once, what is said twice, and in which order it goes in.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use events::EventId;
use jiff::civil::Date;
use serde_json::Value;
use service_kit::Rank;

use super::{Plan, Planned, RecipeNote};
use crate::files::SheetFile;
use crate::key::key;
use crate::known::plain;
use crate::mapping::Mapping;
use crate::report::{Line, Status};
use crate::wording::excerpt;

/// The provider itself is made known first.
pub(super) fn provider(mapping: &Mapping, plan: &mut Plan) {
    let Some((command, fields)) = &mapping.provider.register else { return };
    let subject = mapping.provider.id.subject();
    let name: Arc<str> = Arc::from(command.full_name());
    let key = key(&name, [&mapping.provider.ukprn], mapping.provider.id);
    let columns = fields.keys().map(|field| (field.clone(), "[provider]".to_owned())).collect();
    plan.recipes.push(RecipeNote {
        name: name.clone(),
        command: *command,
        once: true,
        together: BTreeSet::new(),
        columns,
        sheet: 0,
        sheet_name: Arc::from(""),
    });
    plan.commands.push(Planned {
        sheet: Arc::from("the mapping"),
        file: Arc::from(""),
        row: None,
        command: *command,
        name,
        subject,
        day: fields.get("date").and_then(Value::as_str).and_then(|day| day.parse().ok()),
        event: EventId::of(subject, &key),
        key,
        json: Value::Object(fields.clone()).to_string(),
        once: true,
        order: (0, 0, 0, 0),
        recipe: 0,
    });
}

/// Of an implied fact, only the first mention by day stays.
pub(super) fn once(plan: &mut Plan) {
    let mut first: HashMap<EventId, usize> = HashMap::new();
    for (index, planned) in plan.commands.iter().enumerate().filter(|(_, planned)| planned.once) {
        match first.entry(planned.event) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(mut entry) => {
                let known = plan.commands.get(*entry.get());
                if known.is_some_and(|known| (planned.day, planned.order) < (known.day, known.order)) {
                    entry.insert(index);
                }
            }
        }
    }
    let mut index = 0;
    plan.commands.retain(|planned| {
        index += 1;
        !planned.once || first.get(&planned.event) == Some(&(index - 1))
    });
}

/// Rows of the same key: the same content is sent again and found there; other content is told.
pub(super) fn twice(plan: &mut Plan) {
    let mut first: HashMap<EventId, usize> = HashMap::new();
    let mut at_odds: HashMap<usize, usize> = HashMap::new();
    for (index, planned) in plan.commands.iter().enumerate() {
        let known = *first.entry(planned.event).or_insert(index);
        if plan.commands.get(known).is_some_and(|known| known.json != planned.json) {
            at_odds.insert(index, known);
        }
    }
    if at_odds.is_empty() {
        return;
    }
    let conflict =
        |(index, known): (&usize, &usize)| Some(conflict(plan.commands.get(*index)?, plan.commands.get(*known)?, plan));
    let lines: Vec<Line> = at_odds.iter().filter_map(conflict).collect();
    plan.lines.extend(lines);
    let mut index = 0;
    plan.commands.retain(|_| {
        index += 1;
        !at_odds.contains_key(&(index - 1))
    });
}

fn conflict(planned: &Planned, known: &Planned, plan: &Plan) -> Line {
    let place = known.row.map_or_else(|| "the mapping".to_owned(), |row| format!("row {row} of \"{}\"", known.file));
    Line {
        command: planned.name.clone(),
        code: "rows-at-odds".to_owned(),
        reason: format!(
            "{place} says the same thing otherwise ({}): that row was taken; keep one of the two, or tell them apart",
            differences(planned, known, plan)
        ),
        event: Some(planned.event),
        ..planned.line(Status::Changed)
    }
}

/// What two commands of one kind say differently, by column.
fn differences(planned: &Planned, known: &Planned, plan: &Plan) -> String {
    let read = |json: &str| serde_json::from_str::<serde_json::Map<String, Value>>(json).unwrap_or_default();
    let (here, there) = (read(&planned.json), read(&known.json));
    let none = BTreeMap::new();
    let columns = plan.recipes.get(planned.recipe).map_or(&none, |note| &note.columns);
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), plain);
    let differing = columns.iter().filter(|(field, _)| here.get(*field) != there.get(*field));
    let told = differing.map(|(field, column)| {
        let column = if column.is_empty() { field } else { column };
        format!("{column}: {} there, {} here", excerpt(&text(there.get(field))), excerpt(&text(here.get(field))))
    });
    told.collect::<Vec<_>>().join("; ")
}

/// See [`Plan::commands`].
pub(super) fn order(plan: &mut Plan) {
    plan.commands.sort_by_key(|planned| {
        let (sheet, file, row, recipe) = planned.order;
        let rank = planned.command.rank;
        let day = if rank == Rank::Register { Date::MIN } else { planned.day.unwrap_or(Date::MAX) };
        let sheet = if rank == Rank::End { usize::MAX - sheet } else { sheet };
        (rank != Rank::Register, day, rank, sheet, file, row, recipe)
    });
}

/// The days for which the sheets answer: those that they mention, and those that the mapping says.
pub(super) fn spans(mapping: &Mapping, files: &[Vec<SheetFile>], today: Date, plan: &mut Plan) {
    let mut spans: BTreeMap<Arc<str>, (Date, Date)> = BTreeMap::new();
    let mut cover = |name: &Arc<str>, day: Date| {
        let span = spans.entry(name.clone()).or_insert((day, day));
        *span = (span.0.min(day), span.1.max(day));
    };
    for planned in plan.commands.iter().filter(|planned| !planned.once) {
        if let Some(day) = planned.day.filter(|day| *day <= today) {
            cover(&planned.name, day);
        }
    }
    for (sheet, _) in mapping.sheets.iter().zip(files).filter(|(_, files)| !files.is_empty()) {
        for recipe in &sheet.recipes {
            for day in [sheet.covers.0, sheet.covers.1].into_iter().flatten() {
                cover(&recipe.name, day);
            }
        }
    }
    plan.spans = spans;
}

impl Planned {
    /// A line of the report about it that says only where and what.
    pub(crate) fn line(&self, status: Status) -> Line {
        Line {
            command: self.name.clone(),
            ..Line::of_row(self.sheet.clone(), self.file.clone(), self.row, status, self.order)
        }
    }

    /// The field of its JSON that names its subject.
    pub(crate) fn subject_field(&self) -> &'static str {
        self.subject.kind.as_str()
    }
}
