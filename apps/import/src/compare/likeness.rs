//! Which new row is an old one that was edited. Most edits change a single cell; a cell can feed
//! several fields: the day of an offer is also part of the job's id.

mod kind;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use events::{EventId, Subject};

use super::ledger::Difference;
use super::{CurrentEvent, LogEvent};
use crate::plan::{Planned, RecipeNote};
use kind::{ALL, Kind, Values};

pub(super) use kind::Orphan;

/// Events without a row, to be found by what new rows say.
pub(super) struct Likeness<'p> {
    kinds: BTreeMap<Arc<str>, Kind<'p>>,
}

/// A planned command that is an old one.
pub(super) struct Match {
    /// Its place in the plan.
    pub(super) planned: usize,
    pub(super) standing: CurrentEvent,
    /// What differs, the best to tell it by first; nothing if nothing does.
    pub(super) differs: Vec<Difference>,
}

struct New<'c> {
    index: usize,
    planned: &'c Planned,
    values: Values,
}

impl<'p> Likeness<'p> {
    pub(super) fn new(orphans: BTreeMap<Arc<str>, Vec<Orphan>>, notes: &'p [Arc<RecipeNote>]) -> Self {
        let kinds = orphans.into_iter().filter_map(|(name, orphans)| {
            let same: Vec<&RecipeNote> = notes.iter().map(|note| &**note).filter(|note| note.name == name).collect();
            Some((name, Kind::new(*same.first()?, &same, orphans)))
        });
        Self { kinds: kinds.collect() }
    }

    /// Finds the old event of every new row; each event serves for one row. What is certain comes
    /// first: the same content, one edited cell, the same person, most of the same.
    pub(super) fn pair(mut self, planned: &[Planned], known: &HashMap<EventId, LogEvent>) -> (Self, Vec<Match>) {
        let mut matches = Vec::new();
        let mut new: Vec<New> = Vec::new();
        for (index, planned) in planned.iter().enumerate() {
            let kind = self.kinds.get(&planned.name).filter(|_| !known.contains_key(&planned.event));
            if let Some(kind) = kind {
                new.push(New { index, planned, values: kind.of_planned(planned) });
            }
        }
        self.pass(&mut new, &mut matches, |kind, new| kind.take(ALL, &new.values, None));
        // where several are alike, the one that stood in the very row
        for row in [true, false] {
            self.pass(&mut new, &mut matches, |kind, new| {
                let row = new.planned.row.filter(|_| row);
                kind.edits().find_map(|edit| kind.take(edit, &new.values, row))
            });
        }
        self.pass(&mut new, &mut matches, |kind, new| kind.take_person(&new.values));
        let alone = alone(&new);
        self.pass(&mut new, &mut matches, |kind, new| {
            kind.take_alike(&new.values, alone.contains(&(new.planned.name.clone(), new.planned.subject)))
        });
        (self, matches)
    }

    fn pass(
        &mut self,
        new: &mut Vec<New>,
        matches: &mut Vec<Match>,
        find: impl Fn(&mut Kind, &New) -> Option<(CurrentEvent, Vec<Difference>)>,
    ) {
        new.retain(|new| {
            let found = self.kinds.get_mut(&new.planned.name).and_then(|kind| find(kind, new));
            let is_new = found.is_none();
            matches.extend(found.map(|(standing, differs)| Match { planned: new.index, standing, differs }));
            is_new
        });
    }

    /// Events that no row came near and that the sheets should say.
    pub(super) fn left(&self) -> impl Iterator<Item = (&RecipeNote, &CurrentEvent)> {
        self.kinds.values().flat_map(|kind| kind.left().map(|standing| (kind.note, standing)))
    }
}

/// The commands of which there is only one new one about their subject.
fn alone(new: &[New]) -> HashSet<(Arc<str>, Subject)> {
    let mut counts: HashMap<(Arc<str>, Subject), usize> = HashMap::new();
    for new in new {
        *counts.entry((new.planned.name.clone(), new.planned.subject)).or_default() += 1;
    }
    counts.into_iter().filter_map(|(about, count)| (count == 1).then_some(about)).collect()
}
