//! The plan as a whole: what is said once, what is said twice, and in which order it goes in.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use events::{EventId, ProviderId};
use jiff::civil::Date;
use serde_json::Value;
use service_kit::Rank;
use uuid::Uuid;

use super::{Draft, Plan, Planned, RecipeNote, Unnamed};
use crate::files::SheetFile;
use crate::key::key;
use crate::mapping::Mapping;
use crate::report::{Line, Status};

/// The provider itself is made known first.
pub(super) fn provider(mapping: &Mapping, draft: &mut Draft) {
    let Some((command, fields)) = &mapping.provider.register else { return };
    let name: Arc<str> = Arc::from(command.full_name());
    let key = key(&name, [&mapping.provider.ukprn]);
    let columns = fields.keys().map(|field| (field.clone(), "[provider]".to_owned())).collect();
    draft.plan.recipes.push(RecipeNote {
        name: name.clone(),
        command: *command,
        once: true,
        together: BTreeSet::new(),
        columns,
        sheet: 0,
        sheet_name: Arc::from(""),
    });
    let planned = Planned {
        sheet: Arc::from("the mapping"),
        file: Arc::from(""),
        row: None,
        command: *command,
        name,
        subject: ProviderId(Uuid::nil()).subject(),
        day: fields.get("date").and_then(Value::as_str).and_then(|day| day.parse().ok()),
        event: EventId(Uuid::nil()),
        key,
        json: String::new(),
        once: true,
        order: (0, 0, 0, 0),
        recipe: 0,
    };
    let kinds = vec![(ProviderId::KIND.to_owned(), ProviderId::KIND.to_owned())];
    draft.commands.push(Unnamed { planned, fields: fields.clone(), kinds, called: Vec::new() });
}

/// Of an implied fact, only the first mention by day stays. On one day it is the content that
/// decides and not the row, so that a sheet that was sorted otherwise says the same.
pub(super) fn once(plan: &mut Plan) {
    let mut first: HashMap<EventId, usize> = HashMap::new();
    for (index, planned) in plan.commands.iter().enumerate().filter(|(_, planned)| planned.once) {
        if planned.row.is_some() {
            let (sheet, file, row, _) = planned.order;
            plan.implied.entry(planned.event).or_default().push((sheet, file, row));
        }
        match first.entry(planned.event) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(mut entry) => {
                let of = |planned: &Planned| (planned.day, planned.json.clone(), planned.order);
                let known = plan.commands.get(*entry.get());
                if known.is_some_and(|known| planned.day <= known.day && of(planned) < of(known)) {
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
    let mut at_odds: HashSet<usize> = HashSet::new();
    for (index, planned) in plan.commands.iter().enumerate() {
        let known = *first.entry(planned.event).or_insert(index);
        if plan.commands.get(known).is_some_and(|known| known.json != planned.json) {
            at_odds.insert(index);
        }
    }
    if at_odds.is_empty() {
        return;
    }
    let (mut taken, mut rivals) = (Vec::new(), Vec::new());
    for (index, planned) in std::mem::take(&mut plan.commands).into_iter().enumerate() {
        let to = if at_odds.contains(&index) { &mut rivals } else { &mut taken };
        to.push(planned);
    }
    (plan.commands, plan.rivals) = (taken, rivals);
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
pub(super) fn spans(covered: &[(Arc<str>, Date)], today: Date, plan: &mut Plan) {
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
    covered.iter().for_each(|(name, day)| cover(name, *day));
    plan.spans = spans;
}

/// The days that the mapping says of the sheets that are there.
pub(super) fn covered(mapping: &Mapping, files: &[Vec<SheetFile>]) -> Vec<(Arc<str>, Date)> {
    let sheets = mapping.sheets.iter().zip(files).filter(|(_, files)| !files.is_empty()).map(|(sheet, _)| sheet);
    let covered = sheets.flat_map(|sheet| {
        let days = [sheet.covers.0, sheet.covers.1].into_iter().flatten();
        days.flat_map(|day| sheet.recipes.iter().map(move |recipe| (recipe.name.clone(), day)))
    });
    covered.collect()
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
        self.command.subject_field()
    }
}
